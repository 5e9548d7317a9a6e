/**
 * Goal: one exclusive handler at a time per key, in order of arrival. Method: all scenarios on the model as it is, and on
 * models in which the lock or the inbox is broken, which the checks must notice.
 */
import { describe, expect, it, vi } from 'vitest';
import { bankScenario } from '../scenarios/bank.ts';
import { ALL } from '../scenarios/index.ts';
import { servedInOrder } from '../sim/checks/arrival-order.ts';
import { oneWriterPerKey } from '../sim/checks/exclusivity.ts';
import { boundKindsOf } from '../sim/simulation/bound-handlers.ts';
import { named } from './model/mutant.ts';
import { lockMutants } from './model/mutants/locks.ts';
import { judgement, objection } from './search.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('exclusivity', () => {
  it.each(ALL.filter((scenario) => boundKindsOf(scenario).has('EXCLUSIVE')))(
    'is kept and put to the test by the scenario "$name"',
    async (scenario) => {
      const { verdict, exercised } = await judgement(scenario, oneWriterPerKey);
      expect(verdict).toBe('held');
      expect(exercised).toBeGreaterThan(20);
    },
  );

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
