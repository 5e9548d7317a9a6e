import type { TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';

/**
 * One writer per key: between the start of an exclusive invocation and its end no other exclusive invocation of that
 * key starts, and only the one that has started writes state.
 */
export const oneWriterPerKey: Invariant = {
  name: 'one writer per key',
  watch: () => new ExclusivityWatcher(),
};

interface Member {
  readonly key: string;
  readonly handler: string;
  readonly exclusive: boolean;
}

class ExclusivityWatcher implements Watcher {
  readonly #members = new Map<string, Member>();
  /** Key -> the invocation that has started and not ended. */
  readonly #active = new Map<string, { readonly invocation: string; readonly since: number }>();
  #waits = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created': {
        const { service, handler, key } = event.target;
        if (key === undefined) return undefined;
        this.#members.set(event.invocation, {
          key: `${service}/${key}`,
          handler: `${service}/${handler}`,
          exclusive: event.kind === 'EXCLUSIVE',
        });
        return undefined;
      }
      case 'queued':
        this.#waits++;
        return undefined;
      case 'attempt started':
        return this.#started(event.invocation, event.seq);
      case 'appended':
        return this.#appended(event);
      case 'completed':
      case 'removed':
        this.#ended(event.invocation);
        return undefined;
      case 'forgotten':
        this.#members.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  exercised(): number {
    return this.#waits;
  }

  #started(invocation: string, seq: number): Breach | undefined {
    const member = this.#members.get(invocation);
    if (member === undefined || !member.exclusive) return undefined;
    const active = this.#active.get(member.key);
    if (active !== undefined && active.invocation !== invocation) {
      return {
        message: `${member.handler} of ${invocation} started on the key ${member.key} while ${active.invocation} had it; the second must wait until the first has ended.`,
        events: [active.since, seq],
        handler: member.handler,
        kind: 'overlap',
      };
    }
    if (active === undefined) this.#active.set(member.key, { invocation, since: seq });
    return undefined;
  }

  #appended(event: Extract<TraceEvent, { type: 'appended' }>): Breach | undefined {
    const { type } = event.command;
    if (type !== 'SetState' && type !== 'ClearState' && type !== 'ClearAllState') return undefined;
    const member = this.#members.get(event.invocation);
    if (member === undefined || !member.exclusive) return undefined;
    const active = this.#active.get(member.key);
    if (active?.invocation === event.invocation) return undefined;
    return {
      message: `${event.invocation} (${member.handler}) wrote state of ${member.key} without having the key; ${active?.invocation ?? 'nobody'} had it.`,
      events: [event.seq],
      handler: member.handler,
      kind: 'write without the key',
    };
  }

  #ended(invocation: string): void {
    const member = this.#members.get(invocation);
    if (member !== undefined && this.#active.get(member.key)?.invocation === invocation) this.#active.delete(member.key);
  }
}
