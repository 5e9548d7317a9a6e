export type Plan = 'basic' | 'pro';

export interface Subscription {
  plan: Plan;
  period: number;
  status: 'active' | 'past due' | 'ended';
}

export interface ChargeRequest {
  customer: string;
  cents: number;
  reference: string;
  idempotencyKey: string;
}

export type Charge = (request: ChargeRequest) => Promise<string>;

export const PRICE: Record<Plan, number> = { basic: 900, pro: 2900 };
export const PERIOD_DAYS = 30;
export const PERIODS = 3;
