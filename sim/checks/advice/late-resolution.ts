import { virtualTime } from '../../core/virtual-time.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { RunView } from '../invariant.ts';
import { describeInvocation, handlerOf, keyOf } from '../naming.ts';
import type { Rule, Suspicion } from './rule.ts';
import { known } from '../../core/known.ts';

/**
 * A promise of a workflow is resolved for the first time after its run has ended, and the handler that does it succeeds. A run
 * that was cancelled is left out: an operator has ended it, and most workflows have no other answer to that.
 */
export class LateResolution implements Rule {
  /** `Workflow/key` -> the end of its run. */
  readonly #ended = new Map<string, EventOf<'completed'>>();
  /** The latest command that resolves a promise. */
  #resolving: EventOf<'appended'> | undefined;
  /** Invocation -> what it has resolved too late. */
  readonly #late = new Map<
    string,
    { readonly resolving: EventOf<'appended'>; readonly done: EventOf<'promise completed'> }
  >();

  see(event: TraceEvent, view: RunView): Suspicion | undefined {
    switch (event.type) {
      case 'appended':
        if (event.command.type === 'CompletePromise') this.#resolving = event;
        return undefined;
      case 'promise completed': {
        const resolving = this.#resolving;
        if (resolving !== undefined && this.#ended.has(event.key))
          this.#late.set(resolving.invocation, { resolving, done: event });
        return undefined;
      }
      case 'completed':
        return this.#completed(event, view);
      case 'forgotten': {
        const created = view.who(event.invocation);
        if (created?.kind === 'WORKFLOW') this.#ended.delete(known(keyOf(created.target), 'the key of a workflow'));
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #completed(event: EventOf<'completed'>, view: RunView): Suspicion | undefined {
    const created = view.who(event.invocation);
    if (created === undefined) return undefined;
    const key = keyOf(created.target);
    if (created.kind === 'WORKFLOW' && key !== undefined && !wasCancelled(event)) this.#ended.set(key, event);
    const late = this.#late.get(event.invocation);
    if (late === undefined || !('ok' in event.result)) return undefined;
    const { resolving, done } = late;
    const end = this.#ended.get(done.key);
    if (end === undefined) return undefined;
    const handler = handlerOf(created.target);
    return {
      message:
        `${describeInvocation(created)} resolves the promise "${done.name}" (entry ${resolving.entry}) at ${virtualTime(done.atMs)}, but the run of ` +
        `${done.key} ended at ${virtualTime(end.atMs)}, so nothing waits for it, and its caller gets a success. Let the run record in state ` +
        'that it has ended, and refuse when it has.',
      events: [end.seq, resolving.seq, done.seq],
      handler,
      location: `${handler} ${done.name}`,
    };
  }
}

function wasCancelled({ result }: EventOf<'completed'>): boolean {
  return 'failure' in result && result.failure.code === 409 && result.failure.message === 'Cancelled';
}
