import { TerminalError } from '@restatedev/restate-sdk';
import type { OrderRequest, OrderServices } from '../objects/order-workflow.ts';
import { effect, type Effect } from '../sim/index.ts';

/** A request to the warehouse or the bank: do a step, or undo it. */
export type StepRequest = { readonly step: string; readonly order: string; readonly request?: OrderRequest };

/** Order -> its last step. An undone step is remembered, because the step itself may still come. */
export interface Ledger {
  readonly orders: Map<string, string>;
}

/** Reserves and ships goods. It has no unicorns, and cannot ship a piano. */
export const warehouse: Effect<StepRequest, string> = warehouseThat(true);

/** @param remembers whether it remembers released orders, and refuses to reserve for them again */
export function warehouseThat(remembers: boolean): Effect<StepRequest, string> {
  return ledger({
    reserve: ({ orders }, { order, request }) => {
      if (request?.item === 'unicorn') throw new TerminalError('out of stock', { errorCode: 422 });
      if (!orders.has(order)) orders.set(order, request?.item === 'piano' ? 'reserved, heavy' : 'reserved');
    },
    release: ({ orders }, { order }) => void (remembers ? orders.set(order, 'released') : orders.delete(order)),
    ship: ({ orders }, { order }) => {
      const now = orders.get(order);
      if (now !== 'reserved' && now !== 'shipped') throw new TerminalError(`cannot ship, ${now}`, { errorCode: 422 });
      orders.set(order, 'shipped');
    },
  });
}

/** Charges for orders. It declines large amounts, and fails for an amount of 13. */
export const bank: Effect<StepRequest, string> = ledger({
  charge: ({ orders }, { order, request }) => {
    if (request?.amount === 13) throw new Error('the bank does not answer');
    if ((request?.amount ?? 0) > 1_000) throw new TerminalError('the card was declined', { errorCode: 402 });
    if (!orders.has(order)) orders.set(order, 'charged');
  },
  refund: ({ orders }, { order }) => void orders.set(order, 'refunded'),
});

function ledger(
  steps: Readonly<Record<string, (state: Ledger, asked: StepRequest) => void>>,
): Effect<StepRequest, string> {
  return effect({
    state: (): Ledger => ({ orders: new Map() }),
    apply: (state: Ledger, asked: StepRequest): string => {
      steps[asked.step]?.(state, asked);
      return 'done';
    },
    // The last is longer than an approval may take: a zombie may reserve after the order has ended.
    latenciesMs: [0, 30, 900, 70_000],
    idempotencyKey: ({ step, order }) => `${step} ${order}`,
    repetitionKeeps: ({ orders }: Ledger) => Object.fromEntries(orders),
  });
}

export interface OrderEffects {
  readonly warehouse: (asked: StepRequest) => Promise<string>;
  readonly bank: (asked: StepRequest) => Promise<string>;
}

/** The warehouse and bank interface of the workflow. */
export function servicesOf({ warehouse: goods, bank: money }: OrderEffects): OrderServices {
  return {
    reserve: ({ order, ...request }) => goods({ step: 'reserve', order, request }),
    release: (order) => goods({ step: 'release', order }),
    charge: ({ order, ...request }) => money({ step: 'charge', order, request }),
    refund: (order) => money({ step: 'refund', order }),
    ship: (order) => goods({ step: 'ship', order }),
  };
}
