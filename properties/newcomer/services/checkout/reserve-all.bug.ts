import { type Context, RestatePromise } from '@restatedev/restate-sdk';
import type { Inventory } from './inventory.js';
import type { Line } from './types.js';

/** Reserves all lines of an order at the same time, and notes which are reserved. */
export async function reserveAll(ctx: Context, order: string, lines: Line[], reserved: string[]): Promise<void> {
  const reserve = ({ sku, quantity }: Line) =>
    ctx
      .objectClient<Inventory>({ name: 'Inventory' }, sku)
      .reserve({ order, quantity })
      .map((_, failure) => {
        if (failure !== undefined) throw failure;
        reserved.push(sku);
      });
  await RestatePromise.all(lines.map(reserve));
}
