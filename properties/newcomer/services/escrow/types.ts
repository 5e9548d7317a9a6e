export type Deal = { buyer: string; seller: string; cents: number };
export type Outcome = 'released' | 'refunded';
export type Payout = { to: string; cents: number; deal: string };
export type Pay = (payout: Payout) => Promise<void>;
export const DEADLINE = { days: 14 };
