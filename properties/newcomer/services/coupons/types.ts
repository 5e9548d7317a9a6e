export type Coupon = { left: number; redeemedBy: Record<string, string> };
export type Redemption = { customer: string; order: string };
export const LIMIT = 2;
