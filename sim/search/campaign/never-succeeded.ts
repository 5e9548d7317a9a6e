import { count } from '../../core/count.ts';

/**
 * @param coverage of a campaign
 * @returns the handlers whose invocations have all failed, with how often and how: what follows in the handler, and the
 *   invariants about it, had nothing to judge
 */
export function neverSucceeded(coverage: ReadonlyMap<string, number>): readonly NeverSucceeded[] {
  const outcomes = new Map<string, Outcome[]>();
  for (const [name, times] of coverage) {
    const [, handler, code] = /^outcome (.*) (\S+)$/.exec(name) ?? [];
    if (handler === undefined || code === undefined) continue;
    outcomes.set(handler, [...(outcomes.get(handler) ?? []), { code, times }]);
  }
  return [...outcomes]
    .filter(([, ended]) => ended.every(({ code }) => code !== 'ok'))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([handler, ended]) => ({ handler, words: inWords(handler, ended) }));
}

/** A handler without a success. */
export interface NeverSucceeded {
  /** Service and handler, such as `Order/submit`. */
  readonly handler: string;
  /** A line for the list of what was never reached. */
  readonly words: string;
}

interface Outcome {
  /** The code of the failure, or `ok`. */
  readonly code: string;
  readonly times: number;
}

function inWords(handler: string, ended: readonly Outcome[]): string {
  const all = ended.reduce((sum, { times }) => sum + times, 0);
  const codes = ended.toSorted((left, right) => right.times - left.times || (left.code < right.code ? -1 : 1));
  const list = codes.map(({ code, times }) => (codes.length === 1 ? code : `${code} ${times}×`)).join(', ');
  const which = all === 1 ? 'its only invocation' : `each of its ${count(all, 'invocation')}`;
  return `a success of ${handler}: ${which} failed (${list})`;
}
