/**
 * An order as a workflow: reserve, wait for approval, charge, ship. What goes wrong half-way is undone (a saga).
 *
 *     reserve ──▶ approval ──▶ charge ──▶ ship ──▶ shipped
 *        │           │            │          │
 *        └───────────┴─ release ◀─┴─ refund ◀┘      refused
 *
 * **Undoing** is noted *before* each step, because a step that failed may have happened all the same: its answer may be what
 * was lost. So the warehouse and the bank must take a `release` or `refund` of what they never heard of, and must refuse
 * the step itself if it still comes later. It may: an attempt that was cut off can run on for a while. Steps are tried a few
 * times; undoing is tried until it succeeds.
 *
 * **Approval** is one durable promise, and it alone decides. The first to complete it wins: the approver, or the workflow
 * when the time is up or the order is cancelled. So the response "approved" is final, and an approver who comes too late gets
 * an error.
 *
 * **Cancelling** the workflow undoes what was done, like any failure; cancelling it again does not stop that. *Killing* it
 * runs nothing any more: what was reserved stays reserved. An operator should cancel.
 *
 * **Once per key.** A second `run` of an order is refused by Restate with 409; send it instead, and ask for `status`.
 *
 * **Errors** (all terminal): 400 bad input; 404 there is no such order; 422 it is decided already, and otherwise.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export interface OrderRequest {
  readonly item: string;
  readonly quantity: number;
  /** Whole minor units, for all of it. */
  readonly amount: number;
}

/** The outside world. Each function is given the order's key, and must do its work once for each. */
export interface OrderServices {
  readonly reserve: (order: OrderRequest & { readonly order: string }) => Promise<unknown>;
  readonly release: (order: string) => Promise<unknown>;
  readonly charge: (order: OrderRequest & { readonly order: string }) => Promise<unknown>;
  readonly refund: (order: string) => Promise<unknown>;
  readonly ship: (order: string) => Promise<unknown>;
}

export interface Decision {
  readonly approved: boolean;
  readonly by: string;
}

/** How an order ended. */
export type Outcome = { readonly status: 'shipped' } | { readonly status: 'refused'; readonly reason: string };

export type Status = 'reserving' | 'awaiting approval' | 'charging' | 'shipping' | 'undoing' | Outcome['status'];

type OrderState = { status: Status };
type Runner = restate.WorkflowContext<OrderState>;

/** @param approvalWithinMs time after which an order without approval is refused, in ms */
export function orderWorkflow(services: OrderServices, approvalWithinMs: number) {
  return restate.workflow({ name: 'OrderWorkflow', handlers: orderHandlers(services, approvalWithinMs) });
}

/** Its handlers, for a version that has others in their place. */
export function orderHandlers(services: OrderServices, approvalWithinMs: number) {
  return {
    run: async (ctx: Runner, request: OrderRequest): Promise<Outcome> => {
      const order = { ...orderFrom(request), order: ctx.key };
      const undo: (() => Promise<unknown>)[] = [];
      try {
        await stepsOf(ctx, services, { order, approvalWithinMs, undo });
        ctx.set('status', 'shipped');
        return { status: 'shipped' };
      } catch (error) {
        if (!(error instanceof restate.TerminalError)) throw error;
        ctx.set('status', 'undoing');
        // First of all, so that the order cannot be approved any more.
        await surely(() => decided(ctx, { approved: false, by: 'the workflow' }));
        for (const step of undo.toReversed()) await surely(step);
        ctx.set('status', 'refused');
        if (error instanceof restate.CancelledError) throw error;
        return { status: 'refused', reason: error.message };
      }
    },

    /** @returns the decision that stands, which is the one that was asked for */
    approve: async (ctx: restate.WorkflowSharedContext<OrderState>, request: Decision): Promise<Decision> => {
      const { approved, by } = fieldsOf(request);
      if (typeof approved !== 'boolean') refuse(400, 'approved must be true or false');
      const wanted = { approved, by: text('by', by) };
      if ((await ctx.get('status')) === null) refuse(404, `there is no order "${ctx.key}"`);
      const decision = await decided(ctx, wanted);
      if (decision.approved === approved) return decision;
      return refuse(422, `too late: it was ${decision.approved ? 'approved' : 'refused'} by ${decision.by}`);
    },

    status: async (ctx: restate.WorkflowSharedContext<OrderState>): Promise<Status> =>
      (await ctx.get('status')) ?? refuse(404, `there is no order "${ctx.key}"`),
  };
}

/** Repeats a step that a cancellation interrupts: the order is being undone or shipped already. */
export async function surely(step: () => Promise<unknown>): Promise<void> {
  for (;;)
    try {
      await step();
      return;
    } catch (error) {
      if (!(error instanceof restate.CancelledError)) throw error;
    }
}

/** A step that cannot be reached is given up after some seconds, and undone. */
const patience = { initialRetryInterval: 200, maxRetryAttempts: 6 };

async function stepsOf(
  ctx: Runner,
  services: OrderServices,
  {
    order,
    approvalWithinMs,
    undo,
  }: {
    readonly order: OrderRequest & { readonly order: string };
    readonly approvalWithinMs: number;
    readonly undo: (() => Promise<unknown>)[];
  },
): Promise<void> {
  ctx.set('status', 'reserving');
  undo.push(() => ctx.run('release', () => services.release(ctx.key)));
  await ctx.run('reserve', () => services.reserve(order), patience);

  ctx.set('status', 'awaiting approval');
  const { approved, by } = await approval(ctx, approvalWithinMs);
  if (!approved) refuse(422, `refused by ${by}`);

  ctx.set('status', 'charging');
  undo.push(() => ctx.run('refund', () => services.refund(ctx.key)));
  await ctx.run('charge', () => services.charge(order), patience);

  ctx.set('status', 'shipping');
  // Shipping cannot be undone, so it comes last, and is retried without a bound, because its outcome must be known. A
  // cancellation comes too late: the goods may be on their way.
  await surely(() => ctx.run('ship', () => services.ship(ctx.key)));
}

/** The decision, which after some time is made here. */
async function approval(ctx: Runner, withinMs: number): Promise<Decision> {
  try {
    return await ctx.promise<Decision>('decision').get().orTimeout(withinMs);
  } catch (error) {
    if (!(error instanceof restate.TimeoutError)) throw error;
    return decided(ctx, { approved: false, by: 'the clock' });
  }
}

/** Completes the decision, unless it is complete. @returns the decision that counts */
async function decided(ctx: restate.WorkflowSharedContext<OrderState>, wanted: Decision): Promise<Decision> {
  const promise = ctx.promise<Decision>('decision');
  try {
    await promise.resolve(wanted);
    return wanted;
  } catch (error) {
    // 409: the promise was completed already. A cancellation has the same code, and means something else.
    if (error instanceof restate.CancelledError) throw error;
    if (!(error instanceof restate.TerminalError) || error.code !== 409) throw error;
    return promise.get();
  }
}

function orderFrom(request: OrderRequest): OrderRequest {
  const { item, quantity, amount } = fieldsOf(request);
  return {
    item: text('item', item),
    quantity: wholeNumber('quantity', quantity, 1, 1_000),
    amount: wholeNumber('amount', amount, 1, 1_000_000_000),
  };
}
