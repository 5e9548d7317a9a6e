import type { Context } from '@restatedev/restate-sdk';
import { sendDelivery } from './clients.ts';

/** Reports that the driver has handed over a delivery. */
export async function reportDelivered(ctx: Context, id: string): Promise<void> {
  sendDelivery(ctx, id).delivered();
}
