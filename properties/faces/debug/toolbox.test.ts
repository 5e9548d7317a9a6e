/** Goal: the time that an agent gives a search holds in every run. Method: a clock that goes on each time it is looked at. */
import { expect, it } from 'vitest';
import { bankScenario } from '../../../scenarios/bank-account.ts';
import { CurrentCode } from '../../../sim/cli/mcp/current-code.ts';
import { Toolbox } from '../../../sim/cli/mcp/toolbox.ts';

function box(isOver: () => boolean = () => false): Toolbox {
  let seconds = 0;
  return new Toolbox(new CurrentCode([bankScenario], undefined), { now: () => 1_000 * seconds++, isOver });
}

it('a search ends in the middle of its first run when its time is over', async () => {
  const { data, summary } = await box().search({ seconds: 5, runs: 50 });
  expect(summary).toContain('"bank account" undecided. The time was over after 0 of up to 50 runs, in 1 of 1 scenario');
  expect(data).toMatchObject({
    searched: [{ runs: 0, verdict: 'undecided', undecided: ['the search ended before its first run did'] }],
  });
});

it('a search ends when no client waits for it', async () => {
  const { data } = await box(() => true).search({ seconds: 600, runs: 50 });
  expect(data).toMatchObject({ searched: [{ runs: 0 }] });
});
