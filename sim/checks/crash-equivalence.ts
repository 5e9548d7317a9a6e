import { canonicalText } from '../core/canonical.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Breach, StateView } from './invariant.ts';
import type { Answer } from './linearizability/model.ts';
import { decodePayload } from './naming.ts';

/** The end of a run, as the `observe` of a scenario sees it. */
export interface RunEnd {
  /** Operation -> the response that its client got; absent for operations without a response. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The final state of keys and effects. */
  readonly view: StateView;
}

/** The known runs of the same operations in which nothing crashes. */
export interface CrashFreeRuns {
  /** The result of `observe` for each of them; the same result may come more than once. */
  readonly observed: Iterable<unknown>;
  /**
   * Whether these are all of them: every order, every outcome of effects, and every delay that a crash could have caused
   * at the same points. Only then is a difference a breach; otherwise it is advice.
   */
  readonly complete: boolean;
}

/** @returns the responses of a run, for {@link RunEnd} */
export function answersOf(events: readonly TraceEvent[]): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const event of events) {
    if (event.type !== 'answer' || event.status === 0) continue;
    answers.set(event.operation, event.status < 400 ? { value: decodePayload(event.body) } : { failure: event.status });
  }
  return answers;
}

/**
 * Crashes change nothing: a run with crashes ends like some run of the same operations without crashes.
 * @param observed the result of `observe` for the run
 * @param troubles sequence numbers of the events at which a fault was injected
 * @returns undefined when they agree; advice where not every crash-free run is known
 */
export function crashesChangeNothing(
  observed: unknown,
  crashFree: CrashFreeRuns,
  troubles: readonly number[],
): Breach | undefined {
  const text = canonicalText(observed);
  const possible = new Set<string>();
  for (const each of crashFree.observed) {
    const other = canonicalText(each);
    if (other === text) return undefined;
    possible.add(other);
  }
  if (possible.size === 0) return undefined;
  const others =
    possible.size === 1
      ? [...possible].join('')
      : `${possible.size} outcomes, the nearest of which is ${nearest(text, possible)}`;
  const certain = crashFree.complete
    ? 'All such runs were made.'
    : 'Not all such runs were made, so one that is missing may explain it.';
  return {
    message: `Crashes changed the outcome: the run ended in ${text}, but the same operations without crashes end in ${others}. ${certain} Look at what the handler does between its last stored step and the crash: after the crash it runs again, or never.`,
    events: troubles,
    kind: 'crash changed the outcome',
    ...(!crashFree.complete && { advice: true }),
  };
}

/** @returns the outcome that shares the longest beginning and end with this one */
function nearest(text: string, others: ReadonlySet<string>): string {
  let best = '';
  let most = -1;
  for (const other of others) {
    let same = 0;
    while (same < text.length && text[same] === other[same]) same++;
    for (let back = 1; back < text.length - same && text.at(-back) === other.at(-back); back++) same++;
    if (same > most) [best, most] = [other, same];
  }
  return best;
}
