import { virtualTime } from '../../core/virtual-time.ts';
import type { CommandType } from '../../journal/command.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf, keyOf, type Created } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';
import { known } from '../../core/known.ts';

/** Commands that a handler waits for, so that others run in between. */
const WAITS: ReadonlySet<CommandType> = new Set(['Run', 'Call', 'Sleep', 'GetPromise', 'AttachInvocation']);

interface Write {
  readonly name: string;
  readonly entry: number;
  readonly seq: number;
}

/** The exclusive invocation that holds a key, and has written to it. */
interface Writer {
  readonly created: Created;
  readonly writes: Write[];
  /** Entry of its last wait. */
  waitedAt: number;
  readonly readers: Set<Reader>;
}

/** A shared invocation that began between two writes. */
interface Reader {
  readonly created: Created;
  /** How many writes it sees. */
  readonly seen: number;
  /** Name -> the read. */
  readonly reads: Map<string, EventOf<'appended'>>;
}

/**
 * A handler writes two values with a wait in between, and a shared handler that reads both has seen the first without the
 * second.
 */
export class HalfChange implements Rule {
  /** Key -> who writes it. */
  readonly #writers = new Map<string, Writer>();
  readonly #readers = new Map<string, Reader>();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    switch (event.type) {
      case 'attempt started':
        this.#began(view.who(event.invocation));
        return undefined;
      case 'appended':
        return this.#appended(event, view);
      case 'completed':
      case 'removed': {
        const created = view.who(event.invocation);
        const key = created && keyOf(created.target);
        if (key !== undefined && this.#writers.get(key)?.created === created) this.#writers.delete(key);
        this.#readers.delete(event.invocation);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #began(created: Created | undefined): void {
    if (created?.kind !== 'SHARED') return;
    const writer = this.#writers.get(known(keyOf(created.target), 'the key of a shared handler'));
    if (writer === undefined) return;
    const reader: Reader = { created, seen: writer.writes.length, reads: new Map() };
    this.#readers.set(created.invocation, reader);
    writer.readers.add(reader);
  }

  #appended(event: EventOf<'appended'>, view: RunView): Suspicion | undefined {
    const { command, invocation } = event;
    if (command.type === 'GetEagerState') {
      this.#readers.get(invocation)?.reads.set(command.key, event);
      return undefined;
    }
    const isWait = WAITS.has(command.type);
    if (!isWait && command.type !== 'SetState') return undefined;
    const created = view.who(invocation);
    const key = created?.kind === 'EXCLUSIVE' ? keyOf(created.target) : undefined;
    if (created === undefined || key === undefined) return undefined;
    let writer = this.#writers.get(key);
    if (command.type !== 'SetState') {
      if (writer?.created === created) writer.waitedAt = event.entry;
      return undefined;
    }
    if (writer?.created !== created) {
      writer = { created, writes: [], waitedAt: event.entry, readers: new Set() };
      this.#writers.set(key, writer);
    }
    const write = { name: command.key, entry: event.entry, seq: event.seq };
    const found = suspicionOf(writer, write, event);
    writer.writes.push(write);
    return found;
  }
}

function suspicionOf(writer: Writer, write: Write, { atMs }: TraceEvent): Suspicion | undefined {
  for (const { created, seen, reads } of writer.readers) {
    const missed = reads.get(write.name);
    const first = writer.writes
      .slice(0, seen)
      .find(({ name, entry }) => name !== write.name && reads.has(name) && entry < writer.waitedAt);
    // Written again: what the reader has seen may be whole.
    if (missed === undefined || first === undefined || writer.writes.some(({ name }) => name === write.name)) continue;
    const handler = handlerOf(created.target);
    return {
      message:
        `${describeInvocation(writer.created)} writes "${first.name}" (entry ${first.entry}), waits (entry ${writer.waitedAt}), and writes ` +
        `"${write.name}" at ${virtualTime(atMs)} (entry ${write.entry}); ${describeInvocation(created)} read both in between, so it saw ` +
        `half of the change. If they belong together, write them without an await in between, or keep them under one state name; declare ` +
        '`together` to make it a finding.',
      events: [first.seq, missed.seq, write.seq],
      handler,
      location: `${handlerOf(writer.created.target)} ${first.name} ${write.name} ${handler}`,
    };
  }
  return undefined;
}
