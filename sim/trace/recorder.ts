import type { VirtualClock } from '../core/clock.ts';
import { LimitReached } from '../core/errors.ts';
import { NOTHING, type Footprint } from '../core/footprint.ts';
import { Hash, hashValue } from '../core/hash.ts';
import type { Happening, TraceEvent } from './event.ts';

/** Looks at each event the moment it is recorded. */
export type TraceListener = (event: TraceEvent) => void;

/** What the recorder adds to a happening to make it an event. */
interface Stamp {
  seq: number;
  atMs: number;
  footprint: Footprint;
}

/** Records what happens in one run, in order, and shows each event to the listeners. */
export class Recorder {
  readonly #clock: VirtualClock;
  readonly #limit: number;
  readonly #events: TraceEvent[] = [];
  readonly #listeners: TraceListener[] = [];
  #footprint: Footprint = NOTHING;

  /** @param limit how many events may be recorded before the run counts as undecided */
  constructor(clock: VirtualClock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  listen(listener: TraceListener): void {
    this.#listeners.push(listener);
  }

  /** Sets the footprint of the step that runs from now on; the events it causes carry it. */
  enter(footprint: Footprint): void {
    this.#footprint = footprint;
  }

  /**
   * Records what happened.
   * @throws {LimitReached} when the trace is full
   */
  add(happening: Happening): void {
    const seq = this.#events.length;
    // The event of a limit is recorded even where there is no room for more.
    if (seq >= this.#limit && happening.type !== 'limit') {
      throw new LimitReached('events', `The trace reached its limit of ${this.#limit} events.`);
    }
    // Completed in place: a copy of each event would be a third of what a run allocates.
    const event = happening as Happening & Stamp;
    event.seq = seq;
    event.atMs = this.#clock.now;
    event.footprint = this.#footprint;
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}

/**
 * The identity of a run: a hash over everything in the trace that is a function of seed, code and versions.
 * Left out: remarks (log lines, source lines, texts of an engine) and with them the numbers of events, error text and
 * recorded choices.
 * @returns 16 hexadecimal digits
 */
export function traceHash(events: readonly TraceEvent[]): string {
  const hash = new Hash();
  for (const event of events) {
    if (event.type === 'remark' || event.type === 'choice') continue;
    hashEvent(hash, event, WITH_ERROR_TEXT[event.type]);
  }
  return hash.hex();
}

const WITH_ERROR_TEXT: Readonly<Record<string, ReadonlySet<string>>> = {
  'attempt failed': new Set(['message', 'mismatch']),
  paused: new Set(['why']),
};

function hashEvent(hash: Hash, event: TraceEvent, leftOut: ReadonlySet<string> | undefined): void {
  for (const field in event) {
    // Read by name: an event's fields differ from type to type.
    const value = (event as unknown as Record<string, unknown>)[field];
    if (value === undefined || field === 'seq' || leftOut?.has(field) === true) continue;
    hash.string(field);
    hashValue(hash, value);
  }
}
