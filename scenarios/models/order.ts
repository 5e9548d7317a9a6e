import type { Applied, Model, ModelOperation } from '../../sim/index.ts';

/** The possible moves of each status. */
const NEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  new: { place: 'placed' },
  placed: { pay: 'paid', cancel: 'cancelled' },
  paid: { ship: 'shipped', cancel: 'cancelled' },
  shipped: { deliver: 'delivered' },
  delivered: { giveBack: 'returned' },
};

/** Key -> status. The other fields of a response are not modelled. */
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
  const got = answer !== undefined && 'value' in answer ? answer.value : undefined;
  const value = (got as { status?: string } | undefined)?.status === next ? got : { status: next };
  return { state: { ...state, [key]: next }, value };
}
