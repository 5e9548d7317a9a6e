import type { Applied, Model, ModelOperation } from '../../sim/index.ts';

type Lines = readonly { readonly currency: string; readonly amount: number }[];
type Log = readonly { readonly id: string; readonly lines: Lines }[];

/** Key -> its transactions, from which everything else follows. It covers well-formed requests only. */
export const walletModel: Model<unknown> = {
  init: {},
  covers: ({ handler, input }) => handler !== 'apply' || !/"x"|""|null/.test(JSON.stringify(input ?? null)),
  apply: (state, operation) => applied(state as Readonly<Record<string, Log>>, operation),
};

function applied(state: Readonly<Record<string, Log>>, { key = '', handler, input }: ModelOperation): Applied<unknown> {
  const log = state[key] ?? [];
  const { id = '', lines = [] } = (input ?? {}) as { id?: string; lines?: Lines };
  if (handler === 'balances') return { state, value: sums(log) };
  if (handler === 'transactions') return { state, value: log };
  const reversed = log.find((known) => known.id === id);
  if (handler === 'reverse' && reversed === undefined) return { state, failure: 404 };
  const asked =
    handler === 'reverse'
      ? { id: `-${id}`, lines: (reversed?.lines ?? []).map((line) => ({ ...line, amount: -line.amount })) }
      : { id, lines };
  const known = log.find((one) => one.id === asked.id);
  if (known !== undefined)
    return JSON.stringify(known) === JSON.stringify(asked) ? { state, value: asked } : { state, failure: 422 };
  const after = [...log, asked];
  if (Object.values(sums(after)).some((sum) => sum < 0)) return { state, failure: 402 };
  return { state: { ...state, [key]: after }, value: asked };
}

function sums(log: Log): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { currency, amount } of log.flatMap(({ lines }) => lines))
    result[currency] = (result[currency] ?? 0) + amount;
  return result;
}
