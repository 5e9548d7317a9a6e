/**
 * The second version of the order workflow: orders that look like fraud are refused before any money moves.
 *
 * **Orders are in flight when it arrives**, each with a journal of the steps that it has done. `screenedOrderWorkflow` looks
 * at an order inside a step that was there before, so that the steps stay the same: it may replace the old code in place, and
 * take over whatever waits for an approval. `screenedFirst` does so in a step of its own, in front of the others; that is
 * right only next to the old deployment, where what has stored something ends on the old code.
 */
import * as restate from '@restatedev/restate-sdk';
import {
  orderHandlers,
  orderWorkflow,
  surely,
  type OrderRequest,
  type OrderServices,
  type Outcome,
} from '../order-workflow.ts';
import { refuse } from '../refuse.ts';

/** Orders of more than this of one item are not paid for, as a rule. */
const MOST = 50;

/** Looks at an order where it is charged. */
export function screenedOrderWorkflow(services: OrderServices, approvalWithinMs: number) {
  const charge: OrderServices['charge'] = async (order) => {
    screen(order);
    return services.charge(order);
  };
  return orderWorkflow({ ...services, charge }, approvalWithinMs);
}

/** Looks at an order before anything else. */
export function screenedFirst(services: OrderServices, approvalWithinMs: number) {
  const handlers = orderHandlers(services, approvalWithinMs);
  return restate.workflow({
    name: 'OrderWorkflow',
    handlers: {
      ...handlers,
      run: async (ctx: Parameters<typeof handlers.run>[0], request: OrderRequest): Promise<Outcome> => {
        try {
          await ctx.run('fraud check', () => screen(request));
        } catch (error) {
          // An attempt of the old code that lost its connection may have reserved goods. Nothing of it is stored, so the next
          // attempt is one of this code.
          await surely(() => ctx.run('release', () => services.release(ctx.key)));
          throw error;
        }
        return handlers.run(ctx, request);
      },
    },
  });
}

function screen({ quantity }: OrderRequest): void {
  if (quantity > MOST) refuse(422, `${quantity} of one item look like fraud`);
}
