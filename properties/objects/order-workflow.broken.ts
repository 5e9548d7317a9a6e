import * as restate from '@restatedev/restate-sdk';
import {
  orderWorkflow,
  type Decision,
  type OrderRequest,
  type OrderServices,
  type Outcome,
} from '../../objects/order-workflow.ts';

type Make = typeof orderWorkflow;
type Placed = OrderRequest & { readonly order: string };

/** Reserves and never releases. */
export const neverReleases: Make = (services, ms) => orderWorkflow({ ...services, release: nothing }, ms);

/** Charges and never refunds. */
export const neverRefunds: Make = (services, ms) => orderWorkflow({ ...services, refund: nothing }, ms);

/** Takes a refused shipment for a successful one. */
export const reportsARefusedShipment: Make = (services, ms) =>
  orderWorkflow({ ...services, ship: (order) => services.ship(order).catch(nothing) }, ms);

/** Ships before the approval. */
export const shipsFirst: Make = running(async (ctx, services, order) => {
  await ctx.run('reserve', () => services.reserve(order));
  await ctx.run('ship', () => services.ship(order.order));
  const { approved, by } = await ctx.promise<Decision>('decision').get();
  if (!approved) throw new restate.TerminalError(`refused by ${by}`);
  await ctx.run('charge', () => services.charge(order), { maxRetryAttempts: 3 });
});

/** Stops waiting at the deadline, and does not complete the decision. */
export const leavesTheDoorOpen: Make = running(async (ctx, services, order, ms) => {
  await ctx.run('reserve', () => services.reserve(order));
  const { approved, by } = await ctx
    .promise<Decision>('decision')
    .get()
    .orTimeout(ms)
    .catch((error: unknown): Decision => {
      if (!(error instanceof restate.TimeoutError)) throw error;
      return { approved: false, by: 'the clock' };
    });
  if (!approved) throw new restate.TerminalError(`refused by ${by}`);
  await ctx.run('charge', () => services.charge(order), { maxRetryAttempts: 3 });
  await ctx.run('ship', () => services.ship(order.order));
});

/** Completes the decision at the deadline, but not when the order was given up before. */
export const decidesOnlyInTime: Make = running(async (ctx, services, order, ms) => {
  const promise = ctx.promise<Decision>('decision');
  await ctx.run('reserve', () => services.reserve(order), { maxRetryAttempts: 3 });
  const { approved, by } = await promise
    .get()
    .orTimeout(ms)
    .catch((error: unknown) => {
      if (!(error instanceof restate.TimeoutError)) throw error;
      const late = { approved: false, by: 'the clock' };
      return promise.resolve(late).then(
        () => late,
        () => promise.get(),
      );
    });
  if (!approved) throw new restate.TerminalError(`refused by ${by}`);
  await ctx.run('charge', () => services.charge(order), { maxRetryAttempts: 3 });
  await ctx.run('ship', () => services.ship(order.order));
});

/** Aborts a shipment as if it could be compensated, and responds to a cancellation as to a refusal. */
export const givesUpShipping: Make = running(async (ctx, services, order) => {
  await ctx.run('reserve', () => services.reserve(order));
  const { approved, by } = await ctx.promise<Decision>('decision').get();
  if (!approved) throw new restate.TerminalError(`refused by ${by}`);
  await ctx.run('charge', () => services.charge(order), { maxRetryAttempts: 3 });
  await ctx.run('ship', () => services.ship(order.order), { maxRetryAttempts: 6 });
});

/** Takes every 409 for a decision that was made before, and waits for it. */
export const takesCancelForADecision: Make = running(async (ctx, services, order, ms) => {
  const promise = ctx.promise<Decision>('decision');
  await ctx.run('reserve', () => services.reserve(order));
  try {
    await promise.get().orTimeout(ms);
  } catch (error) {
    if (!(error instanceof restate.TimeoutError)) throw error;
    await promise.resolve({ approved: false, by: 'the clock' }).catch(() => promise.get());
  }
  throw new restate.TerminalError('refused by the clock');
});

function running(
  steps: (ctx: restate.WorkflowContext, services: OrderServices, order: Placed, ms: number) => Promise<void>,
): Make {
  return (services, ms) => {
    const right = orderWorkflow(services, ms);
    // The SDK keeps the handlers of a definition in `workflow`, and hides that from the definition's type.
    const { workflow } = right as unknown as { readonly workflow: Record<string, never> };
    const broken = restate.workflow({
      name: right.name,
      handlers: {
        ...workflow,
        run: async (ctx: restate.WorkflowContext, request: OrderRequest): Promise<Outcome> => {
          if (typeof request !== 'object' || request === null || request.quantity < 1)
            throw new restate.TerminalError('bad', { errorCode: 400 });
          try {
            ctx.set('status', 'awaiting approval');
            await steps(ctx, services, { ...request, order: ctx.key }, ms);
            return { status: 'shipped' };
          } catch (error) {
            if (!(error instanceof restate.TerminalError)) throw error;
            await ctx.run('refund', () => services.refund(ctx.key));
            await ctx.run('release', () => services.release(ctx.key));
            return { status: 'refused', reason: error.message };
          }
        },
      },
    });
    return broken;
  };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
