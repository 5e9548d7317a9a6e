import { type Context, RestatePromise } from '@restatedev/restate-sdk';
import type { Inventory } from './inventory.js';
import type { Line } from './types.js';

/** Reserves all lines of an order at the same time, and notes which are reserved; it ends when each has an outcome. */
export async function reserveAll(ctx: Context, order: string, lines: Line[], reserved: string[]): Promise<void> {
  const reserve = ({ sku, quantity }: Line) =>
    ctx
      .objectClient<Inventory>({ name: 'Inventory' }, sku)
      .reserve({ order, quantity })
      .map((_, failure) => {
        if (failure !== undefined) throw failure;
        reserved.push(sku);
      });
  for (const outcome of await RestatePromise.allSettled(lines.map(reserve)))
    if (outcome.status === 'rejected') throw outcome.reason;
}
