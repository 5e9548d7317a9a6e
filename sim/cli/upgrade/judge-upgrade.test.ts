import { describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../search/campaign/types.ts';
import { Accepted } from './accepted.ts';
import { withoutAccepted } from './judge-upgrade.ts';

const INVARIANT = 'an upgrade breaks nothing in flight';
const finding = (handler: string) => ({ invariant: INVARIANT, handler, kind: 'handler gone', message: `${handler}!` });

/** Of a search that found what is given. */
function resultOf(findings: readonly object[], rest: object = {}): ScenarioResult {
  const verdict = findings.length > 0 ? 'broken' : 'held';
  const invariants = [{ name: INVARIANT, verdict, exercised: 3 }];
  return { verdict, findings, invariants, undecided: [], missing: [], ...rest } as unknown as ScenarioResult;
}

const ACCEPTED = [{ finding: 'Order/cancel: handler gone', reason: 'drained' }];
const judged = (result: ScenarioResult) => withoutAccepted(result, new Accepted(ACCEPTED));
const cancel = finding('Order/cancel');

describe('what a team accepts', () => {
  it('stands apart with its reason, and counts no more', () => {
    expect(judged(resultOf([cancel]))).toMatchObject({
      verdict: 'held',
      findings: [],
      accepted: [{ name: 'Order/cancel: handler gone', reason: 'drained', message: 'Order/cancel!' }],
      invariants: [{ verdict: 'held' }],
    });
  });

  it.each([
    ['another finding', resultOf([cancel, finding('Order/place')]), 'broken', 'broken'],
    ['an undecided run', resultOf([cancel], { undecided: ['a limit'] }), 'undecided', 'undecided'],
    ['what was never in flight', resultOf([cancel], { missing: ['a deploy while x'] }), 'not exercised', 'held'],
    [
      'an invariant that had nothing to judge',
      resultOf([cancel], { invariants: [{ name: INVARIANT, verdict: 'broken', exercised: 0 }] }),
      'held',
      'not exercised',
    ],
  ] as const)('does not hide %s', (_, result, verdict, ofInvariant) => {
    expect(judged(result)).toMatchObject({ verdict, invariants: [{ verdict: ofInvariant }] });
  });

  it('changes nothing where it does not occur', () => {
    expect(judged(resultOf([finding('Order/place')]))).toMatchObject({ verdict: 'broken', findings: [{}] });
    expect(judged(resultOf([]))).not.toHaveProperty('accepted');
  });
});
