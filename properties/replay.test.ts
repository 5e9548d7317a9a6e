/**
 * Goal: a replay does what the first attempt did, and a `ctx.run` whose result is stored is not executed again. Method: all
 * scenarios on the model as it is; then a model that forgets results, and handlers that go another way when replayed.
 */
import { describe, expect, it } from 'vitest';
import { ALL } from '../scenarios/index.ts';
import { rateLimiterScenario } from '../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../scenarios/shopping-cart.ts';
import { replayIsFaithful } from '../sim/checks/replay/replay.ts';
import { readsTheClockOutsideRun } from './broken/rate-limiter.ts';
import { journalMutants } from './model/mutants/journal.ts';
import { exercisedIn, objection, replaced } from './search.ts';

describe('replay', () => {
  it.each(ALL)('is faithful in the scenario "$name"', async (scenario) => {
    expect(await objection(scenario, replayIsFaithful, { runs: 100 })).toBe('');
    expect(await exercisedIn(scenario, replayIsFaithful)).toBeGreaterThan(20);
  });

  it('is noticed to execute a run again on a server that forgets its result', async () => {
    const sabotage = journalMutants['a run whose result is stored is executed again'];
    expect(await objection(shoppingCartScenario, replayIsFaithful, { sabotage })).toContain('executed again');
  });

  it('is noticed to go another way when a handler decides by a clock that is not journaled', async () => {
    const drifting = replaced(rateLimiterScenario, () => [readsTheClockOutsideRun]);
    expect(await objection(drifting, replayIsFaithful)).toContain('RateLimiter/check');
  });
});
