import type { Decider } from '../../../../sim/core/choices.ts';
import { RandomDecider } from '../../../../sim/search/strategies/random-decider.ts';

/**
 * Any order of what can move, any jitter, any number of partitions. Time passes only when nothing can move: a case
 * waits by the clock for what must have happened by then, as it does for real.
 */
export function orderDecider(seed: number): Decider {
  const random = new RandomDecider(seed);
  return {
    step: (agenda) => random.step(agenda, false),
    pick: (kind, address, options) => random.pick(kind, address, options),
  };
}
