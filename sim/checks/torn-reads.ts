import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation, type Created } from './naming.ts';

/**
 * Fields that belong together are seen together: no shared handler sees some, but not all, of what one exclusive handler
 * writes to them in one invocation. Restate does not promise that: a write is visible as soon as it is stored, and a
 * handler that was suspended reads anew. So it is checked only for fields that a scenario declares.
 * @param together groups of names of state, each group read as one
 */
export function noTornReads(together: readonly (readonly string[])[]): Invariant {
  return { name: 'fields that belong together are seen together', watch: () => new TornReadWatcher(together) };
}

/** How a reader has seen a field: up to which moment, and for the how-manieth time it asked. */
interface Read {
  readonly asOf: number;
  readonly seq: number;
  readonly round: number;
}

interface Reader {
  readonly created: Created;
  readonly key: string;
  /** The moment its present attempt took its snapshot. */
  snapshot: number;
  ended: boolean;
  readonly reads: Map<string, Read>;
}

/** What one exclusive invocation has written to fields that belong to a group. */
interface Writer {
  readonly created: Created;
  readonly key: string;
  readonly writes: Map<string, { readonly first: number; last: number }>;
  ended: boolean;
}

/** One key: those who write and read it at the same time. What is over before anybody open began is forgotten. */
interface Place {
  readonly writers: Set<Writer>;
  readonly readers: Set<Reader>;
}

const SEES: ReadonlySet<EventType> = new Set([
  'invocation created',
  'attempt started',
  'appended',
  'completed',
  'removed',
]);

class TornReadWatcher implements Watcher {
  /** Field -> the fields that it belongs to. */
  readonly #partners = new Map<string, Set<string>>();
  readonly #places = new Map<string, Place>();
  readonly #readers = new Map<string, Reader>();
  readonly #writers = new Map<string, Writer>();
  readonly sees = SEES;
  #pairs = 0;

  constructor(together: readonly (readonly string[])[]) {
    for (const group of together) {
      for (const field of group) {
        const partners = this.#partners.get(field) ?? new Set();
        this.#partners.set(field, partners);
        for (const other of group) if (other !== field) partners.add(other);
      }
    }
  }

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created':
        this.#created(event);
        return undefined;
      case 'attempt started': {
        const reader = this.#readers.get(event.invocation);
        if (reader !== undefined) reader.snapshot = event.seq;
        return undefined;
      }
      case 'appended':
        return this.#appended(event);
      case 'completed':
      case 'removed':
        this.#ended(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#pairs;
  }

  #created(created: Created): void {
    const key = keyOf(created.target);
    if (key === undefined) return;
    const { invocation } = created;
    if (created.kind === 'SHARED') {
      const reader = { created, key, snapshot: created.seq, ended: false, reads: new Map<string, Read>() };
      this.#readers.set(invocation, reader);
      this.#place(key).readers.add(reader);
    } else {
      this.#writers.set(invocation, { created, key, writes: new Map(), ended: false });
    }
  }

  #appended(event: EventOf<'appended'>): Breach | undefined {
    const { command } = event;
    switch (command.type) {
      case 'SetState':
      case 'ClearState':
        return this.#wrote(event, [command.key]);
      case 'ClearAllState':
        return this.#wrote(event, this.#partners.keys());
      case 'GetEagerState':
      case 'GetLazyState': {
        const reader = this.#readers.get(event.invocation);
        if (reader === undefined || !this.#partners.has(command.key)) return undefined;
        return this.#read(reader, command.key, {
          asOf: command.type === 'GetLazyState' ? event.seq : reader.snapshot,
          seq: event.seq,
          // Whoever asks again for one field asks again for the others: only reads of one round are held together.
          round: (reader.reads.get(command.key)?.round ?? 0) + 1,
        });
      }
      default:
        return undefined;
    }
  }

  #wrote(event: EventOf<'appended'>, names: Iterable<string>): Breach | undefined {
    const writer = this.#writers.get(event.invocation);
    if (writer === undefined) return undefined;
    const place = this.#place(writer.key);
    for (const name of names) {
      if (!this.#partners.has(name)) continue;
      place.writers.add(writer);
      const known = writer.writes.get(name);
      if (known === undefined) writer.writes.set(name, { first: event.seq, last: event.seq });
      else known.last = event.seq;
      for (const reader of place.readers) {
        const breach = this.#missed(reader, writer, name, event);
        if (breach !== undefined) return breach;
      }
    }
    return undefined;
  }

  #read(reader: Reader, name: string, read: Read): Breach | undefined {
    reader.reads.set(name, read);
    const partners = this.#partners.get(name) ?? NONE;
    for (const other of partners) if (reader.reads.get(other)?.round === read.round) this.#pairs++;
    for (const writer of this.#place(reader.key).writers) {
      for (const field of [name, ...partners]) {
        const breach = this.#missed(reader, writer, field, undefined);
        if (breach !== undefined) return breach;
      }
    }
    return undefined;
  }

  /** Whether a reader has missed this write of a field, although it has seen another of the same invocation. */
  #missed(reader: Reader, writer: Writer, missed: string, now: TraceEvent | undefined): Breach | undefined {
    const before = reader.reads.get(missed);
    const write = writer.writes.get(missed);
    if (before === undefined || write === undefined || before.asOf >= write.last) return undefined;
    for (const seen of this.#partners.get(missed) ?? NONE) {
      const read = reader.reads.get(seen);
      const wrote = writer.writes.get(seen);
      if (read === undefined || wrote === undefined || read.asOf < wrote.first || read.round !== before.round) {
        continue;
      }
      const handler = handlerOf(reader.created.target);
      const when = now === undefined ? '' : ` at ${virtualTime(now.atMs)}`;
      return {
        message: `${describeInvocation(reader.created)} saw "${seen}" as ${describeInvocation(writer.created)} had written it, but "${missed}" as it was before that invocation wrote it${when}: half of one change. They are declared to belong together. Keep them under one name of the state, so that one write changes both, or make ${handler} an exclusive handler.`,
        events: [read.seq, before.seq, wrote.first, write.last].sort((a, b) => a - b),
        handler,
        kind: `torn ${[seen, missed].sort().join(' ')}`,
      };
    }
    return undefined;
  }

  #ended(invocation: string): void {
    const reader = this.#readers.get(invocation);
    const writer = this.#writers.get(invocation);
    if (reader !== undefined) reader.ended = true;
    if (writer !== undefined) writer.ended = true;
    this.#readers.delete(invocation);
    this.#writers.delete(invocation);
    const key = reader?.key ?? writer?.key;
    if (key === undefined) return;
    const place = this.#place(key);
    // A reader that is over can still be caught by what an open writer has yet to write; a writer by an open reader.
    const writing = [...place.writers].some(({ ended }) => !ended);
    const reading = [...place.readers].some(({ ended }) => !ended);
    if (!writing) for (const each of place.readers) if (each.ended) place.readers.delete(each);
    if (!reading) for (const each of place.writers) if (each.ended) place.writers.delete(each);
  }

  #place(key: string): Place {
    let place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, (place = { writers: new Set(), readers: new Set() }));
    return place;
  }
}

const NONE: ReadonlySet<string> = new Set();
