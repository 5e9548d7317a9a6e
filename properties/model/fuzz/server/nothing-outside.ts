import type { Outside } from '../../conformance/outside.ts';

/** What the handlers of programs do outside of Restate: nothing. */
export const NOTHING_OUTSIDE: Outside = {
  log: () => undefined,
  count: () => 0,
  wait: () => Promise.resolve(),
  crash: () => Promise.reject(new Error('programs do not crash their process')),
};
