import { operationOf } from '../../core/address.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { DrawnOperation, DrawnPlan } from '../plan/drawn-operation.ts';

/**
 * If the order of two requests matters, no hold is needed when one client sends both: it sends the next one after the response
 * to the first. Proposes plans with fewer holds or fewer clients, in which operations follow one another.
 * @param events of the plan's run
 */
export function* inTurn(plan: DrawnPlan, events: readonly TraceEvent[]): Generator<DrawnPlan> {
  const [first] = plan.operations;
  const clients = new Set(plan.operations.map(({ client }) => client));
  if (first === undefined || (clients.size === 1 && plan.holds.length === 0)) return;
  for (const order of new Set([requested(events).join(' '), started(events).join(' ')])) {
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

/** @returns operations in the order of their requests */
function requested(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'operation' ? [event.operation] : []));
}

/** @returns operations in the order in which their own invocations started */
function started(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'attempt started' && event.attempt === 1 ? [event.invocation] : []));
}

/** @returns the operations in this order of ids; operations that are not in it come last */
function inOrder(operations: readonly DrawnOperation[], order: readonly string[]): DrawnOperation[] {
  const place = ({ id }: DrawnOperation): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return operations.toSorted((one, other) => place(one) - place(other));
}
