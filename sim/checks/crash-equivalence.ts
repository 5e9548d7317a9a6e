import { canonicalText } from '../core/canonical.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Breach, StateView } from './invariant.ts';
import type { Answer } from './linearizability/model.ts';
import { decodePayload } from './naming.ts';

/** The end of a run, as the `observe` of a scenario sees it. */
export interface RunEnd {
  /** Operation -> what its client was told; absent for those that were told nothing. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** State and effects as they were left. */
  readonly view: StateView;
}

/** What is known of the runs of the same operations in which nothing crashes. */
export interface CrashFreeRuns {
  /** What `observe` made of each of them; the same observation may stand there more than once. */
  readonly observed: Iterable<unknown>;
  /**
   * Whether these are all there are: every order, every outcome of effects, and every delay that a crash could have
   * brought about at the same points. Only then is a difference a fault.
   */
  readonly complete: boolean;
}

/** Collects the answers of a run, for {@link RunEnd}. */
export function answersOf(events: readonly TraceEvent[]): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const event of events) {
    if (event.type !== 'answer' || event.status === 0) continue;
    answers.set(event.operation, event.status < 400 ? { value: decodePayload(event.body) } : { failure: event.status });
  }
  return answers;
}

/**
 * Crashes change nothing: what a run with crashes left behind is what some run of the same operations without crashes
 * would have left.
 * @param observed what `observe` made of the run
 * @param troubles sequence numbers of the events at which something went wrong
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
  const [first = ''] = possible;
  const others =
    possible.size === 1 ? first : `${possible.size} outcomes, the nearest of which is ${nearest(text, possible)}`;
  const certain = crashFree.complete
    ? 'All of them were tried.'
    : 'Not all of them were tried, so one that was missed may explain it.';
  return {
    message: `Crashes changed the outcome: the run ended in ${text}, but the same operations without crashes end in ${others}. ${certain} Look at what is done between the last stored step before a crash and the crash: it is done again, or never.`,
    events: troubles,
    kind: 'crash changed the outcome',
    ...(!crashFree.complete && { advice: true }),
  };
}

/** The one that has most of its beginning and end in common. */
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
