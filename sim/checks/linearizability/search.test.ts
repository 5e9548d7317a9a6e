/** Goal: the search, the likely orders and the parts of a history keep to their rules at their edges. Method: pictures. */
import { describe, expect, it } from 'vitest';
import { checkLinearizable } from './check.ts';
import type { HistoryOperation, Model } from './model.ts';
import { ModelSteps } from './model-steps.ts';
import { partition } from './partition.ts';
import { search } from './search.ts';
import { bank, queue, register } from './testing/models.ts';
import { historyOf } from './testing/timeline.ts';
import { hasWitness } from './witness.ts';

const searched = <State>(model: Model<State>, picture: string, budget = 1_000): ReturnType<typeof search<State>> => {
  const history = historyOf(picture);
  return search(new ModelSteps(model, history), history, budget);
};
const names = (operations: readonly HistoryOperation[]): string => operations.map(({ id }) => id).join('');

describe('the search', () => {
  it('finds the order', () => {
    const found = searched(register, '[----] write 1\n  [--] read -> 0');
    expect(found.result === 'found' && names(found.order)).toBe('ba');
  });

  it('visits as many configurations as it may, and no more', () => {
    const picture = '[-] write 1\n   [-] write 2\n      [-] read -> 2';
    expect(searched(register, picture, 3).result).toBe('found');
    expect(searched(register, picture, 2).result).toBe('gave up');
  });

  it('does not visit a configuration two times', () => {
    // Three equal writes lead to one state in each order.
    const picture = '[---] write 1\n[---] write 1\n[---] write 1\n     [-] read -> 5';
    expect(searched(register, picture, 30).result).toBe('none');
  });

  it('keeps the longest order that fits, the first of equal ones', () => {
    const none = searched(register, '[-] write 1\n   [---] write 2\n   [---] write 3\n        [-] read -> 9');
    expect(none.result === 'none' && [names(none.prefix), none.state]).toEqual(['abc', { k: 3 }]);
  });

  it('takes operations that touch in time as concurrent', () => {
    expect(searched(register, '[-] write 1\n  [-] read -> 0').result).toBe('found');
    expect(searched(register, '[-] write 1\n   [-] read -> 0').result).toBe('none');
  });

  it('may leave out what never returned, and may take it', () => {
    expect(searched(queue, '[ put 1\n [-] pop -> 1').result).toBe('found');
    expect(searched(queue, '[ put 1\n [-] pop -> null').result).toBe('found');
    expect(searched(queue, '[ put 1').result).toBe('found');
  });

  it('is for more than 32 operations', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${' '.repeat(3 * index)}[-] write ${index}`);
    expect(searched(register, [...lines, `${' '.repeat(120)}[-] read -> 39`].join('\n'), 100).result).toBe('found');
    const concurrent = Array.from({ length: 34 }, () => '[--] write 1').join('\n');
    expect(searched(register, `${concurrent}\n[---] write 2\n     [-] read -> 2`, 200).result).toBe('found');
  });
});

describe('a likely order', () => {
  const operation = (id: string, input: number, more: Partial<HistoryOperation>): HistoryOperation => ({
    ...historyOf(`[-] write ${input}`)[0],
    id,
    service: 'S',
    key: 'k',
    handler: 'write',
    input,
    answer: { value: undefined },
    invokedAt: 0,
    returnedAt: 10,
    ...more,
  });
  const reads = (value: number, more: Partial<HistoryOperation> = {}): HistoryOperation =>
    operation('r', 0, { handler: 'read', input: undefined, answer: { value }, invokedAt: 20, returnedAt: 30, ...more });
  const isLikely = (...history: readonly HistoryOperation[]): boolean =>
    hasWitness(new ModelSteps(register, history), history);

  it('is that in which they took effect, or that in which they returned', () => {
    const [one, two] = [operation('a', 1, { committedAt: 5 }), operation('b', 2, { committedAt: 4, returnedAt: 11 })];
    expect(isLikely(one, two, reads(1, { committedAt: 25 }))).toBe(true);
    expect(isLikely(one, two, reads(2, { committedAt: 25 }))).toBe(true);
    expect(isLikely(one, two, reads(3, { committedAt: 25 }))).toBe(false);
  });

  it('has each operation within its own span', () => {
    // In the order of returns the read sees 2, so only the other order explains 1.
    const two = operation('b', 2, { committedAt: 4, returnedAt: 11, invokedAt: 3 });
    const at = (committedAt: number): boolean =>
      isLikely(operation('a', 1, { committedAt, invokedAt: 5 }), two, reads(1, { committedAt: 25 }));
    expect([4, 5, 10, 11].map(at)).toEqual([false, true, true, false]);
  });

  it('needs the time of each operation that returned, and leaves out one without any', () => {
    const two = operation('b', 2, { committedAt: 4, returnedAt: 11 });
    const never = operation('n', 7, { returnedAt: undefined });
    expect(isLikely(operation('a', 1, {}), two, reads(1, { committedAt: 25 }))).toBe(false);
    expect(isLikely(operation('a', 1, { committedAt: 5 }), two, never, reads(1, { committedAt: 25 }))).toBe(true);
    expect(isLikely({ ...never, committedAt: 15 }, reads(7, { committedAt: 25 }))).toBe(true);
  });
});

describe('the parts of a history', () => {
  const parts = (keys: Readonly<Record<string, readonly string[]>>): readonly string[] => {
    const model: Model<null> = {
      init: null,
      apply: (state) => ({ state }),
      keysOf: ({ input }) => keys[String(input)] ?? [],
    };
    const history = Object.keys(keys).map((id) => ({
      ...historyOf('[-] x')[0],
      id,
      service: 'S',
      key: 'k',
      handler: 'x',
      input: id,
      answer: undefined,
      invokedAt: 0,
      returnedAt: 1,
    }));
    return partition(model, history).map(names);
  };

  it('are joined over any number of steps', () => {
    expect(parts({ a: ['1', '2'], b: ['3', '4'], c: ['2', '3'], d: ['5'], e: ['4', '6'], f: ['6'] })).toEqual([
      'd',
      'abcef',
    ]);
    expect(parts({ a: ['1', '2', '3'], b: ['3'], c: ['1', '1'], d: ['2', '1'] })).toEqual(['abcd']);
  });

  it('without keys are one for each service', () => {
    expect(parts({ a: [], b: ['1'], c: [], d: ['S'] })).toEqual(['b', 'acd']);
  });

  it('come smallest first', () => {
    expect(parts({ a: ['1'], b: ['1'], c: ['1'], d: ['2'], e: ['3'], f: ['3'] })).toEqual(['d', 'ef', 'abc']);
  });
});

describe('the verdict', () => {
  it('is undecided only where no part is wrong', () => {
    const hard = Array.from({ length: 8 }, (_, index) => `[--] a.write ${index}`).join('\n') + '\n    [-] a.read -> 99';
    const reads = Array.from({ length: 10 }, (_, index) => `${' '.repeat(3 * index)}[-] b.read -> 5`);
    const both = historyOf([hard, ...reads].join('\n'));
    expect(checkLinearizable(register, both, { budget: 20 })).toMatchObject({
      verdict: 'not linearizable',
      part: expect.arrayContaining([expect.objectContaining({ key: 'b' })]),
    });
    const undecided = checkLinearizable(register, historyOf(hard), { budget: 20 });
    expect(undecided.verdict === 'undecided' && undecided.part.length).toBe(9);
  });

  it('counts the parts that it had to search', () => {
    const history = historyOf('[----] a.write 1\n  [-] a.read -> 0\n[-] b.write 1');
    expect(checkLinearizable(register, history)).toEqual({ verdict: 'linearizable', searched: 0 });
    expect(checkLinearizable(register, history, { witness: false })).toEqual({ verdict: 'linearizable', searched: 2 });
  });

  it('names those that could come next in real time', () => {
    const result = checkLinearizable(
      register,
      historyOf('[--] read -> 1\n  [--] read -> 2\n   [-] read -> 3\n[ read -> 4'),
    );
    expect(result.verdict === 'not linearizable' && names(result.refused.map(({ operation }) => operation))).toBe(
      'abc',
    );
    const later = checkLinearizable(register, historyOf('[--] read -> 1\n    [--] read -> 2'));
    expect(later.verdict === 'not linearizable' && names(later.refused.map(({ operation }) => operation))).toBe('a');
  });

  it('is about failures too', () => {
    const history = historyOf('[-] a.transfer {"to":"b","amount":60} -> !402');
    expect(checkLinearizable(bank, history).verdict).toBe('linearizable');
    expect(checkLinearizable(bank, historyOf('[-] a.transfer {"to":"b","amount":60} -> !403')).verdict).toBe(
      'not linearizable',
    );
    expect(checkLinearizable(bank, historyOf('[-] a.transfer {"to":"b","amount":60} -> 402')).verdict).toBe(
      'not linearizable',
    );
  });
});
