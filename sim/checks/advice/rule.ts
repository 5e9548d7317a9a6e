import type { TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';

/** Something that is often a bug, and where it was seen. */
export interface Suspicion {
  /** What happened, where (service, key, entry, virtual time), and what to do. */
  readonly message: string;
  /** Sequence numbers of the events that show it, in order. */
  readonly events: readonly number[];
  /** `Service/handler`. */
  readonly handler: string;
  /** What names the place in the code: for each, the advice is given one time. */
  readonly location: string;
}

/** Watches one run for one kind of suspicion. Its cost per event must not grow with the trace. */
export interface Rule {
  /** Called for each event. */
  see(event: TraceEvent, view: RunView): Suspicion | undefined;
}
