import { type Context, RestatePromise } from '@restatedev/restate-sdk';
import type { Inventory } from './inventory.js';
import type { Line } from './types.js';

/** Reserves all lines of an order at the same time. */
export async function reserveAll(ctx: Context, order: string, lines: Line[]): Promise<void> {
  const stock = (sku: string) => ctx.objectClient<Inventory>({ name: 'Inventory' }, sku);
  await RestatePromise.all(lines.map(({ sku, quantity }) => stock(sku).reserve({ order, quantity })));
}
