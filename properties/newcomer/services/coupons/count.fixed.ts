import { TerminalError } from '@restatedev/restate-sdk';
import type { Coupon, Redemption } from './types.ts';

/** A coupon after one more redemption; a repeated one changes nothing. @throws {TerminalError} when it is used up */
export function redeemed(coupon: Coupon, { customer, order }: Redemption): Coupon {
  if (coupon.redeemedBy[order] !== undefined) return coupon;
  if (coupon.left <= 0) throw new TerminalError('used up', { errorCode: 410 });
  return { left: coupon.left - 1, redeemedBy: { ...coupon.redeemedBy, [order]: customer } };
}
