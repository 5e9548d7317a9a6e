import { isMainThread } from 'node:worker_threads';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bankScenario } from '../../scenarios/bank-account.ts';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { BROKEN } from './broken-scenarios.ts';

const odd = restate.service({
  name: 'Odd',
  handlers: {
    fine: (_ctx: restate.Context): Promise<void> => Promise.resolve(),
    loopsForEver: (_ctx: restate.Context): Promise<void> => {
      for (;;) JSON.stringify({});
    },
  },
});

const throws: Invariant = {
  name: 'an invariant that throws',
  watch: () => ({
    see: () => {
      throw new TypeError('the ledger is not iterable');
    },
    exercised: () => 1,
  }),
};

/** Handlers cannot end the process; code outside of them can. */
const endsItsThread: Invariant = {
  name: 'an invariant that ends its thread',
  watch: () => (isMainThread ? { exercised: () => 1 } : process.exit()),
};

const about = (handler: 'fine' | 'loopsForEver', invariants: readonly Invariant[] = []): Scenario =>
  scenario(`a service that does ${handler}`, {
    services: [odd],
    operations: ({ call }) => [call(odd, handler, { input: fc.constant(undefined) })],
    invariants,
  });

const cart = BROKEN['a cart that pays without a key'] ?? bankScenario;

/** What `command-main.ts` searches, for workers to load. */
export const scenarios: readonly Scenario[] = [
  { ...cart, name: 'broken cart' },
  bankScenario,
  about('fine'),
  about('loopsForEver'),
  { ...about('fine', [endsItsThread]), name: 'a check that endsItsThread' },
  { ...about('fine', [throws]), name: 'a check that throws' },
  { ...about('fine'), name: 'a world with a limit of 4 steps', limits: { steps: 4 } },
];
