/**
 * Goal: nothing that a scenario promises to put to the test is left out by an unlucky seed. Method: whole campaigns from
 * several seeds; `npm run exercised` does the same for twenty of them.
 */
import { describe, expect, it } from 'vitest';
import { ALL } from '../../../scenarios/index.ts';
import { walletScenario } from '../../../scenarios/wallet.ts';
import { notExercised } from './not-exercised.ts';

describe('the scenario', () => {
  it.each(ALL.map((scenario) => [scenario.name, scenario] as const))(
    '"%s" holds and exercises all that it speaks of, from each seed',
    async (_name, scenario) => {
      expect(await notExercised(scenario, [1, 2])).toEqual([]);
    },
  );

  it('is reported with what it has never reached', async () => {
    const outcomes = { ...walletScenario.outcomes, 'a wallet is stolen': () => false };
    const [gap] = await notExercised({ ...walletScenario, outcomes }, [1]);
    expect(gap).toMatchObject({ seed: 1, verdict: 'not exercised' });
    expect(gap?.what.join()).toContain('a wallet is stolen');
  });
});
