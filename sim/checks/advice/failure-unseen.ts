import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';

/** Status of invocations that were cancelled or killed: an operator did that on purpose. */
const CANCELLED = 409;

/** A message that a handler sent one-way has ended in a terminal failure, and nothing waits for its result. */
export class FailureUnseen implements Rule {
  /** Address of the sent invocation -> the event that sent it. */
  readonly #sent = new Map<string, EventOf<'appended'>>();
  /** Ids of invocations that a handler attaches to. */
  readonly #attached = new Set<string>();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    switch (event.type) {
      case 'appended':
        if (event.command.type === 'OneWayCall') this.#sent.set(`${event.invocation}/${event.entry}`, event);
        else if (event.command.type === 'AttachInvocation') this.#attached.add(event.command.target);
        return undefined;
      case 'invocation found':
        // Another request has the same invocation, and may get its result.
        this.#sent.delete(event.invocation);
        return undefined;
      case 'completed':
        return this.#completed(event, view);
      default:
        return undefined;
    }
  }

  #completed({ invocation, result, seq, atMs }: EventOf<'completed'>, view: RunView): Suspicion | undefined {
    const sent = this.#sent.get(invocation);
    if (sent === undefined) return undefined;
    if (!('failure' in result) || result.failure.code === CANCELLED) return undefined;
    const [created, sender] = [view.who(invocation), view.who(sent.invocation)];
    if (created === undefined || sender === undefined || this.#attached.has(created.id)) return undefined;
    const handler = handlerOf(created.target);
    return {
      message:
        `${describeInvocation(created)}, which entry ${sent.entry} of ${describeInvocation(sender)} sent one-way, ended with the ` +
        `terminal failure ${result.failure.code} "${result.failure.message}" at ${virtualTime(atMs)}, and no caller gets it. ` +
        'Call the handler and await it, or let it record its failure where another handler sees it.',
      events: [sent.seq, seq],
      handler,
      location: `${handlerOf(sender.target)} > ${handler}`,
    };
  }
}
