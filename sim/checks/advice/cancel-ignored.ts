import { virtualTime } from '../../core/virtual-time.ts';
import type { CommandType } from '../../journal/command.ts';
import { CANCEL_SIGNAL } from '../../journal/notification.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';

/** Commands that a handler awaits: there it is notified of the cancel. */
const STEPS: ReadonlySet<CommandType> = new Set(['Run', 'Call', 'Sleep']);

interface Cancelled {
  readonly cancel: EventOf<'notified'>;
  /** The first step after it. */
  step: EventOf<'appended'> | undefined;
}

/** A handler was cancelled, took new steps, and returned a result as if it had not been. */
export class CancelIgnored implements Rule {
  readonly #cancelled = new Map<string, Cancelled>();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    switch (event.type) {
      case 'notified': {
        const { notification } = event;
        const isCancel =
          notification.type === 'signal' &&
          'index' in notification.signal &&
          notification.signal.index === CANCEL_SIGNAL;
        if (isCancel && !this.#cancelled.has(event.invocation))
          this.#cancelled.set(event.invocation, { cancel: event, step: undefined });
        return undefined;
      }
      case 'appended': {
        if (this.#cancelled.size === 0 || !STEPS.has(event.command.type)) return undefined;
        const own = this.#cancelled.get(event.invocation);
        if (own !== undefined) own.step ??= event;
        return undefined;
      }
      case 'completed':
        return this.#completed(event, view);
      default:
        return undefined;
    }
  }

  #completed({ invocation, result, seq }: EventOf<'completed'>, view: RunView): Suspicion | undefined {
    const own = this.#cancelled.get(invocation);
    const created = view.who(invocation);
    this.#cancelled.delete(invocation);
    if (own?.step === undefined || created === undefined || !('ok' in result)) return undefined;
    const { cancel, step } = own;
    const { command } = step;
    const name = 'name' in command && command.name !== '' ? ` "${command.name}"` : '';
    const handler = handlerOf(created.target);
    return {
      message:
        `${describeInvocation(created)} was cancelled at ${virtualTime(cancel.atMs)}, went on to entry ${step.entry} (${command.type}${name}), ` +
        'and returned a result, so its caller does not learn of the cancel. Let the TerminalError of a cancel end the handler, ' +
        'after the steps that undo what it did.',
      events: [cancel.seq, step.seq, seq],
      handler,
      location: handler,
    };
  }
}
