import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation, type Created } from './naming.ts';

/**
 * Fields that belong together are seen together: no shared handler sees only a part of what one exclusive invocation
 * writes to them. Restate does not promise that: a write is visible as soon as it is stored, and a handler that was
 * suspended reads again. So it is checked only for fields that a scenario declares.
 * @param together groups of state names, each group read as one
 */
export function noTornReads(together: readonly (readonly string[])[]): Invariant {
  return { name: 'fields that belong together are seen together', watch: () => new TornReadWatcher(together) };
}

/** One read of a field: the state at event `asOf`, and the number of the read. */
interface Read {
  readonly asOf: number;
  readonly seq: number;
  readonly round: number;
}

interface Reader {
  readonly created: Created;
  readonly key: string;
  /** The event at which its current attempt took its snapshot. */
  snapshot: number;
  ended: boolean;
  readonly reads: Map<string, Read>;
}

/** The writes of one exclusive invocation to fields of a group. */
interface Writer {
  readonly created: Created;
  readonly key: string;
  readonly writes: Map<string, { readonly first: number; last: number }>;
  ended: boolean;
}

/** The concurrent writers and readers of one key. Those that ended before any open one started are dropped. */
interface KeyAccess {
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
  /** Field -> the other fields of its groups. */
  readonly #partners = new Map<string, Set<string>>();
  readonly #accesses = new Map<string, KeyAccess>();
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
      this.#accessOf(key).readers.add(reader);
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
          // A reader that reads one field again reads the others again: only reads of one round are compared.
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
    const access = this.#accessOf(writer.key);
    for (const name of names) {
      if (!this.#partners.has(name)) continue;
      access.writers.add(writer);
      const known = writer.writes.get(name);
      if (known === undefined) writer.writes.set(name, { first: event.seq, last: event.seq });
      else known.last = event.seq;
      for (const reader of access.readers) {
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
    for (const writer of this.#accessOf(reader.key).writers) {
      for (const field of [name, ...partners]) {
        const breach = this.#missed(reader, writer, field, undefined);
        if (breach !== undefined) return breach;
      }
    }
    return undefined;
  }

  /** @returns a breach when a reader has missed this write although it has seen another write of the same invocation */
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
        message: `${describeInvocation(reader.created)} read "${seen}" after ${describeInvocation(writer.created)} had written it, but "${missed}" before that invocation wrote it${when}: half of one change. The scenario declares that they belong together. Keep them under one state name, so that one write changes both, or make ${handler} an exclusive handler.`,
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
    const access = this.#accessOf(key);
    // A reader that has ended can still have missed a later write of an open writer, and a writer can meet an open reader.
    const writing = [...access.writers].some(({ ended }) => !ended);
    const reading = [...access.readers].some(({ ended }) => !ended);
    if (!writing) for (const each of access.readers) if (each.ended) access.readers.delete(each);
    if (!reading) for (const each of access.writers) if (each.ended) access.writers.delete(each);
  }

  #accessOf(key: string): KeyAccess {
    let access = this.#accesses.get(key);
    if (access === undefined) this.#accesses.set(key, (access = { writers: new Set(), readers: new Set() }));
    return access;
  }
}

const NONE: ReadonlySet<string> = new Set();
