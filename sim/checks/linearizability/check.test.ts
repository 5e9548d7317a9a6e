/**
 * Goal: the checker agrees with the definition. Method: known good and bad histories, and random small histories compared
 * with a brute-force checker that is the definition; each with the witness and without, so that the search is also tested
 * on histories that a witness would decide.
 */
import { describe, expect, it } from 'vitest';
import { dice, type Dice } from '../../core/random.ts';
import { checkLinearizable } from './check.ts';
import type { HistoryOperation, Model } from './model.ts';
import { partition } from './partition.ts';
import { isLinearizableByBruteForce } from './testing/brute-force.ts';
import { KNOWN } from './testing/known.ts';
import { bank, cas, queue, register, set } from './testing/models.ts';
import { historyOf } from './testing/timeline.ts';

it('needs no search where the order in which operations took effect explains it, whatever order they returned in', () => {
  const count: Model<number> = { init: 0, apply: (state) => ({ state: state + 1, value: state + 1 }) };
  const add = (id: string, committedAt: number, returnedAt: number, value: number): HistoryOperation => ({
    id,
    service: 'S',
    key: 'k',
    handler: 'add',
    input: undefined,
    answer: { value },
    invokedAt: 1,
    committedAt,
    returnedAt,
  });
  const history = [add('a', 2, 10, 1), add('b', 3, 5, 2)];
  expect(checkLinearizable(count, history)).toEqual({ verdict: 'linearizable', searched: 0 });
});

describe('a known history', () => {
  it.each(KNOWN.map((known) => [known.name, known] as const))('%s', (_, { model, picture, isLinearizable }) => {
    const history = historyOf(picture);
    const verdict = isLinearizable ? 'linearizable' : 'not linearizable';
    expect(checkLinearizable(model, history).verdict).toBe(verdict);
    expect(checkLinearizable(model, history, { witness: false }).verdict).toBe(verdict);
    expect(isLinearizableByBruteForce(model, history)).toBe(isLinearizable);
  });

  it('is one of at least fifty, good and bad ones of each kind', () => {
    expect(KNOWN.length).toBeGreaterThanOrEqual(50);
    for (const model of [queue, register, set, bank, cas]) {
      const kinds = new Set(KNOWN.filter((known) => known.model === model).map(({ isLinearizable }) => isLinearizable));
      expect(kinds.size).toBe(2);
    }
  });
});

describe('a random history', () => {
  it.each([
    ['register', register, ['write 1', 'write 2', 'read']],
    ['cas', cas, ['cas [0,1]', 'cas [1,2]', 'cas [2,0]', 'read']],
    ['queue', queue, ['put 1', 'put 2', 'pop', 'pop']],
    ['set', set, ['add 1', 'remove 1', 'has 1']],
    [
      'bank',
      bank,
      ['a.transfer {"to":"b","amount":6}', 'b.transfer {"to":"a","amount":6}', 'a.balance', 'b.balance', 'c.balance'],
    ],
  ] as const)('of a %s is judged as the definition says, 2,000 times', (_, model: Model<unknown>, calls) => {
    const rolls = dice(11, 'histories');
    let good = 0;
    for (let time = 0; time < 2_000; time++) {
      const history = randomHistory(rolls, model, calls);
      const expected = isLinearizableByBruteForce(model, history);
      good += Number(expected);
      for (const witness of [true, false]) {
        const { verdict } = checkLinearizable(model, history, { witness });
        // Both sides include the history, so that a failure shows it.
        expect({ history, verdict }).toEqual({ history, verdict: expected ? 'linearizable' : 'not linearizable' });
      }
    }
    // Both verdicts must be frequent, or nothing was compared.
    expect(good).toBeGreaterThan(300);
    expect(good).toBeLessThan(1_700);
  });
});

describe('the evidence', () => {
  it('is the longest order that fits, and the operations that could come next', () => {
    const result = checkLinearizable(register, historyOf('[-] write 1\n   [-] write 2\n      [-] read -> 1'));
    expect(result).toMatchObject({
      verdict: 'not linearizable',
      prefix: [{ id: 'a' }, { id: 'b' }],
      state: { k: 2 },
      refused: [{ operation: { id: 'c' }, expected: { value: 2 } }],
    });
  });

  it('is about the part that no order explains', () => {
    const result = checkLinearizable(register, historyOf('[-] a.write 1\n   [-] a.read -> 1\n   [-] b.read -> 3'));
    expect(result).toMatchObject({ verdict: 'not linearizable', part: [{ id: 'c' }] });
  });
});

describe('the parts of a history', () => {
  it('are its keys', () => {
    const parts = partition(register, historyOf('[-] a.read -> 0\n[-] b.read -> 0\n[-] a.read -> 0'));
    expect(parts.map((part) => part.map(({ id }) => id))).toEqual([['b'], ['a', 'c']]);
  });

  it('are joined by operations over several keys, also indirectly', () => {
    const history = historyOf(`
      [-] a.transfer {"to":"b","amount":1}
      [-] b.transfer {"to":"c","amount":1}
      [-] d.balance -> 10
      [-] c.balance -> 10`);
    expect(partition(bank, history).map((part) => part.map(({ id }) => id))).toEqual([['c'], ['a', 'b', 'd']]);
  });
});

describe('a search that is too long', () => {
  it('is abandoned, with the verdict undecided', () => {
    const history = historyOf(
      Array.from({ length: 12 }, (_, index) => `[---] write ${index}`).join('\n') + '\n[---] read -> 99',
    );
    expect(checkLinearizable(register, history, { budget: 50, witness: false }).verdict).toBe('undecided');
  });
});

/** Up to six operations: some overlap, some have no response, some have a wrong one. */
function randomHistory(rolls: Dice, model: Model<unknown>, calls: readonly string[]): HistoryOperation[] {
  const count = 2 + rolls.below(5);
  const open: HistoryOperation[] = [];
  const done: HistoryOperation[] = [];
  let { init: state } = model;
  let now = 0;
  while (done.length < count) {
    if (open.length < 3 && done.length + open.length < count && rolls.unit() < 0.6) {
      const picture = calls[rolls.below(calls.length)] ?? '';
      const [operation] = historyOf(`[- ${picture}`);
      if (operation !== undefined) open.push({ ...operation, id: `${now}`, invokedAt: now++ });
      continue;
    }
    const [operation] = open.splice(rolls.below(open.length), 1);
    if (operation === undefined) continue;
    if (rolls.unit() < 0.15) {
      done.push(operation);
      continue;
    }
    const applied = model.apply(state, operation);
    const lies = rolls.unit() < 0.35;
    const { value, failure } = applied ?? {};
    if (!lies && applied !== undefined) ({ state } = applied);
    const wrong =
      lies && typeof value === 'number'
        ? { value: rolls.below(3) }
        : lies && typeof value === 'boolean'
          ? { value: !value }
          : undefined;
    const answer = wrong ?? (failure === undefined ? { value } : { failure });
    done.push({ ...operation, answer, returnedAt: now++ });
  }
  return done.toSorted((a, b) => a.invokedAt - b.invokedAt);
}
