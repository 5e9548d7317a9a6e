/**
 * Goal: one exclusive handler at a time per key, in order of arrival. Method: models in which the lock
 * or the inbox is broken, which the checks must notice. On the model as it is: `built-in.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../../scenarios/bank-account.ts';
import { servedInOrder } from '../../sim/checks/arrival-order.ts';
import { oneWriterPerKey } from '../../sim/checks/exclusivity.ts';
import { named } from '../model/mutants/mutant.ts';
import { lockMutants } from '../model/mutants/broken-rules/locks.ts';
import { objection } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
describe('exclusivity', () => {
  it.each(['the lock is not taken', 'a holder that waits for its next attempt loses the lock'])(
    'is missed when %s',
    async (name) => {
      expect(await objection(bankScenario, oneWriterPerKey, { sabotage: named(lockMutants, name) })).toContain(
        'BankAccount/',
      );
    },
  );

  it('is out of order when the inbox is last in, first out', async () => {
    const sabotage = named(lockMutants, 'the inbox is last in, first out');
    expect(await objection(bankScenario, servedInOrder, { sabotage })).toContain('BankAccount/');
  });
});
