import { durationText } from '../../core/duration-text.ts';
import { callerOf } from '../../core/address.ts';
import type { EventOf, EventType, LimitNote, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { handlerOf } from '../naming.ts';
import { nameIn } from './slot-ledger.ts';

/** A holder that is suspended after less has not waited, in ms. */
const MIN_STALL_MS = 1_000;

/**
 * No more invocations of a scope run than its limits allow, and no limit is filled by callers of what waits for it. Only servers that
 * have limits are judged.
 * Rule: docs/internals/server-versions.md#limits
 */
export const limitsKept: Invariant = {
  name: 'concurrency limits are kept, and wait for no other invocation of their own',
  optional: true,
  watch: (view) => new LimitWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([
  'appended',
  'waits for a slot',
  'slot taken',
  'slot released',
  'suspended',
  'removed',
]);

type Wait = EventOf<'waits for a slot'>;

class LimitWatcher implements Watcher {
  readonly sees = SEES;
  readonly #view: RunView;
  /** Counter -> those that hold a slot of it. */
  readonly #holders = new Map<string, Set<string>>();
  readonly #held = new Map<string, readonly LimitNote[]>();
  readonly #waits = new Map<string, Wait>();
  /** Addresses of invocations that their callers await, or may. */
  readonly #called = new Set<string>();
  #reached = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    switch (event.type) {
      case 'appended':
        if (event.command.type === 'Call') this.#called.add(`${event.invocation}/${event.entry}`);
        return undefined;
      case 'waits for a slot':
        this.#reached++;
        this.#waits.set(event.invocation, event);
        return undefined;
      case 'slot taken':
        return this.#taken(event);
      case 'suspended': {
        // Its slot is released after this.
        const stalled = this.#stalledBy(event.invocation, event.atMs);
        return stalled && this.#blocked(stalled, event);
      }
      case 'slot released':
        this.#released(event.invocation);
        return undefined;
      case 'removed':
        this.#waits.delete(event.invocation);
        return undefined;
      default:
        return undefined;
    }
  }

  end(): Breach | undefined {
    for (const wait of this.#waits.values()) {
      const stalled = this.#isOwn(wait) ? wait : undefined;
      if (stalled !== undefined) return this.#blocked(stalled, stalled);
    }
    return undefined;
  }

  exercised(): number {
    return this.#reached;
  }

  #taken(event: EventOf<'slot taken'>): Breach | undefined {
    const { invocation, limits } = event;
    this.#waits.delete(invocation);
    this.#held.set(invocation, limits);
    let broken: LimitNote | undefined;
    for (const limit of limits) {
      const holders = this.#holders.get(limit.counter) ?? new Set<string>();
      this.#holders.set(limit.counter, holders.add(invocation));
      if (holders.size > limit.concurrency) broken ??= limit;
    }
    if (broken === undefined) return undefined;
    const { pattern, concurrency } = broken;
    return {
      message: `${nameIn(this.#view, invocation)} got a slot although limit ${concurrency} of ${pattern} was reached. This is a fault of the server model.`,
      events: [event.seq],
      kind: 'limit exceeded',
    };
  }

  #released(invocation: string): void {
    for (const { counter } of this.#held.get(invocation) ?? []) this.#holders.get(counter)?.delete(invocation);
    this.#held.delete(invocation);
  }

  /** @returns what a holder waits for, itself or through others that it called, which waits for the slot of that holder */
  #stalledBy(holder: string, atMs: number): Wait | undefined {
    return [...this.#waits.values()].find(
      (wait) => atMs - wait.atMs >= MIN_STALL_MS && this.#isCalledFrom(holder, wait.invocation) && this.#isOwn(wait),
    );
  }

  #isCalledFrom(holder: string, invocation: string): boolean {
    for (let at: string | undefined = invocation; at !== undefined && this.#called.has(at);) {
      at = callerOf(at);
      if (at === holder) return true;
    }
    return false;
  }

  /** Whether each holder of the limit has called something that waits for it, or another holder that has. */
  #isOwn({ limit }: Wait): boolean {
    const holders = [...(this.#holders.get(limit.counter) ?? [])];
    const waiting = [...this.#waits.values()].filter((wait) => wait.limit.counter === limit.counter);
    return (
      holders.length > 0 &&
      holders.every((holder) => waiting.some(({ invocation }) => this.#isCalledFrom(holder, invocation)))
    );
  }

  #blocked({ invocation, limit, seq, atMs }: Wait, at: TraceEvent): Breach {
    const holder = callerOf(invocation) ?? '';
    const created = this.#view.who(holder);
    const { concurrency, counter, pattern } = limit;
    const of = pattern === counter ? pattern : `${pattern} for ${counter}`;
    const since = at.atMs > atMs ? ` for ${durationText(at.atMs - atMs)}` : '';
    return {
      message:
        `Limit ${concurrency} of ${of} is held by ${nameIn(this.#view, holder)}, which calls ${nameIn(this.#view, invocation)}, which waits${since} for a slot ` +
        'of that limit. Neither goes on until the inactivity timeout suspends the caller. Give the calls another scope or limit key ' +
        'than their callers, or send instead of calling.',
      events: [seq, at.seq],
      ...(created !== undefined && { handler: handlerOf(created.target) }),
      kind: 'deadlock by limits',
    };
  }
}
