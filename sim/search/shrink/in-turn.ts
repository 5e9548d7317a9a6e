import { operationOf } from '../../core/address.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { DrawnOperation, DrawnPlan } from '../plan/drawn-operation.ts';

/**
 * An order of requests that matters needs no hold where one client makes them: it asks for the next thing when it was
 * answered. Proposes plans with fewer holds or fewer clients, in which operations come in turn.
 * @param events of the plan's run
 */
export function* inTurn(plan: DrawnPlan, events: readonly TraceEvent[]): Generator<DrawnPlan> {
  const [first] = plan.operations;
  const clients = new Set(plan.operations.map(({ client }) => client));
  if (first === undefined || (clients.size === 1 && plan.holds.length === 0)) return;
  for (const order of new Set([asked(events).join(' '), started(events).join(' ')])) {
    const operations = inOrder(plan.operations, order.split(' ')).map((operation) =>
      operation.with({ client: first.client }),
    );
    yield { ...plan, operations, holds: [], choices: {} };
    yield { ...plan, operations, holds: [] };
    if (clients.size > 1) yield { ...plan, operations };
  }
  for (const hold of plan.holds) {
    const later = plan.operations.find(({ id }) => id === operationOf(hold.before));
    const earlier = plan.operations.find(({ id }) => id === operationOf(hold.until));
    if (later === undefined || earlier === undefined || later === earlier) continue;
    const others = plan.operations.filter((operation) => operation !== later);
    const behind = others.toSpliced(others.indexOf(earlier) + 1, 0, later.with({ client: earlier.client }));
    yield { ...plan, operations: behind, holds: plan.holds.filter((other) => other !== hold) };
  }
}

/** Operations in the order in which they were asked for. */
function asked(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'operation' ? [event.operation] : []));
}

/** Operations in the order in which their own invocations began. */
function started(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'attempt started' && event.attempt === 1 ? [event.invocation] : []));
}

/** @returns the operations in this order of their ids; those that are not in it come last, as they were */
function inOrder(operations: readonly DrawnOperation[], order: readonly string[]): DrawnOperation[] {
  const place = ({ id }: DrawnOperation): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return operations.toSorted((one, other) => place(one) - place(other));
}
