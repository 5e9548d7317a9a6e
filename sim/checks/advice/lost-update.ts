import { callerOf } from '../../core/address.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf, keyOf, type Created } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';

interface Access {
  readonly created: Created;
  readonly seq: number;
}

/**
 * A handler lets a shared handler read a value, and an exclusive one write it without reading it. Another invocation has
 * written in between, and that write is lost.
 */
export class LostUpdate implements Rule {
  /** Caller -> `Service/key name` -> the latest read by a shared handler that it called. */
  readonly #reads = new Map<string, Map<string, Access>>();
  /** `Service/key name` -> the latest write. */
  readonly #writes = new Map<string, Access>();
  /** Invocation -> names that it has read or written itself. */
  readonly #touched = new Map<string, Set<string>>();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    if (event.type === 'completed' || event.type === 'removed') {
      this.#reads.delete(event.invocation);
      this.#touched.delete(event.invocation);
      return undefined;
    }
    if (event.type !== 'appended') return undefined;
    const { command } = event;
    switch (command.type) {
      case 'GetEagerState':
      case 'GetLazyState':
        this.#read(event, command.key, view);
        return undefined;
      case 'SetState':
        return this.#wrote(event, command.key, view);
      default:
        return undefined;
    }
  }

  #read({ invocation, seq }: EventOf<'appended'>, name: string, view: RunView): void {
    const created = view.who(invocation);
    const key = created && keyOf(created.target);
    if (created === undefined || key === undefined) return;
    this.#touch(invocation, name);
    const caller = callerOf(invocation);
    if (created.kind !== 'SHARED' || caller === undefined) return;
    let reads = this.#reads.get(caller);
    if (reads === undefined) this.#reads.set(caller, (reads = new Map()));
    reads.set(`${key} ${name}`, { created, seq });
  }

  #wrote({ invocation, entry, seq, atMs }: EventOf<'appended'>, name: string, view: RunView): Suspicion | undefined {
    const created = view.who(invocation);
    const key = created && keyOf(created.target);
    if (created === undefined || key === undefined) return undefined;
    const value = `${key} ${name}`;
    const between = this.#writes.get(value);
    this.#writes.set(value, { created, seq });
    if (this.#touch(invocation, name)) return undefined;
    const caller = callerOf(invocation) ?? '';
    const read = this.#reads.get(caller)?.get(value);
    const by = view.who(caller);
    if (read === undefined || between === undefined || by === undefined || between.seq < read.seq) return undefined;
    if (callerOf(between.created.invocation) === caller) return undefined;
    const handler = handlerOf(created.target);
    return {
      message:
        `${describeInvocation(by)} read "${name}" of ${key} by ${read.created.target.handler}, and wrote it by ${describeInvocation(created)} ` +
        `(entry ${entry}) at ${virtualTime(atMs)}; ${describeInvocation(between.created)} had written it in between, and that update is lost. ` +
        'Read and write it in one exclusive handler.',
      events: [read.seq, between.seq, seq],
      handler,
      location: `${handlerOf(by.target)} ${handler} ${name}`,
    };
  }

  /** @returns whether the invocation has read or written the value before */
  #touch(invocation: string, name: string): boolean {
    let touched = this.#touched.get(invocation);
    if (touched === undefined) this.#touched.set(invocation, (touched = new Set()));
    const known = touched.has(name);
    touched.add(name);
    return known;
  }
}
