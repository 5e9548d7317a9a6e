import type { Model } from '../model.ts';

/** Values that are written and read, one for each key. */
export const register: Model<Readonly<Record<string, number>>> = {
  init: {},
  apply: (state, { handler, key = '', input }) =>
    handler === 'write' ? { state: { ...state, [key]: input as number } } : { state, value: state[key] ?? 0 },
};

/** A register with compare-and-set. */
export const cas: Model<number> = {
  init: 0,
  apply: (state, { handler, input }) => {
    if (handler === 'read') return { state, value: state };
    if (handler === 'write') return { state: input as number };
    const [from, to] = input as [number, number];
    return state === from ? { state: to, value: true } : { state, value: false };
  },
};

/** First in, first out; nothing when empty. */
export const queue: Model<readonly number[]> = {
  init: [],
  apply: (state, { handler, input }) => {
    if (handler === 'put') return { state: [...state, input as number] };
    const [first, ...rest] = state;
    return first === undefined ? { state, value: null } : { state: rest, value: first };
  },
};

export const set: Model<ReadonlySet<number>> = {
  init: new Set<number>(),
  apply: (state, { handler, input }) => {
    const item = input as number;
    if (handler === 'has') return { state, value: state.has(item) };
    const changes = state.has(item) !== (handler === 'add');
    const next = new Set(state);
    if (handler === 'add') next.add(item);
    else next.delete(item);
    return { state: next, value: changes };
  },
};

/** Accounts that start with 10 each; transfers touch two of them. */
export const bank: Model<Readonly<Record<string, number>>> = {
  init: {},
  apply: (state, { handler, key = '', input }) => {
    const has = state[key] ?? 10;
    if (handler === 'balance') return { state, value: has };
    const { to, amount } = input as { to: string; amount: number };
    if (has < amount) return { state, failure: 402 };
    if (to === key) return { state };
    return { state: { ...state, [key]: has - amount, [to]: (state[to] ?? 10) + amount } };
  },
  keysOf: ({ handler, key = '', input }) => (handler === 'transfer' ? [key, (input as { to: string }).to] : [key]),
};
