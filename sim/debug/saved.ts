import { partsOf } from '../search/plan/plan-parts.ts';
import { findingName, findingText } from '../search/finding/finding.ts';
import { investigate } from '../search/finding/investigate.ts';
import type { Runner } from '../search/run/runner.ts';
import { testOf } from '../report/repeat.ts';
import { Hash } from '../core/hash.ts';
import type { Saved } from './answers.ts';
import type { WatchedRun } from './watched-run.ts';

/**
 * Makes a run small enough to keep. Where an invariant is broken, the plan is shrunk as that of a search is, and becomes a
 * finding; else nothing says what must stay, and the plan is kept as it is.
 */
export async function saved(
  runner: Runner,
  { plan, result, steps, faults }: WatchedRun,
  versions: Readonly<Record<string, string>>,
): Promise<Saved> {
  const before = partsOf(plan).length;
  if (faults.length > 0) {
    const source = { seed: plan.seed, path: undefined, strategy: 'debug' };
    const [finding] = await investigate(runner, await runner.record(plan), source);
    if (finding !== undefined) {
      const { shrinking } = finding;
      return {
        kind: 'finding',
        name: findingName(finding),
        text: findingText(finding, versions),
        test: testOf(finding.scenario, finding.invariant, finding.plan),
        shrunk: { before, after: shrinking.partsAfter, minimal: shrinking.minimal },
      };
    }
  }
  const hash = new Hash().string(JSON.stringify(plan)).hex().slice(0, 8);
  return {
    kind: 'plan',
    name: `plan-of-${steps.length}-steps-${hash}`,
    text: `${JSON.stringify(plan, undefined, 2)}\n`,
    test: testOf(plan.scenario, result.verdict === 'held' ? 'everything holds' : 'this run has a verdict', plan),
    shrunk: { before, after: before, minimal: false },
  };
}
