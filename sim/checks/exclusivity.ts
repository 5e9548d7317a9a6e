import type { CommandType } from '../journal/command.ts';
import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, keyOf, describeInvocation } from './naming.ts';

/**
 * One writer per key, as the server defines it: one exclusive invocation holds the lock, and journal and state accept
 * only what its current attempt sends. A zombie (an attempt that the server has given up and whose code still runs) may
 * run next to the next holder. That happens in production too, so an effect of a zombie is advice, unless the scenario
 * declares the effect fenced.
 */
export const oneWriterPerKey: Invariant = {
  name: 'one writer per key',
  about: 'EXCLUSIVE',
  watch: (view) => new ExclusivityWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([
  'queued',
  'lock taken',
  'lock released',
  'attempt started',
  'appended',
  'notified',
  'effect happened',
  'attempt failed',
  'suspended',
  'paused',
  'completed',
]);
const WRITES: ReadonlySet<CommandType> = new Set(['SetState', 'ClearState', 'ClearAllState']);

class ExclusivityWatcher implements Watcher {
  readonly #view: RunView;
  readonly #holders = new Map<string, EventOf<'lock taken'>>();
  /** Key -> the latest attempt of an exclusive handler that started. */
  readonly #began = new Map<string, EventOf<'attempt started'>>();
  /** Invocation -> number of its current attempt. */
  readonly #live = new Map<string, number>();
  readonly sees = SEES;
  #contested = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'queued':
        this.#contested++;
        return undefined;
      case 'lock taken':
        return this.#locked(event);
      case 'lock released':
        this.#holders.delete(event.key);
        return undefined;
      case 'attempt started':
        return this.#started(event);
      case 'appended':
        return this.#appended(event);
      case 'notified':
        return this.#notified(event);
      case 'effect happened':
        return event.zombie ? this.#zombieEffect(event) : undefined;
      case 'attempt failed':
      case 'suspended':
      case 'paused':
      case 'completed':
        this.#live.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#contested;
  }

  #locked(event: EventOf<'lock taken'>): Breach | undefined {
    const holder = this.#holders.get(event.key);
    this.#holders.set(event.key, event);
    if (holder === undefined) return undefined;
    return this.#breach(
      event,
      'overlap',
      `got the lock of ${event.key} at ${virtualTime(event.atMs)} while ${this.#name(holder.invocation)} held it since ${virtualTime(holder.atMs)}; it must wait until that invocation has ended. This is a fault of the server model.`,
      holder.seq,
    );
  }

  #started(event: EventOf<'attempt started'>): Breach | undefined {
    this.#live.set(event.invocation, event.attempt);
    const created = this.#view.who(event.invocation);
    const key = created?.kind === 'EXCLUSIVE' ? keyOf(created.target) : undefined;
    if (key === undefined) return undefined;
    const holder = this.#holders.get(key);
    if (holder?.invocation === event.invocation) {
      this.#began.set(key, event);
      return undefined;
    }
    const has = holder === undefined ? 'no invocation holds it' : `${this.#name(holder.invocation)} holds it`;
    return this.#breach(
      event,
      'overlap',
      `started at ${virtualTime(event.atMs)} without the lock of ${key}; ${has}. An exclusive handler must wait for the lock of its key. This is a fault of the server model.`,
      holder?.seq,
    );
  }

  #appended(event: EventOf<'appended'>): Breach | undefined {
    const created = this.#view.who(event.invocation);
    const key = created?.kind === 'EXCLUSIVE' ? keyOf(created.target) : undefined;
    const holder = key === undefined ? undefined : this.#holders.get(key);
    const what = WRITES.has(event.command.type)
      ? `wrote state of ${key}`
      : `appended ${event.command.type} to its journal`;
    if (key !== undefined && holder?.invocation !== event.invocation) {
      const has = holder === undefined ? 'no invocation held it' : `${this.#name(holder.invocation)} held it`;
      return this.#breach(
        event,
        'write without the lock',
        `${what} (entry ${event.entry}) at ${virtualTime(event.atMs)} without the lock of ${key}; ${has}. The server must drop what other invocations than the holder send. This is a fault of the server model.`,
        holder?.seq,
      );
    }
    return this.#live.get(event.invocation) === event.attempt
      ? undefined
      : this.#stale(event, `attempt ${event.attempt} ${what}`);
  }

  #notified(event: EventOf<'notified'>): Breach | undefined {
    const { notification } = event;
    const isProposal = notification.type === 'completion' && notification.of === 'Run';
    if (!isProposal || this.#live.has(event.invocation)) return undefined;
    return this.#stale(event, 'an attempt stored the result of a run');
  }

  #stale(event: EventOf<'appended' | 'notified'>, what: string): Breach {
    return this.#breach(
      event,
      'zombie accepted',
      `: ${what} at ${virtualTime(event.atMs)}, although the server had given up that attempt. The server must drop what a zombie sends. This is a fault of the server model.`,
    );
  }

  /** A zombie made an effect happen after the next holder of its key had started. */
  #zombieEffect(event: EventOf<'effect happened'>): Breach | undefined {
    const created = event.invocation === undefined ? undefined : this.#view.who(event.invocation);
    const key = created?.kind === 'EXCLUSIVE' ? keyOf(created.target) : undefined;
    const next = key === undefined ? undefined : this.#began.get(key);
    if (created === undefined || next === undefined || next.invocation === event.invocation) return undefined;
    this.#contested++;
    if (event.repeated) return undefined;
    const handler = handlerOf(created.target);
    if (!event.fenced) {
      return {
        message: `The effect "${event.effect}" of ${handler} happened after the server had given up its attempt and the next holder of the key had started. The code of a killed or disconnected attempt may keep running for a while; where that does harm, send a version that the outside system checks, and declare the effect \`fenced: true\`.`,
        events: [next.seq, event.seq],
        handler,
        kind: `zombie effect ${event.effect}`,
        advice: true,
      };
    }
    return this.#breach(
      { seq: event.seq, invocation: created.invocation },
      `zombie effect ${event.effect}`,
      `made the effect "${event.effect}" happen at ${virtualTime(event.atMs)} as a zombie: it had lost the key ${key}, and ${this.#name(next.invocation)} had started on it at ${virtualTime(next.atMs)}. The effect is declared fenced, so it must refuse a stale caller: let the handler send a version that grows, and let \`apply\` throw when it has seen a later one.`,
      next.seq,
    );
  }

  #breach(
    { seq, invocation }: { readonly seq: number; readonly invocation: string },
    kind: string,
    what: string,
    earlier?: number,
  ): Breach {
    const created = this.#view.who(invocation);
    return {
      message: `${this.#name(invocation)}${what.startsWith(':') ? '' : ' '}${what}`,
      events: earlier === undefined ? [seq] : [earlier, seq],
      handler: created && handlerOf(created.target),
      kind,
    };
  }

  #name(invocation: string): string {
    const created = this.#view.who(invocation);
    return created === undefined ? `invocation ${invocation}` : describeInvocation(created);
  }
}
