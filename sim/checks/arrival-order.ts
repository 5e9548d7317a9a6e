import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { count } from '../core/count.ts';

/**
 * Exclusive invocations of a key start in the order in which they arrived. So no invocation starves: one that queues
 * behind n others gets the key after at most n of them.
 */
export const servedInOrder: Invariant = {
  name: 'a key serves requests in order of arrival',
  about: 'EXCLUSIVE',
  watch: () => new ArrivalWatcher(),
};

/** Invocations that have arrived at a key and not started, in order. */
type Queue = Map<string, EventOf<'queued'>>;

const SEES: ReadonlySet<EventType> = new Set(['queued', 'lock taken', 'removed']);

class ArrivalWatcher implements Watcher {
  readonly #queues = new Map<string, Queue>();
  /** Invocation -> the queue that it has joined. */
  readonly #joined = new Map<string, Queue>();
  readonly sees = SEES;
  #overtakable = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'queued': {
        if (event.inScope === true) return undefined;
        let queue = this.#queues.get(event.key);
        if (queue === undefined) this.#queues.set(event.key, (queue = new Map()));
        joinedBefore(queue, event);
        this.#joined.set(event.invocation, queue);
        return undefined;
      }
      case 'lock taken':
        return this.#served(event);
      case 'removed':
        this.#joined.get(event.invocation)?.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#overtakable;
  }

  #served(event: EventOf<'lock taken'>): Breach | undefined {
    const waiting = this.#queues.get(event.key);
    const first = waiting?.values().next().value;
    if (waiting === undefined || first === undefined) return undefined;
    if (waiting.size > 1) this.#overtakable++;
    const arrived = waiting.get(event.invocation);
    waiting.delete(event.invocation);
    if (first.invocation === event.invocation) return undefined;
    const since =
      arrived === undefined
        ? 'although it was not queued'
        : `although it joined the queue only at ${virtualTime(arrived.atMs)}`;
    return {
      message: `${event.invocation} got the lock of ${event.key} at ${virtualTime(event.atMs)}, ${since}; ${first.invocation} had been queued since ${virtualTime(first.atMs)}, behind ${count(first.ahead, 'other')}, and must come first. This is a fault of the server model.`,
      events: [first.seq, ...(arrived === undefined ? [] : [arrived.seq]), event.seq],
      kind: arrived === undefined ? 'not queued' : 'overtaken',
    };
  }
}

/** At the end, or before the one that the server says. */
function joinedBefore(queue: Queue, event: EventOf<'queued'>): void {
  const later: EventOf<'queued'>[] = [];
  if (event.before !== undefined && queue.has(event.before)) {
    for (const one of [...queue.values()].reverse()) {
      queue.delete(one.invocation);
      later.unshift(one);
      if (one.invocation === event.before) break;
    }
  }
  queue.set(event.invocation, event);
  for (const one of later) queue.set(one.invocation, one);
}
