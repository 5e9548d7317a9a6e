import { durationText } from '../../core/duration-text.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { handlerIn, limitWords, nameIn, SlotLedger, type SlotTaken, type SlotWait } from './slot-ledger.ts';

/** How long something may go on in its slot after its cancel while others wait, in ms. */
const AFTER_CANCEL_MS = 100_000;
/** What counts of the time between two of its steps: a step that takes long is not its code's fault, in ms. */
const STEP_MS = 20_000;

/**
 * What has ended, is paused or suspended holds no slot, and what was cancelled gives its slot back before long. Only servers that have
 * limits are judged.
 * Rule: docs/internals/server-versions.md#limits
 */
export const slotsComeBack: Invariant = {
  name: 'slots of limits come back',
  optional: true,
  watch: (view) => new ReturnWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set([
  ...SlotLedger.SEES,
  'suspended',
  'paused',
  'completed',
  'cancel requested',
  'appended',
  'attempt failed',
]);

/** What goes on after its cancel. */
interface Cancelled {
  readonly cancel: EventOf<'cancel requested'>;
  /** When it last took a step, or something began to wait for its slot. */
  lastMs: number;
  /** How long it went on while something waited. */
  wentOnMs: number;
}

type Stopped = EventOf<'suspended' | 'paused' | 'completed'>;

class ReturnWatcher implements Watcher {
  readonly sees = SEES;
  readonly #view: RunView;
  readonly #ledger = new SlotLedger();
  readonly #cancels = new Map<string, Cancelled>();
  /** A slot is given back right after this. */
  #suspended: EventOf<'suspended'> | undefined;
  #released = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    const kept = this.#keptBySuspended(event);
    if (kept !== undefined) return kept;
    const late = this.#lateAfterCancel(event);
    this.#ledger.see(event);
    switch (event.type) {
      case 'slot released':
        this.#released++;
        break;
      case 'suspended':
        this.#suspended = event;
        break;
      case 'paused':
        return this.#kept(event);
      case 'completed':
        this.#cancels.delete(event.invocation);
        return this.#kept(event);
      case 'cancel requested':
        if (!this.#cancels.has(event.invocation))
          this.#cancels.set(event.invocation, { cancel: event, lastMs: event.atMs, wentOnMs: 0 });
        break;
      default:
    }
    return late;
  }

  end(): Breach | undefined {
    return this.#suspended && this.#kept(this.#suspended);
  }

  exercised(): number {
    return this.#released;
  }

  /** The event that follows a suspension gives the slot back. */
  #keptBySuspended(event: TraceEvent): Breach | undefined {
    const suspended = this.#suspended;
    this.#suspended = undefined;
    const isRelease = event.type === 'slot released' && event.invocation === suspended?.invocation;
    return suspended === undefined || isRelease ? undefined : this.#kept(suspended);
  }

  #kept(stopped: Stopped): Breach | undefined {
    const taken = this.#ledger.heldBy(stopped.invocation);
    if (taken === undefined) return undefined;
    const how = stopped.type === 'completed' ? 'has ended' : `was ${stopped.type}`;
    return {
      message:
        `Slot leaked: ${nameIn(this.#view, stopped.invocation)} ${how} at ${virtualTime(stopped.atMs)} and still holds the slot` +
        `${ofLimits(taken)} that it took at ${virtualTime(taken.atMs)}${this.#behind(stopped.invocation)}. This is a fault of the server model.`,
      events: [taken.seq, stopped.seq],
      ...handlerIn(this.#view, stopped.invocation),
      kind: 'slot leaked',
    };
  }

  /** Code that does not let its cancel end it: its slot is as good as lost while it goes on. */
  #lateAfterCancel(event: TraceEvent): Breach | undefined {
    if (event.type !== 'attempt failed' && event.type !== 'appended') return undefined;
    const { invocation, atMs, seq } = event;
    const cancelled = this.#cancels.get(invocation);
    const taken = this.#ledger.heldBy(invocation);
    const wait = this.#ledger.firstBehind(invocation);
    if (cancelled === undefined || taken === undefined || wait === undefined) return undefined;
    const { cancel } = cancelled;
    cancelled.wentOnMs += Math.min(STEP_MS, atMs - Math.max(cancelled.lastMs, taken.atMs, wait.atMs));
    cancelled.lastMs = atMs;
    if (cancelled.wentOnMs < AFTER_CANCEL_MS) return undefined;
    return {
      message:
        `${nameIn(this.#view, invocation)} was cancelled at ${virtualTime(cancel.atMs)} and holds its slot${ofLimits(taken)} since, ` +
        `for ${durationText(atMs - Math.max(cancel.atMs, taken.atMs), 2)}${this.#behind(invocation)}. A cancel gives a slot back only when it ends the handler: let its ` +
        'TerminalError end the handler after the steps that undo what it did, and await something before what can fail. ' +
        'An operator frees the slot with a kill or a pause.',
      events: [cancel.seq, wait.seq, seq],
      ...handlerIn(this.#view, invocation),
      kind: 'slot kept after a cancel',
    };
  }

  #behind(invocation: string): string {
    const wait: SlotWait | undefined = this.#ledger.firstBehind(invocation);
    return wait === undefined
      ? ''
      : `; ${nameIn(this.#view, wait.invocation)} waits for it since ${virtualTime(wait.atMs)}`;
  }
}

function ofLimits({ limits }: SlotTaken): string {
  return limits.length === 0 ? '' : ` of ${limits.map(limitWords).join(' and of ')}`;
}
