import type { ScenarioResult } from '../../search/campaign/types.ts';
import type { Finding } from '../../search/finding/finding.ts';
import type { Accepted } from './accepted.ts';

/** @returns the name by which a finding of an upgrade is accepted, such as `Order/place: breaks in flight at entry 2 (sleep 1 h)` */
export function acceptanceOf({ handler, kind, invariant }: Pick<Finding, 'handler' | 'kind' | 'invariant'>): string {
  return `${handler ?? invariant}: ${kind ?? invariant}`;
}

/** @returns the result without the findings that a team accepts, which are named among what is waived */
export function withoutAccepted(given: ScenarioResult, accepted: Accepted): ScenarioResult {
  // What the workload never does with the services is the business of `run`.
  const result = { ...given, neverDone: [], neverSucceeded: [] };
  const findings = result.findings.filter((finding) => accepted.reasonFor(acceptanceOf(finding)) === undefined);
  if (findings.length === result.findings.length) return result;
  const broken = new Set(findings.map(({ invariant }) => invariant));
  return {
    ...result,
    findings,
    verdict: findings.length > 0 ? 'broken' : result.undecided.length > 0 ? 'undecided' : 'held',
    invariants: result.invariants.map((invariant) =>
      invariant.verdict === 'broken' && !broken.has(invariant.name) ? { ...invariant, verdict: 'held' } : invariant,
    ),
  };
}
