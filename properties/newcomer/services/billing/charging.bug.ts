import { randomUUID } from 'node:crypto';
import type { Context } from '@restatedev/restate-sdk';
import { PRICE, type Charge, type Subscription } from './types.ts';

/** Charges a period of a subscription, and returns the number of the receipt. */
export function chargePeriod(
  ctx: Context,
  charge: Charge,
  subscriber: string,
  { plan, period }: Subscription,
): Promise<string> {
  const reference = `${subscriber}/${period}`;
  return ctx.run('charge', () =>
    charge({ customer: subscriber, cents: PRICE[plan], reference, idempotencyKey: randomUUID() }),
  );
}
