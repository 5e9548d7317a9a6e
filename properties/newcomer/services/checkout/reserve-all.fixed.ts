import { type Context, RestatePromise } from '@restatedev/restate-sdk';
import type { Inventory } from './inventory.js';
import type { Line } from './types.js';

/** Reserves all lines of an order at the same time. It fails when all of them have an outcome, and one has failed. */
export async function reserveAll(ctx: Context, order: string, lines: Line[]): Promise<void> {
  const stock = (sku: string) => ctx.objectClient<Inventory>({ name: 'Inventory' }, sku);
  const outcomes = await RestatePromise.allSettled(
    lines.map(({ sku, quantity }) => stock(sku).reserve({ order, quantity })),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
