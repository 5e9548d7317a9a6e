import type { Case } from './case.ts';
import { lockCases } from './cases/locks.ts';
import { stateCases } from './cases/state.ts';

/** All cases in the order of their numbers. */
export const cases: readonly Case[] = [...stateCases, ...lockCases].sort((left, right) => left.number - right.number);
