import * as fc from 'fast-check';
import { everyWrite, scenario } from 'restate-sim';
import { coupon } from './coupon.ts';
import { LIMIT, type Coupon } from './types.ts';

const redemption = fc.record({ customer: fc.constantFrom('ann', 'bob'), order: fc.constantFrom('o1', 'o2', 'o3') });

export const coupons = scenario('coupons', {
  services: [coupon],
  operations: ({ call }) => [call(coupon, 'redeem', { key: 'SPRING', input: redemption })],
  invariants: [
    everyWrite<Coupon>('every use belongs to an order', { service: 'Coupon', state: 'coupon' }, ({ value }) => {
      const used = LIMIT - value.left;
      const orders = Object.keys(value.redeemedBy).length;
      return used === orders || `${used} uses, and ${orders} orders`;
    }),
  ],
});
