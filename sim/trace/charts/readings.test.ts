/** Goal: what a limiter decided is read from a trace, and compared with its bound. Method: short runs, and decisions by hand. */
import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../core/clock.ts';
import type { Happening } from '../event.ts';
import {
  arrived,
  asked,
  calls,
  clear,
  clearAll,
  created,
  ended,
  eventsOf,
  json,
  killed,
  no,
  ok,
  sends,
  set,
  signalled,
  stored,
  type Happenings,
} from '../testing/happenings.ts';
import type { ChartSpec, SlidingWindowChart, TokenBucketChart } from './chart-spec.ts';
import { byKey, decisionsOf, type Decision } from './decisions.ts';
import { numberAt, valueAt } from './paths.ts';
import { jsonOfBytes } from './seen.ts';
import { windowReadings } from './sliding-window.ts';
import { bucketReadings } from './token-bucket.ts';

const CHART: SlidingWindowChart = { kind: 'sliding window', service: 'Limit', handler: 'take', limit: 1, windowMs: 10 };
const decisions = (run: readonly Happenings[], chart: ChartSpec = CHART): readonly Decision[] =>
  decisionsOf(eventsOf(...run), chart, jsonOfBytes);
const take = [asked('a', 'Limit/k/take', { n: 3 }), created('a', 'Limit/k/take')];

describe('a decision', () => {
  it('is an invocation of the limiter that has ended', () => {
    expect(decisions([take, ended('a', ok({ left: 2 }))])).toEqual([
      {
        key: 'k',
        handler: 'take',
        invocation: 'a',
        input: { n: 3 },
        answer: { left: 2 },
        state: new Map(),
        shownMs: EPOCH_MS + 3_000,
        granted: true,
        seq: 3,
        atMs: EPOCH_MS + 3_000,
      },
    ]);
    expect(decisions([take])).toEqual([]);
    expect(decisions([asked('a', 'Other/k/take'), created('a', 'Other/k/take'), ended('a')])).toEqual([]);
    expect(decisions([created('a', 'Limit/take'), ended('a')])).toMatchObject([{ key: '', input: undefined }]);
    expect(decisions([take, ended('a'), ended('a')])).toHaveLength(1);
  });

  it('has the input of the entry that called it', () => {
    for (const command of [calls('Limit/k/take', 1, 7), sends('Limit/k/take', 7)])
      expect(decisions([stored('x', 3, command), created('x/3', 'Limit/k/take'), ended('x/3')])).toMatchObject([
        { input: 7 },
      ]);
  });

  it('is a yes where the answer says it; without a path each answer is one, and each failure a no', () => {
    const granted = (result: Parameters<typeof ended>[1], path?: string): unknown =>
      decisions([take, ended('a', result)], { ...CHART, ...(path !== undefined && { granted: path }) }).map(
        (one) => one.granted,
      );
    expect(granted(ok(1))).toEqual([true]);
    expect(granted(no('full'))).toEqual([false]);
    expect(granted(ok({ yes: true }), 'answer.yes')).toEqual([true]);
    expect(granted(ok({ yes: 1 }), 'answer.yes')).toEqual([false]);
    expect(granted(no('full'), 'answer.yes')).toEqual([]);
  });

  it('of another handler decides nothing; its failure is none', () => {
    const other = created('a', 'Limit/k/set');
    expect(decisions([other, ended('a', ok(1))])).toMatchObject([{ handler: 'set', granted: undefined }]);
    expect(decisions([other, ended('a', no('x'))])).toEqual([]);
  });

  it('of an invocation that was killed is lost', () => {
    expect(decisions([take, killed('a'), killed('z'), ended('a', no('killed'))])).toEqual([]);
  });

  it('has the state as the handler left it, by key', () => {
    const b = [created('b', 'Limit/j/take'), stored('b', 1, set('n', 9))];
    const state = (...run: readonly Happenings[]): unknown =>
      Object.fromEntries(decisions([take, run, ended('a')])[0]?.state ?? []);
    expect(state(stored('a', 1, set('n', 1)), stored('a', 2, set('m', [2])), b)).toEqual({ n: 1, m: [2] });
    expect(state(stored('a', 1, set('n', 1)), stored('a', 2, set('m', 2)), stored('a', 3, clear('n')))).toEqual({
      m: 2,
    });
    expect(state(stored('a', 1, set('n', 1)), stored('a', 2, clearAll))).toEqual({});
    expect(state(stored('z', 1, set('n', 1)))).toEqual({});
    const replaced = (key: string, applied: boolean): Happening => ({
      type: 'state replaced',
      key,
      applied,
      state: { n: json(5) },
    });
    expect(state(stored('a', 1, set('m', 1)), replaced('Limit/k', true))).toEqual({ n: 5 });
    expect(state(replaced('Limit/k', false), replaced('Limit/j', true), replaced('Other/k', true))).toEqual({});
    // A later change is not seen by an earlier decision.
    const first = decisions([take, ended('a'), created('c', 'Limit/k/take'), stored('c', 1, set('n', 1))])[0];
    expect(first?.state.size).toBe(0);
  });

  it('has the moment that a run brought, or that a path names, or its own end', () => {
    const shown = (chart: Partial<SlidingWindowChart>, ...run: readonly Happenings[]): unknown =>
      decisions([take, run, ended('a', ok({ at: 40 }))], { ...CHART, ...chart })[0]?.shownMs;
    expect(shown({}, arrived('a', 'Run', 1, ok(77)), arrived('a', 'Run', 2, ok(78)))).toBe(77);
    expect(shown({}, arrived('a', 'Run', 1, ok('x')), arrived('a', 'Run', 2, ok(78)))).toBe(78);
    expect(
      shown(
        {},
        arrived('a', 'Sleep', 1, ok(5)),
        signalled('a', { index: 1 }, ok(5)),
        arrived('z', 'Run', 1, ok(5)),
        arrived('a', 'Run', 1),
        arrived('a', 'Run', 1, no('x')),
      ),
    ).toBe(EPOCH_MS + 8_000);
    expect(shown({ atMs: 'answer.at' }, arrived('a', 'Run', 1, ok(77)))).toBe(40);
    expect(shown({ atMs: 'answer.none' }, arrived('a', 'Run', 1, ok(77)))).toBe(77);
  });

  it('belongs to a key, in order', () => {
    const all = decisions([
      created('a', 'Limit/k/take'),
      created('b', 'Limit/j/take'),
      created('c', 'Limit/k/take'),
      ended('a'),
      ended('b'),
      ended('c'),
    ]);
    expect([...byKey(all)].map(([key, own]) => [key, own.map(({ invocation }) => invocation)])).toEqual([
      ['k', ['a', 'c']],
      ['j', ['b']],
    ]);
  });
});

