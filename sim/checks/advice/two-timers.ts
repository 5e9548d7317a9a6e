import { virtualTime } from '../../core/virtual-time.ts';
import { known } from '../../core/known.ts';
import type { CommandType, Target } from '../../journal/command.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf, keyOf, shown } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';

/** Commands by which a handler changes something. One that finds its work done changes nothing. */
const CHANGES: ReadonlySet<CommandType> = new Set([
  'SetState',
  'ClearState',
  'ClearAllState',
  'Run',
  'Call',
  'OneWayCall',
]);

/** A delayed message of a handler. */
interface Timer {
  readonly sent: EventOf<'appended'>;
  readonly input: string;
  /** The message that was pending when this one was sent; both have changed something when it is advice. */
  earlier: Timer | undefined;
  dueMs: number;
  hasChanged: boolean;
  isOver: boolean;
}

/**
 * Two invocations of one key have each sent the same delayed message to one handler of one key while the other was pending,
 * and both messages have changed something. Messages of different keys, or of plain services, may well be meant.
 */
export class TwoTimers implements Rule {
  /** By the address of the invocation that it makes. */
  readonly #timers = new Map<string, Timer>();
  /** `Service/key/handler` -> pending messages. */
  readonly #pending = new Map<string, Set<Timer>>();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    switch (event.type) {
      case 'appended':
        this.#appended(event);
        return undefined;
      case 'invocation created':
        this.#created(event);
        return undefined;
      case 'attempt started':
        this.#began(event.invocation, view);
        return undefined;
      case 'completed':
      case 'removed':
        return this.#ended(event.invocation, view);
      default:
        return undefined;
    }
  }

  #appended(event: EventOf<'appended'>): void {
    const { command, invocation } = event;
    if (command.type === 'OneWayCall' && command.invokeAtMs !== undefined) {
      const input = shown(command.parameter);
      const timer = {
        sent: event,
        input,
        earlier: undefined,
        dueMs: command.invokeAtMs,
        hasChanged: false,
        isOver: false,
      };
      this.#timers.set(`${invocation}/${event.entry}`, timer);
    }
    if (this.#timers.size === 0 || !CHANGES.has(command.type)) return;
    const own = this.#timers.get(invocation);
    if (own !== undefined) own.hasChanged = true;
  }

  #created({ invocation, target, atMs }: EventOf<'invocation created'>): void {
    const timer = this.#timers.get(invocation);
    if (timer === undefined || target.key === undefined || timer.dueMs <= atMs) return;
    const place = workOf(target);
    let pending = this.#pending.get(place);
    if (pending === undefined) this.#pending.set(place, (pending = new Set()));
    for (const other of pending)
      if (other.input === timer.input && other.sent.invocation !== timer.sent.invocation) timer.earlier = other;
    pending.add(timer);
  }

  #began(invocation: string, view: RunView): void {
    const timer = this.#timers.get(invocation);
    const created = timer && view.who(invocation);
    if (timer === undefined || created?.target.key === undefined) return;
    this.#pending.get(workOf(created.target))?.delete(timer);
  }

  #ended(invocation: string, view: RunView): Suspicion | undefined {
    const timer = this.#timers.get(invocation);
    const created = timer && view.who(invocation);
    if (timer === undefined || created === undefined) return undefined;
    this.#began(invocation, view);
    timer.isOver = true;
    // The earlier one is due first; where it ends last, there is no advice.
    const { earlier } = timer;
    if (earlier?.isOver !== true || !earlier.hasChanged || !timer.hasChanged) return undefined;
    const [sender, other] = [view.who(timer.sent.invocation), view.who(earlier.sent.invocation)];
    if (sender === undefined || other === undefined) return undefined;
    const from = keyOf(sender.target);
    if (from === undefined || from !== keyOf(other.target)) return undefined;
    const { target } = created;
    return {
      message:
        `Entry ${timer.sent.entry} of ${describeInvocation(sender)} sent a delayed ${target.handler} to ${known(keyOf(target), 'the key of a delayed message')} at ` +
        `${virtualTime(timer.sent.atMs)}, due at ${virtualTime(timer.dueMs)}, while the same message of ${describeInvocation(other)} ` +
        `(entry ${earlier.sent.entry}) was pending, and both changed something. Keep the id of the pending one in state and cancel it, ` +
        'give both one idempotency key, or let the handler recognise that its work is done.',
      events: [earlier.sent.seq, timer.sent.seq],
      handler: handlerOf(sender.target),
      location: `${handlerOf(sender.target)} > ${handlerOf(target)}`,
    };
  }
}

/** @returns the key and the handler that a delayed message goes to */
function workOf(target: Target): string {
  return `${known(keyOf(target), 'the key of a delayed message')}/${target.handler}`;
}
