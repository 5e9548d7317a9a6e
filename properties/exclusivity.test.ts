/**
 * Goal: one exclusive handler at a time per key, in order of arrival. Method: all scenarios on the model as it is, and on
 * models in which the lock or the inbox is broken, which the checks must notice.
 */
import { describe, expect, it } from 'vitest';
import { bankScenario } from '../scenarios/bank.ts';
import { ALL } from '../scenarios/index.ts';
import { servedInOrder } from '../sim/checks/arrival-order.ts';
import { oneWriterPerKey } from '../sim/checks/exclusivity.ts';
import type { Mutant } from './model/mutant.ts';
import { lockMutants } from './model/mutants/locks.ts';
import { exercisedIn, objection } from './search.ts';

describe('exclusivity', () => {
  it.each(ALL)('is kept and put to the test by the scenario "$name"', async (scenario) => {
    expect(await objection(scenario, oneWriterPerKey, { runs: 100 })).toBe('');
    expect(await exercisedIn(scenario, oneWriterPerKey)).toBeGreaterThan(20);
    expect(await exercisedIn(scenario, servedInOrder)).toBeGreaterThan(0);
  });

  it.each(['the lock is not taken', 'a holder that waits for its next attempt loses the lock'])(
    'is missed when %s',
    async (name) => {
      expect(await objection(bankScenario, oneWriterPerKey, { sabotage: mutant(name) })).toContain('BankAccount/');
    },
  );

  it('is out of order when the inbox is last in, first out', async () => {
    const sabotage = mutant('the inbox is last in, first out');
    expect(await objection(bankScenario, servedInOrder, { sabotage })).toContain('BankAccount/');
  });
});

function mutant(name: string): Mutant {
  const found = lockMutants[name];
  if (found === undefined) throw new Error(`There is no mutant of the model called "${name}".`);
  return found;
}