describe('a path', () => {
  const values = {
    input: { a: { b: 1 }, list: [4] },
    answer: 'x',
    state: new Map<string, unknown>([
      ['s', { n: 2 }],
      ['s.n', { m: 3 }],
    ]),
  };

  it('leads into input, answer and state', () => {
    expect(
      ['input.a.b', 'input.list.0', 'input', 'answer', 'state.s.n.m', 'state.s'].map((path) => valueAt(values, path)),
    ).toEqual([1, 4, values.input, 'x', 3, { n: 2 }]);
    expect(valueAt({ ...values, state: new Map([['s', { n: 2 }]]) }, 'state.s.n')).toBe(2);
    expect(
      ['input.z', 'input.a.b.c', 'answer.length', 'other.a', 'state', 'state.z', 'input.toString'].map((path) =>
        valueAt(values, path),
      ),
    ).toEqual(Array.from({ length: 7 }, () => undefined));
    expect(valueAt({ ...values, input: null }, 'input.a')).toBeUndefined();
  });

  it('names a number, or is one', () => {
    expect([
      numberAt(values, 5),
      numberAt(values, 'input.a.b'),
      numberAt(values, 'answer'),
      numberAt(values, undefined),
      numberAt(values, NaN),
      numberAt(values, Infinity),
    ]).toEqual([5, 1, undefined, undefined, undefined, undefined]);
  });
});

it('JSON is read from bytes', () => {
  expect([
    jsonOfBytes(json({ a: 1 })),
    jsonOfBytes(new Uint8Array()),
    jsonOfBytes(json('x').subarray(0, 1)),
    jsonOfBytes('1'),
  ]).toEqual([{ a: 1 }, undefined, undefined, undefined]);
});

const at = (shownMs: number, more: Partial<Decision> = {}): Decision => ({
  input: undefined,
  answer: undefined,
  state: new Map(),
  key: 'k',
  handler: 'take',
  invocation: 'a',
  shownMs,
  granted: true,
  seq: 1,
  atMs: shownMs,
  ...more,
});

