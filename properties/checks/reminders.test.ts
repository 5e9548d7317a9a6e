import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../sim/search/campaign/types.ts';
import { deriveScenario } from '../../sim/simulation/scenario/derive.ts';

/** Sends a reminder every 15 s until the promise is completed or, with a deadline, a day has passed. */
function searched(hasDeadline: boolean): Promise<ScenarioResult> {
  const signup = restate.workflow({
    name: 'Signup',
    handlers: {
      run: async (ctx: restate.WorkflowContext) => {
        const clicked = ctx.promise<string>('clicked').get();
        const deadline = hasDeadline ? ctx.sleep(86_400_000) : undefined;
        for (;;) {
          const reminder = ctx.sleep(15_000).map(() => 'reminder');
          const first = [clicked.map(() => 'clicked'), reminder];
          const result = await restate.RestatePromise.race(
            deadline === undefined ? first : [...first, deadline.map(() => 'deadline')],
          );
          if (result !== 'reminder') return result;
          await ctx.run('remind', () => 'sent');
        }
      },
    },
  });
  const { scenario } = deriveScenario('signup', [signup], { examples: { 'Signup/run': [null] } });
  // A client whose connection breaks no longer waits.
  const faults = { ...scenario.faults, troubles: 0, serverRestarts: false, operators: false };
  return campaign(
    { ...scenario, faults, maxOperations: 1, limits: { steps: 2_000 } },
    { seed: 1, runs: 1, judgeReach: false, shrink: false },
  );
}

it('a workflow that sends reminders until a deadline is no livelock: the run is only too short to decide', async () => {
  const { verdict, undecided, findings } = await searched(true);
  expect([verdict, findings]).toEqual(['undecided', []]);
  expect(undecided[0]).toContain('limit of 2000 steps');
});

it('one that sends them for ever is one', async () => {
  const { verdict, findings } = await searched(false);
  expect(verdict).toBe('broken');
  expect(findings[0]?.message).toMatch(/^Livelock: .*remind/);
});
