import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { faultName, faultsOf, type ShownFault } from '../../../sim/search/record/fault.ts';
import type { RunResult } from '../../../sim/simulation/run/run-plan.ts';
import { invariantsOf, kindWithoutCause, runSingle } from './single-invariant.ts';
import { storyOf } from '../../../sim/trace/story.ts';
import type { StoredFinding } from './store.ts';
import type { Story } from './stories-md.ts';

/** Runs the plan of a finding once more. @returns the run, and the fault that it shows, if it still does */
export async function shownAgain(
  finding: StoredFinding,
): Promise<{ readonly result: RunResult; readonly fault: ShownFault | undefined }> {
  const scenario = AS_PUBLISHED.find(({ name }) => name === finding.scenario);
  const invariant = scenario && invariantsOf(scenario).find(({ name }) => name === finding.invariant);
  if (scenario === undefined || invariant === undefined)
    throw new Error(`${finding.scenario} is not judged by "${finding.invariant}": search again with find.ts.`);
  const result = await runSingle(scenario, invariant, finding.plan);
  const fault = faultsOf(result).find(
    (one) => faultName({ ...one, kind: kindWithoutCause(one.kind) }) === faultName(finding),
  );
  return { result, fault };
}

/** @returns the story of a finding, from its run. @throws {Error} when the run does not show it any more */
export async function storyFrom(finding: StoredFinding): Promise<Story> {
  const { result, fault } = await shownAgain(finding);
  if (fault === undefined)
    throw new Error(
      `Line ${finding.number} does not break "${finding.invariant}" any more: search again with find.ts.`,
    );
  return { message: fault.message, lines: storyOf(result.events, fault.events) };
}