describe('a sliding window', () => {
  const chart: SlidingWindowChart = { ...CHART, limit: 2, windowMs: 10 };
  const read = (...all: readonly Decision[]) => windowReadings(all, chart);

  it('counts the admissions after its start, up to now', () => {
    expect(read(at(0), at(5), at(10), at(11))).toMatchObject([
      {
        instantMs: 0,
        sinceMs: undefined,
        before: 0,
        after: 1,
        earliest: 0,
        agesMs: [],
        limit: 2,
        windowMs: 10,
        admitted: true,
      },
      { instantMs: 5, sinceMs: 5, before: 1, after: 2, earliest: 0, agesMs: [5] },
      { instantMs: 10, sinceMs: 5, before: 1, after: 2, earliest: 1, agesMs: [10, 5] },
      { instantMs: 11, sinceMs: 1, before: 2, after: 3, earliest: 1, agesMs: [11, 6, 1] },
    ]);
    expect(read(at(0), at(12))[1]).toMatchObject({ before: 0, earliest: 1, agesMs: [] });
  });

  it('does not count what was refused, or what decided nothing', () => {
    expect(read(at(0), at(1, { granted: false }), at(2, { granted: undefined }), at(3))).toMatchObject([
      {},
      { before: 1, after: 1, admitted: false },
      { before: 1, after: 1, admitted: undefined },
      { before: 1, after: 2, earliest: 0 },
    ]);
  });

  it('stands still where the clock is set back', () => {
    expect(read(at(10), at(4), at(5))).toMatchObject([
      {},
      { instantMs: 10, sinceMs: -6, before: 1, after: 2 },
      { instantMs: 10, sinceMs: -5, before: 2 },
    ]);
  });

  it('is not judged without its limits', () => {
    const own: SlidingWindowChart = { ...CHART, limit: 'input.limit', windowMs: 'input.windowMs' };
    const one = at(0, { input: { limit: 1, windowMs: 5 } });
    expect(windowReadings([at(0, { input: { limit: 1 } }), at(0, { input: { windowMs: 1 } }), one], own)).toMatchObject(
      [{ limit: 1, windowMs: 5 }],
    );
  });
});

