import { TerminalError } from '@restatedev/restate-sdk';
import type { OrderRequest, OrderServices } from '../objects/order-workflow.ts';
import { effect, type Effect } from '../sim/index.ts';

/** What the warehouse, or the bank, is asked: to do a step, or to undo it. */
export type Asked = { readonly step: string; readonly order: string; readonly request?: OrderRequest };

/** Order -> what was done last for it. What was undone is remembered: the step itself may still come. */
export interface Ledger {
  readonly orders: Map<string, string>;
}

/** Keeps goods for orders. Has no unicorns, and nobody who ships a piano. */
export const warehouse: Effect<Asked, string> = warehouseThat(true);

/** @param remembers whether it knows what was released, and refuses to reserve that again */
export function warehouseThat(remembers: boolean): Effect<Asked, string> {
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

/** Charges for orders. Declines large amounts; its line to the bank of whoever pays 13 is down. */
export const bank: Effect<Asked, string> = ledger({
  charge: ({ orders }, { order, request }) => {
    if (request?.amount === 13) throw new Error('the bank does not answer');
    if ((request?.amount ?? 0) > 1_000) throw new TerminalError('the card was declined', { errorCode: 402 });
    if (!orders.has(order)) orders.set(order, 'charged');
  },
  refund: ({ orders }, { order }) => void orders.set(order, 'refunded'),
});

function ledger(steps: Readonly<Record<string, (state: Ledger, asked: Asked) => void>>): Effect<Asked, string> {
  return effect({
    state: (): Ledger => ({ orders: new Map() }),
    apply: (state: Ledger, asked: Asked): string => {
      steps[asked.step]?.(state, asked);
      return 'done';
    },
    // The last is longer than an approval may take: an attempt that was cut off may reserve when all is over.
    latenciesMs: [0, 30, 900, 70_000],
    idempotencyKey: ({ step, order }) => `${step} ${order}`,
    repetitionKeeps: ({ orders }: Ledger) => Object.fromEntries(orders),
  });
}

export interface OrderEffects {
  readonly warehouse: (asked: Asked) => Promise<string>;
  readonly bank: (asked: Asked) => Promise<string>;
}

/** Warehouse and bank as the workflow knows them. */
export function servicesOf({ warehouse: goods, bank: money }: OrderEffects): OrderServices {
  return {
    reserve: ({ order, ...request }) => goods({ step: 'reserve', order, request }),
    release: (order) => goods({ step: 'release', order }),
    charge: ({ order, ...request }) => money({ step: 'charge', order, request }),
    refund: (order) => money({ step: 'refund', order }),
    ship: (order) => goods({ step: 'ship', order }),
  };
}
