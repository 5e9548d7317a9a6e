/** Goal: the verdict says what no order explains. Method: a counter, short runs of clients, and the words about them. */
import { describe, expect, it } from 'vitest';
import { LimitReached } from '../../core/errors.ts';
import { answered, asked, created, type Happenings } from '../../trace/testing/happenings.ts';
import { judged, type Judged } from '../testing/judged.ts';
import { linearizable } from './invariant.ts';
import type { Model } from './model.ts';

/** Counts up by the input; refuses to go over ten, and cannot be reset at all. */
const counter: Model<Readonly<Record<string, number>>> = {
  init: {},
  apply: (state, { handler, key = '', input }) => {
    const has = state[key] ?? 0;
    if (handler === 'reset') return undefined;
    if (handler === 'note') return { state };
    const next = has + Number(input ?? 0);
    return next > 10 ? { state, failure: 400 } : { state: { ...state, [key]: next }, value: next };
  },
};
const judge = <State>(model: Model<State>, ...run: readonly Happenings[]): Judged => judged(linearizable(model), run);
const one = (name: string, to: string, input: unknown, output: unknown, status = 200): Happenings => [
  asked(name, to, input),
  created(name, to),
  answered(name, output, status),
];

it('holds where an order explains each response, and counts those', () => {
  const run = [
    one('a', 'Count/k/add', 1, 1),
    one('b', 'Count/k/add', 1, 2),
    asked('c', 'Count/k/add', 1),
    created('c', 'Count/k/add'),
  ];
  expect(judge(counter, run)).toEqual({ said: [], atEnd: undefined, left: [], exercised: 2 });
  expect(linearizable(counter).name).toBe('answers fit the model, one operation after another');
});

describe('a response that no order explains', () => {
  const END =
    'Either an update was lost or became visible too early or too late, or the model does not describe the services.';

  it('is shown with the longest order that fits', () => {
    expect(judge(counter, one('a', 'Count/k/add', 1, 1), one('b', 'Count/k/add', 1, 1)).atEnd).toEqual({
      message: `No order of the 2 operations on Count/k explains the responses of the clients. The longest order that fits is a Count/k/add(1) (got 1); it leads to the state {"k":1}. There, one of these had to come next, and none can: b Count/k/add(1) (got 1), for which the model says 2. ${END}`,
      events: [1, 3, 4, 6],
      handler: 'Count/add',
      kind: 'not linearizable',
    });
  });

  it('is shown from the initial state where nothing fits', () => {
    expect(judge(counter, one('a', 'Count/k/add', 1, 5)).atEnd?.message).toBe(
      `No order of the 1 operation on Count/k explains the responses of the clients. From the initial state {}, one of these had to come next, and none can: a Count/k/add(1) (got 5), for which the model says 1. ${END}`,
    );
  });

  it('is any of several, which the model refuses in its own way', () => {
    const concurrent = [
      [asked('a', 'Count/k/add', 11), created('a', 'Count/k/add')],
      [asked('b', 'Count/k/note'), created('b', 'Count/k/note')],
      [asked('c', 'Count/k/reset'), created('c', 'Count/k/reset')],
      [answered('a', 11), answered('b', 1), answered('c', 'x', 500)],
    ];
    expect(judge(counter, concurrent).atEnd?.message).toContain(
      'none can: a Count/k/add(11) (got 11), for which the model says failure 400; b Count/k/note() (got 1), for which the model says nothing; c Count/k/reset() (got failure 500), for which the model says that it is impossible. ',
    );
  });

  it('is shown with the last six operations, and with one that has no response', () => {
    const many = Array.from({ length: 7 }, (_, index) => one(`a${index}`, 'Count/k/add', 1, index + 1));
    const lost = [asked('x', 'Count/k/add', 1), created('x', 'Count/k/add')];
    const message = judge(counter, many, one('z', 'Count/k/add', 1, 5)).atEnd?.message;
    expect(message).toContain('The longest order that fits is (1 earlier), a1 Count/k/add(1) (got 2), ');
    expect(judge(counter, lost, one('y', 'Count/k/add', 1, 2), one('z', 'Count/k/add', 1, 9)).atEnd?.message).toContain(
      'is x Count/k/add(1) (no response), y Count/k/add(1) (got 2); it leads',
    );
    const six = judge(counter, many.slice(0, 6), one('z', 'Count/k/add', 1, 5)).atEnd?.message;
    expect(six).toContain('The longest order that fits is a0 Count/k/add(1) (got 1), a1');
  });

  it('is about few keys by name', () => {
    const joined: typeof counter = { ...counter, keysOf: ({ key = '' }) => ['all', key] };
    const on = (...keys: readonly string[]): unknown =>
      / on (.*) explains/.exec(
        judge(
          joined,
          keys.map((key) => one(key, `Count/${key}/add`, 1, 7)),
        ).atEnd?.message ?? '',
      )?.[1];
    expect(on('a', 'b', 'c', 'd')).toBe('Count/a, Count/b, Count/c, Count/d');
    expect(on('a', 'b', 'c', 'd', 'e')).toBe('Count/a, Count/b, Count/c, Count/d and 1 more key');
    expect(on('a', 'b', 'c', 'd', 'e', 'f')).toContain(' and 2 more keys');
    expect(judge(counter, one('a', 'Count/add', 1, 7)).atEnd?.message).toContain(' on Count explains');
  });
});

it('is about what the model covers', () => {
  const only: typeof counter = { ...counter, covers: ({ handler }) => handler === 'add' };
  expect(judge(only, one('a', 'Count/k/reset', 1, 7), one('b', 'Count/k/add', 1, 1))).toMatchObject({
    atEnd: undefined,
    exercised: 1,
  });
});

it('is undecided where there are too many orders', () => {
  const names = Array.from({ length: 22 }, (_, index) => `a${index}`);
  const run = [
    names.map((name, index) => [asked(name, 'Set/k/put', 2 ** index), created(name, 'Set/k/put')]),
    names.map((name) => answered(name)),
    one('z', 'Set/k/get', undefined, -1),
  ];
  const sums: Model<number> = {
    init: 0,
    apply: (state, { handler, input }) =>
      handler === 'put' ? { state: state + Number(input) } : { state, value: state },
  };
  expect(() => judge(sums, run)).toThrow(
    new LimitReached(
      'linearizability',
      'The 23 operations on Set/k have too many possible orders to check all of them; use more keys or fewer operations.',
    ),
  );
});
