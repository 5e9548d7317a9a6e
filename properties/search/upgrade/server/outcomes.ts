import { handlerOf } from '../../../../sim/checks/naming.ts';
import type { TraceEvent } from '../../../../sim/trace/event.ts';

/** What became of an invocation. One that fails again and again is stuck, whether or not it is paused yet. */
export type Fate = 'completed' | `failed ${number}` | 'stuck' | 'waits';

/** What a run came to. */
export interface Outcome {
  /** `Service/handler` -> what became of its invocations, in the order of these words. */
  readonly fates: Readonly<Record<string, readonly Fate[]>>;
  /** Handlers in which an attempt failed because its code does not fit its journal (error 570). */
  readonly diverged: readonly string[];
}

/** @returns what a simulated run came to */
export function simulatedOutcome(events: readonly TraceEvent[]): Outcome {
  const handlers = new Map<string, string>();
  const fates = new Map<string, Fate>();
  const diverged = new Set<string>();
  for (const event of events) {
    switch (event.type) {
      case 'invocation created':
        // A request of the outside world is made in another way on a server.
        if (event.invocation.startsWith('outside')) break;
        handlers.set(event.invocation, handlerOf(event.target));
        fates.set(event.invocation, 'waits');
        break;
      case 'completed':
        fates.set(event.invocation, 'failure' in event.result ? `failed ${event.result.failure.code}` : 'completed');
        break;
      case 'paused':
        fates.set(event.invocation, 'stuck');
        break;
      case 'resumed':
        fates.set(event.invocation, 'waits');
        break;
      case 'attempt failed':
        if (event.code === 570) diverged.add(handlers.get(event.invocation) ?? '');
        break;
      default:
        break;
    }
  }
  const pairs = [...handlers].map(([invocation, handler]) => [handler, fates.get(invocation) ?? 'waits'] as const);
  return outcomeFrom(pairs, diverged);
}

export function outcomeFrom(
  pairs: readonly (readonly [handler: string, fate: Fate])[],
  diverged: Iterable<string>,
): Outcome {
  const handlers = [...new Set(pairs.map(([handler]) => handler))].toSorted();
  return {
    fates: Object.fromEntries(
      handlers.map((handler) => [handler, pairs.flatMap(([own, fate]) => (own === handler ? [fate] : [])).toSorted()]),
    ),
    diverged: [...diverged].filter((handler) => handlers.includes(handler)).toSorted(),
  };
}
