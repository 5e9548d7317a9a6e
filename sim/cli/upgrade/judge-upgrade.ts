import type { AcceptedFinding, ScenarioResult } from '../../search/campaign/types.ts';
import type { Verdict } from '../../checks/invariant.ts';
import type { Finding } from '../../search/finding/finding.ts';
import { faultName } from '../../search/record/fault.ts';
import type { Accepted } from './accepted.ts';

/** @returns the name by which a finding of an upgrade is accepted, such as `Order/place: breaks in flight at entry 2 (sleep)` */
export function acceptanceOf({ handler, kind, invariant }: Pick<Finding, 'handler' | 'kind' | 'invariant'>): string {
  return `${handler ?? invariant}: ${kind ?? invariant}`;
}

/** @returns the result in which the findings that a team accepts stand apart, and count no more; everything else counts as before */
export function withoutAccepted(given: ScenarioResult, accepted: Accepted): ScenarioResult {
  // What the workload never does with the services is the business of `run`.
  const result = { ...given, neverDone: [], neverSucceeded: [] };
  const apart = result.findings.flatMap((finding) => acceptedOf(finding, accepted) ?? []);
  if (apart.length === 0) return result;
  const faults = new Set(apart.map(({ fault }) => fault));
  const findings = result.findings.filter((finding) => !faults.has(faultName(finding)));
  const broken = new Set(findings.map(({ invariant }) => invariant));
  const { undecided, missing } = result;
  const without = (isReached: boolean): Verdict =>
    undecided.length > 0 ? 'undecided' : isReached ? 'held' : 'not exercised';
  return {
    ...result,
    findings,
    accepted: apart,
    verdict: findings.length > 0 ? 'broken' : without(missing.length === 0),
    invariants: result.invariants.map((invariant) =>
      invariant.verdict === 'broken' && !broken.has(invariant.name)
        ? { ...invariant, verdict: without(invariant.exercised > 0) }
        : invariant,
    ),
  };
}

function acceptedOf(finding: Finding, accepted: Accepted): AcceptedFinding | undefined {
  const name = acceptanceOf(finding);
  const reason = accepted.reasonFor(name);
  return reason === undefined ? undefined : { name, reason, message: finding.message, fault: faultName(finding) };
}
