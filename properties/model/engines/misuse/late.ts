import { ARGUMENTS } from './arguments.ts';
import { ERRORS } from './errors.ts';
import { inTimer, type Misuse } from './misuse.ts';
import { SERDES } from './serdes.ts';

/** The kinds of findings that say what is written: nothing is, once the attempt has failed. */
const OF_WRITES: ReadonlySet<string | undefined> = new Set(['not-bytes', 'malformed-failure']);

/** Values that the state machine does not take, from a branch that goes on after the handler has thrown. */
export const LATE: readonly Misuse[] = [...ERRORS, ...SERDES, ...ARGUMENTS]
  .filter(({ finds }) => OF_WRITES.has(finds))
  .map(({ name, body }) => ({
    name: `${name}, after the handler has thrown`,
    body: (c): never => {
      inTimer(() => void Promise.resolve(body(c)).catch(() => {}), 5);
      throw new Error('the handler fails');
    },
  }));
