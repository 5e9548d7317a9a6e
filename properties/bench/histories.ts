import type { HistoryOperation, Model } from '../../sim/checks/linearizability/model.ts';
import { dice } from '../../sim/core/random.ts';

/** An account for each key. */
export const counters: Model<Readonly<Record<string, number>>> = {
  init: {},
  apply: (state, { key = '', handler, input }) => {
    const sum = (state[key] ?? 0) + (handler === 'add' ? (input as number) : 0);
    return handler === 'add' ? { state: { ...state, [key]: sum }, value: sum } : { state, value: sum };
  },
};

/** A right history of clients that work at the same time, `overlap` of them on each key. */
export function historyOf(operations: number, keys: number, overlap: number): HistoryOperation[] {
  const rolls = dice(1, 'history');
  const sums = new Map<string, number>();
  return Array.from({ length: operations }, (_, index) => {
    const key = `k${index % keys}`;
    // Operations of one key commit one after another, and begin and return so that `overlap` of them are under way.
    const committedAt = Math.floor(index / keys) * 100;
    const invokedAt = committedAt - rolls.below(overlap * 50);
    const returnedAt = committedAt + rolls.below(overlap * 50);
    const adds = rolls.unit() < 0.7;
    const sum = (sums.get(key) ?? 0) + (adds ? 1 : 0);
    sums.set(key, sum);
    const handler = adds ? 'add' : 'read';
    const answer = { value: sum };
    return { id: `o${index}`, service: 'S', key, handler, input: 1, answer, invokedAt, returnedAt, committedAt };
  });
}
