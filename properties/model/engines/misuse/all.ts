import { ARGUMENTS } from './arguments.ts';
import { AWAITS } from './awaits.ts';
import { ERRORS } from './errors.ts';
import type { Misuse } from './misuse.ts';
import { SERDES } from './serdes.ts';

/** Every misuse of the tables. */
export const MISUSES: readonly Misuse[] = [...AWAITS, ...ERRORS, ...SERDES, ...ARGUMENTS];
