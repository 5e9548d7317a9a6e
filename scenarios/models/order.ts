import type { Applied, Model, ModelOperation } from '../../sim/index.ts';

/** What follows what, in the words of a customer. */
const NEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  new: { place: 'placed' },
  placed: { pay: 'paid', cancel: 'cancelled' },
  paid: { ship: 'shipped', cancel: 'cancelled' },
  shipped: { deliver: 'delivered' },
  delivered: { giveBack: 'returned' },
};

/** Key -> status. What an order is told beyond its status is not the model's business. */
export const orderModel: Model<unknown> = {
  init: {},
  covers: ({ handler, input }) => handler !== 'place' || wellFormed(input),
  apply: (state, operation) => applied(state as Readonly<Record<string, string>>, operation),
};

function wellFormed(input: unknown): boolean {
  const { sku, quantity } = (input ?? {}) as { sku?: string; quantity?: number };
  return sku === 'pen' && quantity === 1;
}

function applied(state: Readonly<Record<string, string>>, operation: ModelOperation): Applied<unknown> {
  const { key = '', handler, answer } = operation;
  const now = state[key] ?? 'new';
  if (handler === 'status') return { state, value: now };
  const next = NEXT[now]?.[handler];
  if (next === undefined) return { state, failure: 422 };
  const told = answer !== undefined && 'value' in answer ? answer.value : undefined;
  const value = (told as { status?: string } | undefined)?.status === next ? told : { status: next };
  return { state: { ...state, [key]: next }, value };
}
