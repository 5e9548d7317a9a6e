import { count } from '../../core/count.ts';
import { durationText } from '../../core/duration-text.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { causeOf } from '../liveness/open-invocation.ts';
import { handlerIn, limitWords, nameIn, SlotLedger, type SlotTaken, type SlotWait } from './slot-ledger.ts';

/** Failures in a row, with nothing stored between, from which a holder counts as poison. */
const MIN_FAILURES = 10;
/** How long something must wait behind holders that only fail, in ms. */
const BEHIND_POISON_MS = 20_000;
/** From here on a wait is worth knowing about, in ms. */
const LONG_MS = 600_000;

/**
 * What waits for a slot of a full limit gets one: it does not wait behind holders that only fail, and nothing that comes later to its queue
 * goes before it. Only servers that have limits are judged.
 * Rule: docs/internals/server-versions.md#limits
 */
export const noStarvation: Invariant = {
  name: 'a full limit starves no request',
  optional: true,
  watch: (view) => new StarvationWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([...SlotLedger.SEES, 'appended', 'attempt started', 'attempt failed']);

class StarvationWatcher implements Watcher {
  readonly sees = SEES;
  readonly #view: RunView;
  readonly #ledger = new SlotLedger();
  readonly #failing = new Map<string, { readonly first: EventOf<'attempt failed'>; times: number }>();
  /** Those of a queue that wait and have never run, in order. */
  readonly #lines = new Map<string, SlotWait[]>();
  readonly #started = new Set<string>();

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    const breach = event.type === 'slot taken' ? this.#taken(event) : undefined;
    this.#ledger.see(event);
    switch (event.type) {
      case 'waits for a slot':
        if (!this.#started.has(event.invocation)) this.#lineOf(event.invocation).push(event);
        return undefined;
      case 'removed':
        this.#leave(event.invocation);
        return undefined;
      case 'attempt started':
        this.#started.add(event.invocation);
        return undefined;
      case 'appended':
      case 'slot released':
        this.#failing.delete(event.invocation);
        return undefined;
      case 'attempt failed':
        return this.#failed(event);
      default:
        return breach;
    }
  }

  exercised(): number {
    return this.#ledger.waited;
  }

  #taken(event: SlotTaken): Breach | undefined {
    const wait = this.#ledger.waitOf(event.invocation);
    const [first] = this.#lineOf(event.invocation);
    const created = this.#view.who(event.invocation);
    const isFirst = first === undefined || first.invocation === event.invocation;
    this.#leave(event.invocation);
    if (!isFirst && created !== undefined && created.seq > first.seq) return this.#overtaken(first, event);
    return wait !== undefined && event.atMs - wait.atMs >= LONG_MS ? this.#long(wait, event) : undefined;
  }

  #failed(event: EventOf<'attempt failed'>): Breach | undefined {
    const { invocation, atMs } = event;
    if (causeOf(event) !== 'own error') return undefined;
    const failing = this.#failing.get(invocation) ?? { first: event, times: 0 };
    failing.times++;
    this.#failing.set(invocation, failing);
    const wait = this.#ledger.firstBehind(invocation);
    if (wait === undefined || atMs - Math.max(wait.atMs, failing.first.atMs) < BEHIND_POISON_MS) return undefined;
    const holders = this.#ledger.holdersOf(wait.limit.counter);
    const isPoison = (holder: string): boolean => (this.#failing.get(holder)?.times ?? 0) >= MIN_FAILURES;
    return holders.every(isPoison) ? this.#poison(wait, event, failing) : undefined;
  }

  #poison(
    wait: SlotWait,
    event: EventOf<'attempt failed'>,
    { first, times }: { readonly first: EventOf<'attempt failed'>; readonly times: number },
  ): Breach {
    const others = this.#ledger.holdersOf(wait.limit.counter).length - 1;
    const also = others === 0 ? '' : ` (and ${count(others, 'other')} like it)`;
    return {
      message:
        `Starved: ${nameIn(this.#view, wait.invocation)} waits since ${virtualTime(wait.atMs)}, for ${durationText(event.atMs - wait.atMs, 2)}, for a slot of ` +
        `${limitWords(wait.limit)}, which is held by ${nameIn(this.#view, event.invocation)}${also}. That one only fails, ${times} times since ${virtualTime(first.atMs)}: ` +
        `${event.message.replace(/\.$/, '')}. It keeps its slot over every retry that comes within 2 s. Throw a TerminalError where a retry cannot help, let ` +
        'retries wait for 2 s or longer (retryPolicy.initialInterval), which gives the slot back meanwhile, or give entities limit keys of their own.',
      events: [first.seq, wait.seq, event.seq].toSorted((a, b) => a - b),
      ...handlerIn(this.#view, event.invocation),
      kind: 'starved by a poison message',
    };
  }

  #overtaken(first: SlotWait, event: SlotTaken): Breach {
    return {
      message:
        `${nameIn(this.#view, event.invocation)} got a slot at ${virtualTime(event.atMs)} although ${nameIn(this.#view, first.invocation)} waits in the same queue ` +
        `for ${limitWords(first.limit)} since ${virtualTime(first.atMs)}, which was before it came. This is a fault of the server model.`,
      events: [first.seq, event.seq],
      ...handlerIn(this.#view, first.invocation),
      kind: 'overtaken in line for a slot',
    };
  }

  #long(wait: SlotWait, event: SlotTaken): Breach {
    const { pattern } = wait.limit;
    const handler = handlerIn(this.#view, event.invocation);
    return {
      message:
        `${nameIn(this.#view, event.invocation)} waited ${durationText(event.atMs - wait.atMs, 2)} for a slot of ${limitWords(wait.limit)}. If that is too long, raise the ` +
        `limit, or give entities limit keys and a limit each (\`${pattern}/*\`), so that one of them cannot fill the limit of all.`,
      events: [wait.seq, event.seq],
      ...handler,
      kind: 'long wait for a slot',
      location: `${handler.handler ?? ''} ${pattern}`,
      advice: true,
    };
  }

  #leave(invocation: string): void {
    const line = this.#lineOf(invocation);
    const at = line.findIndex((wait) => wait.invocation === invocation);
    if (at >= 0) line.splice(at, 1);
  }

  /** As the server has it: one for each service and limit key of a scope, and for each key where a lock is needed. */
  #lineOf(invocation: string): SlotWait[] {
    const created = this.#view.who(invocation);
    if (created === undefined) return [];
    const { scope, limitKey, service, key } = created.target;
    const isExclusive = created.kind === 'EXCLUSIVE' || created.kind === 'WORKFLOW';
    const name = JSON.stringify([scope, limitKey, service, isExclusive ? key : null]);
    let line = this.#lines.get(name);
    if (line === undefined) this.#lines.set(name, (line = []));
    return line;
  }
}
