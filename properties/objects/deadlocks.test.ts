/**
 * Goal: the guide's warning about deadlocks is real: a call to a key that waits for the caller never ends, and the search
 * reports the cycle. Method: the smallest object for each kind of cycle; and two ways out, in which no handler waits.
 */
import type * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { everythingSettles } from '../../sim/checks/liveness/settles.ts';
import { scenario, type OperationBuilder, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { callsTheTarget } from './bank-account.broken.ts';
import { caller } from './deadlocks.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

/** Two keys, each of which may call the other. */
function calling(operations: (build: OperationBuilder) => readonly fc.Arbitrary<OperationSpec>[]): Scenario {
  return scenario('deadlocks', { services: [caller], operations, clients: 2, maxOperations: 4 });
}

const selfCall = calling(({ call }) => [call(caller, 'callItself', { key: 'a' })]);
const thereAndBack = calling(({ call }) => [call(caller, 'callThere', { key: 'a', input: 'b' })]);
const messages = calling(({ call }) => [
  call(caller, 'sendThere', { key: 'a', input: 'b' }),
  call(caller, 'sendThere', { key: 'b', input: 'a' }),
  call(caller, 'lookAtItself', { key: 'a' }),
]);

describe('a deadlock', () => {
  it.each([
    ['an object calls itself', selfCall, ['Caller/a']],
    ['A calls B and B calls A', thereAndBack, ['Caller/a', 'Caller/b']],
    [
      'transfers in opposite directions call each other',
      replaced(bankScenario, () => [callsTheTarget]),
      ['BankAccount/'],
    ],
  ] as const)('is found when %s, with its cycle', async (_when, deadlocked, keys) => {
    const message = await objection(deadlocked, everythingSettles);
    expect(message).toContain('Deadlock');
    for (const key of keys) expect(message).toContain(key);
  });

  it('does not occur when objects send messages, or call a shared handler of their own key', async () => {
    const { findings } = await search(messages, { runs: 150, judgeReach: false });
    expect(findings).toEqual([]);
  });
});
