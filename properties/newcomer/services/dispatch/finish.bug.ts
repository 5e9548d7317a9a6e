import type { Context } from '@restatedev/restate-sdk';
import { delivery } from './clients.ts';

/** Reports that the driver has handed over a delivery. */
export async function reportDelivered(ctx: Context, id: string): Promise<void> {
  await delivery(ctx, id).delivered();
}
