/**
 * Goal: a replay does what the first attempt did, and a `ctx.run` whose result is stored is not executed again. Method: a
 * model that forgets results, and handlers that go another way when replayed. On the model as it is: `built-in.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import { replayIsFaithful } from '../../sim/checks/replay/replay.ts';
import { readsTheClockOutsideRun } from '../objects/rate-limiter.broken.ts';
import { named } from '../model/mutants/mutant.ts';
import { journalMutants } from '../model/mutants/broken-rules/journal.ts';
import { replaced } from '../harness/replaced.ts';
import { objection } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
describe('replay', () => {
  it('is noticed to go wrong on a server that forgets the results of runs', async () => {
    const sabotage = named(journalMutants, 'a run whose result is stored is executed again');
    expect(await objection(shoppingCartScenario, replayIsFaithful, { sabotage })).toMatch(
      /its result is stored|diverged on replay/,
    );
  });

  it('is noticed to go another way when a handler decides by a clock that is not journaled', async () => {
    const drifting = replaced(rateLimiterScenario, () => [readsTheClockOutsideRun]);
    expect(await objection(drifting, replayIsFaithful)).toContain('Date.now');
  });
});
