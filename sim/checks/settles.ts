import type { TraceEvent } from '../trace/event.ts';
import { findCycle } from './wait-cycle.ts';
import type { Breach, Invariant, Watcher } from './invariant.ts';

/** Once faults have stopped, everything that was begun comes to an end: no deadlock, no endless retry, no lost wake-up. */
export const everythingSettles: Invariant = {
  name: 'everything settles',
  watch: () => new SettleWatcher(),
};

interface Open {
  readonly handler: string;
  readonly created: number;
  status: string;
  /** The key it waits for or holds. */
  key: string | undefined;
  /** Calls it has made and not had an answer to: completion id -> callee. */
  readonly calls: Map<number, string>;
  lastFailure: string | undefined;
}

class SettleWatcher implements Watcher {
  readonly #open = new Map<string, Open>();
  readonly #holders = new Map<string, string>();
  #ended = 0;

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'invocation created':
        this.#open.set(event.invocation, {
          handler: `${event.target.service}/${event.target.handler}`,
          created: event.seq,
          status: 'is ready',
          key: undefined,
          calls: new Map(),
          lastFailure: undefined,
        });
        return undefined;
      case 'completed':
      case 'removed':
        this.#ended++;
        this.#open.delete(event.invocation);
        return undefined;
      case 'lock released':
        this.#holders.delete(event.key);
        return undefined;
      default:
        this.#follow(event);
        return undefined;
    }
  }

  end(): Breach | undefined {
    if (this.#open.size === 0) return undefined;
    const cycle = findCycle([...this.#open.keys()], (invocation) => this.#waitsFor(invocation));
    const shown = cycle ?? [...this.#open.keys()];
    const lines = shown.slice(0, 6).map((invocation) => this.#describe(invocation));
    const more = shown.length > 6 ? ` and ${shown.length - 6} more` : '';
    const first = this.#open.get(shown[0] ?? '');
    return {
      message: `${cycle === undefined ? 'Nothing can move any more, and yet' : 'Deadlock:'} ${lines.join('; ')}${more}.`,
      events: shown.flatMap((invocation) => this.#open.get(invocation)?.created ?? []),
      ...(first !== undefined && { handler: first.handler }),
      kind: cycle === undefined ? (first?.status ?? 'stuck') : 'deadlock',
    };
  }

  exercised(): number {
    return this.#ended;
  }

  #follow(event: TraceEvent): void {
    if (!('invocation' in event) || event.invocation === undefined) return;
    const open = this.#open.get(event.invocation);
    if (open === undefined) return;
    switch (event.type) {
      case 'lock taken':
        this.#holders.set(event.key, event.invocation);
        open.key = undefined;
        open.status = 'is ready';
        return;
      case 'queued':
        open.key = event.key;
        open.status = 'is queued';
        return;
      case 'attempt started':
        open.status = 'is running';
        return;
      case 'suspended':
        open.status = 'is suspended';
        return;
      case 'paused':
        open.status = 'is paused';
        return;
      case 'attempt failed':
        open.lastFailure = event.message;
        return;
      case 'appended':
        if (event.command.type === 'Call') {
          open.calls.set(event.command.completion, `${event.invocation}/${event.entry}`);
        }
        return;
      case 'notified':
        if (event.notification.type === 'completion' && event.notification.of === 'Call') {
          open.calls.delete(event.notification.completion);
        }
        return;
      default:
        return;
    }
  }

  #waitsFor(invocation: string): readonly string[] {
    const open = this.#open.get(invocation);
    if (open === undefined) return [];
    if (open.key !== undefined) {
      const holder = this.#holders.get(open.key);
      return holder === undefined ? [] : [holder];
    }
    return [...open.calls.values()].filter((callee) => this.#open.has(callee));
  }

  #describe(invocation: string): string {
    const open = this.#open.get(invocation);
    if (open === undefined) return invocation;
    const waits = this.#waitsFor(invocation);
    const what =
      open.key !== undefined
        ? `waits for the lock of ${open.key}, which ${waits[0] ?? 'nobody'} holds`
        : waits.length > 0
          ? `waits for the answer of ${waits.join(', ')}`
          : open.status;
    const failure = open.lastFailure === undefined ? '' : ` (last failure: ${open.lastFailure})`;
    return `${open.handler} of ${invocation} ${what}${failure}`;
  }
}
