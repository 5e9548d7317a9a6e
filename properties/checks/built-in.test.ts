/**
 * Goal: what is checked without being asked holds in every scenario, and every scenario puts it to the test. Method: a short
 * search of each; what the checks say to models that break these rules stands in the suite of each rule.
 */
import { describe, expect, it } from 'vitest';
import { ALL } from '../../scenarios/index.ts';
import { oneWriterPerKey } from '../../sim/checks/exclusivity.ts';
import { replayIsFaithful } from '../../sim/checks/replay/replay.ts';
import { sharedHandlersOnlyRead } from '../../sim/checks/shared-reads.ts';
import { boundKindsOf } from '../../sim/simulation/scenario/bound-handlers.ts';
import { depth } from '../harness/depth.ts';
import { search } from '../harness/search.ts';

const RUNS = depth({ slice: 40, deep: 400 });
/** So often in that many runs, or the scenario puts too little to the test: its keys collide too seldom. */
const AT_LEAST = depth({ slice: 5, deep: 50 });

describe.each(ALL.map((scenario) => [scenario.name, scenario] as const))('the scenario "%s"', (_name, scenario) => {
  const kinds = boundKindsOf(scenario);
  const rules = [oneWriterPerKey, sharedHandlersOnlyRead, replayIsFaithful].filter(
    ({ about }) => about === undefined || kinds.has(about),
  );

  it(`keeps, and puts to the test: ${rules.map(({ name }) => name).join('; ')}`, async () => {
    const { invariants } = await search(scenario, { runs: RUNS, judgeReach: false });
    for (const { name } of rules) {
      const { verdict, exercised = 0 } = invariants.find((one) => one.name === name) ?? {};
      expect({ name, verdict, often: exercised >= AT_LEAST }).toEqual({ name, verdict: 'held', often: true });
    }
  });
});