describe('a token bucket', () => {
  const chart: TokenBucketChart = {
    kind: 'token bucket',
    service: 'Limit',
    handler: 'take',
    tokens: 'input',
    capacity: 10,
    refill: { amount: 1, everyMs: 2 },
  };
  const read = (of: TokenBucketChart, ...all: readonly Decision[]) => bucketReadings(all, of);
  const ask = (shownMs: number, input: number, more: Partial<Decision> = {}): Decision =>
    at(shownMs, { input, ...more });

  it('begins full, pays for each grant, and fills at its rate up to its capacity', () => {
    expect(read(chart, ask(0, 4), ask(2, 3), ask(4, 1, { granted: false }), ask(100, 1))).toEqual([
      {
        decision: ask(0, 4),
        tokens: 4,
        granted: true,
        capacity: 10,
        ratePerMs: 0.5,
        before: 10,
        after: 6,
        unbounded: 10,
        sinceMs: undefined,
        stored: undefined,
      },
      expect.objectContaining({ tokens: 3, before: 7, after: 4, unbounded: 7, sinceMs: 2 }),
      expect.objectContaining({ granted: false, before: 5, after: 5, sinceMs: 2 }),
      expect.objectContaining({ before: 10, after: 9, unbounded: 53, sinceMs: 96 }),
    ]);
  });

  it('fills by nothing where the clock is set back, and counts from the latest instant', () => {
    expect(read(chart, ask(10, 4), ask(4, 1), ask(12, 1))).toMatchObject([
      {},
      { sinceMs: -6, before: 6, after: 5 },
      { sinceMs: 2, before: 6 },
    ]);
  });

  it('asks for one token unless it says otherwise', () => {
    const { tokens: _tokens, ...one } = chart;
    expect(read(one, ask(0, 4))).toMatchObject([{ tokens: 1, after: 9 }]);
    expect(read(chart, at(0, { input: 'x' }))).toMatchObject([{ tokens: 0, after: 10 }]);
  });

  it('has the level that the limiter stores, in tokens', () => {
    const stores: TokenBucketChart = {
      ...chart,
      level: 'state.level',
      capacity: 1_000,
      refill: { amount: 100, everyMs: 2 },
      unitsPerToken: 100,
    };
    expect(read(stores, ask(0, 4, { state: new Map([['level', 250]]) }))).toMatchObject([
      { capacity: 10, ratePerMs: 0.5, stored: 2.5 },
    ]);
    expect(read(stores, ask(0, 4))).toMatchObject([{ stored: undefined }]);
  });

  it('is not judged without its limits, or with no time in which it fills', () => {
    const own: TokenBucketChart = { ...chart, capacity: 'state.c', refill: { amount: 'state.a', everyMs: 'state.e' } };
    const with_ = (state: object): Decision => ask(0, 1, { state: new Map(Object.entries(state)) });
    expect(
      read(own, with_({ a: 1, e: 1 }), with_({ c: 1, e: 1 }), with_({ c: 1, a: 1 }), with_({ c: 1, a: 1, e: 0 })),
    ).toEqual([]);
    expect(read(own, with_({ c: 4, a: 1, e: 1 }), with_({ a: 1 }))).toMatchObject([
      { capacity: 4, after: 3 },
      { capacity: 4, before: 3 },
    ]);
  });

  it('changes its limits: a smaller capacity holds less at once', () => {
    const own: TokenBucketChart = { ...chart, capacity: 'state.c' };
    const with_ = (c: number, shownMs: number): Decision => ask(shownMs, 1, { state: new Map([['c', c]]) });
    expect(read(own, with_(10, 0), with_(4, 0), with_(10, 100))).toMatchObject([
      { after: 9 },
      { capacity: 4, before: 4, after: 3 },
      { capacity: 10, before: 4, unbounded: 53 },
    ]);
  });

  it('takes only what decides', () => {
    expect(read(chart, ask(0, 4, { granted: undefined, handler: 'look' }))).toEqual([]);
  });

  describe('that is configured', () => {
    const own: TokenBucketChart = { ...chart, capacity: 'state.c', configure: { handler: 'set', full: 'answer.full' } };
    const configured = (c: number, shownMs: number, full?: boolean): Decision =>
      at(shownMs, { handler: 'set', granted: undefined, state: new Map([['c', c]]), answer: { full } });

    it('is not judged before, and is full then', () => {
      expect(read(own, ask(0, 1), configured(6, 5), ask(5, 2))).toMatchObject([
        { tokens: 0, capacity: 6, before: 6, after: 6, granted: undefined },
        { tokens: 2, before: 6, after: 4 },
      ]);
    });

    it('keeps the limits until it is configured again', () => {
      const asks = ask(5, 2, { state: new Map([['c', 99]]) });
      expect(read(own, configured(6, 5), asks)).toMatchObject([{}, { capacity: 6 }]);
      expect(read(own, configured(6, 5), ask(5, 5), configured(8, 5), ask(5, 1))).toMatchObject([
        {},
        { after: 1 },
        { capacity: 8, before: 1 },
        { before: 1 },
      ]);
    });

    it('allows a limiter to keep the instant of a request that it refuses, and to write nothing then', () => {
      // Kept: at 12 there is what filled until 20.
      expect(read(own, configured(6, 10), ask(10, 6), ask(20, 6, { granted: false }), ask(12, 5))).toMatchObject([
        {},
        { after: 0 },
        { before: 5 },
        { before: 5, after: 0 },
      ]);
      // Nothing written: the new rate holds from 10 on.
      const rated: TokenBucketChart = { ...own, refill: { amount: 'state.a', everyMs: 2 } };
      const set = (a: number, shownMs: number): Decision =>
        at(shownMs, { handler: 'set', granted: undefined, state: new Map(Object.entries({ c: 6, a })), answer: {} });
      const after = [ask(10, 6), ask(12, 6, { granted: false }), set(10, 4), ask(12, 6)];
      expect(read(rated, set(1, 10), ...after)).toMatchObject([
        {},
        { after: 0 },
        { before: 1 },
        {},
        { before: 6, after: 0 },
      ]);
    });

    it('is full again where it says so, and counts from that instant', () => {
      expect(read(own, configured(6, 50), ask(50, 5), configured(8, 20, true), ask(22, 1))).toMatchObject([
        {},
        { after: 1 },
        { before: 8, after: 8 },
        { sinceMs: 2, before: 8, unbounded: 9 },
      ]);
      const never: TokenBucketChart = { ...own, configure: { handler: 'set' } };
      expect(read(never, configured(6, 5), ask(5, 5), configured(8, 5, true))).toMatchObject([{}, {}, { before: 1 }]);
    });

    it('is not judged where its limits are unknown', () => {
      expect(read(own, at(0, { handler: 'set', granted: undefined }), ask(1, 1))).toEqual([]);
    });
  });
});
