/** Goal: one writer per key, as the server defines it. Method: short runs, each with one event that breaks the rule, or just not. */
import { describe, expect, it } from 'vitest';
import {
  arrived,
  began,
  created,
  ended,
  failed,
  gaveBack,
  get,
  happened,
  clear,
  clearAll,
  paused,
  queued,
  runs,
  set,
  stored,
  took,
  waits,
} from '../trace/testing/happenings.ts';
import { oneWriterPerKey } from './exclusivity.ts';
import { judged } from './testing/judged.ts';

/** Two requests for one key; the first has the lock and runs. */
const first = [created('a', 'Bank/ann/debit'), took('a', 'Bank/ann'), began('a')];
const second = [created('b', 'Bank/ann/credit'), queued('b', 'Bank/ann')];
const FAULT = 'This is a fault of the server model.';

describe('a lock', () => {
  it('has one holder after another', () => {
    const run = [...first, ...second, ended('a'), gaveBack('a', 'Bank/ann'), took('b', 'Bank/ann'), began('b')];
    expect(judged(oneWriterPerKey, run)).toEqual({ said: [], atEnd: undefined, left: [], exercised: 1 });
  });

  it('is not taken while another holds it', () => {
    const { said } = judged(oneWriterPerKey, [...first, ...second, took('b', 'Bank/ann')]);
    expect(said).toEqual([
      {
        message: `credit of Bank/ann (invocation b) got the lock of Bank/ann at 6 s while debit of Bank/ann (invocation a) held it since 2 s; it must wait until that invocation has ended. ${FAULT}`,
        events: [2, 6],
        handler: 'Bank/credit',
        kind: 'overlap',
      },
    ]);
  });

  it('is needed to start', () => {
    expect(judged(oneWriterPerKey, [created('a', 'Bank/ann/debit'), began('a')]).said).toEqual([
      {
        message: `debit of Bank/ann (invocation a) started at 2 s without the lock of Bank/ann; no invocation holds it. An exclusive handler must wait for the lock of its key. ${FAULT}`,
        events: [2],
        handler: 'Bank/debit',
        kind: 'overlap',
      },
    ]);
    const [other] = judged(oneWriterPerKey, [...first, ...second, began('b')]).said;
    expect(other).toMatchObject({
      events: [2, 6],
      message: expect.stringContaining('; debit of Bank/ann (invocation a) holds it.'),
    });
  });

  it.each(['SHARED', 'WORKFLOW'] as const)('is not needed by a handler of kind %s', (kind) => {
    const run = [created('a', 'Bank/ann/total', kind), began('a'), stored('a', 1, set('x'))];
    expect(judged(oneWriterPerKey, run).said).toEqual([]);
  });

  it('counts how often one had to wait for it', () => {
    expect(judged(oneWriterPerKey, first).exercised).toBe(0);
    expect(judged(oneWriterPerKey, [...first, ...second, queued('b', 'Bank/ann')]).exercised).toBe(2);
  });
});

describe('a write', () => {
  it.each([
    [set('x', 1), 'wrote state of Bank/ann'],
    [clear('x'), 'wrote state of Bank/ann'],
    [clearAll, 'wrote state of Bank/ann'],
    [get('x', 1), 'appended GetEagerState to its journal'],
  ])('without the lock is a breach: %o', (command, words) => {
    const run = [...first, ...second, stored('b', 4, command)];
    expect(judged(oneWriterPerKey, run).said).toEqual([
      {
        message: `credit of Bank/ann (invocation b) ${words} (entry 4) at 6 s without the lock of Bank/ann; debit of Bank/ann (invocation a) held it. The server must drop what other invocations than the holder send. ${FAULT}`,
        events: [2, 6],
        handler: 'Bank/credit',
        kind: 'write without the lock',
      },
    ]);
  });

  it('after the lock was given back names no holder', () => {
    const [said] = judged(oneWriterPerKey, [...first, gaveBack('a', 'Bank/ann'), stored('a', 1, set('x'))]).said;
    expect(said).toMatchObject({ events: [5], message: expect.stringContaining('; no invocation held it. ') });
  });

  it('of the holder is accepted from its current attempt', () => {
    expect(judged(oneWriterPerKey, [...first, stored('a', 1, set('x'))]).said).toEqual([]);
  });

  it('of an earlier attempt is a breach', () => {
    const run = [...first, began('a', 2), stored('a', 1, set('x'), 1)];
    expect(judged(oneWriterPerKey, run).said).toEqual([
      {
        message: `debit of Bank/ann (invocation a): attempt 1 wrote state of Bank/ann at 5 s, although the server had given up that attempt. The server must drop what a zombie sends. ${FAULT}`,
        events: [5],
        handler: 'Bank/debit',
        kind: 'zombie accepted',
      },
    ]);
  });

  it.each([[failed('a', 'x')], [waits('a', 'c1')], [paused('a', 'x')], [ended('a')]])(
    'after the end of its attempt is a breach: %o',
    (end) => {
      const [said] = judged(oneWriterPerKey, [...first, end, stored('a', 1, get('x'))]).said;
      expect(said).toMatchObject({
        kind: 'zombie accepted',
        message: expect.stringContaining(': attempt 1 appended GetEagerState to its journal at 5 s'),
      });
    },
  );
});

describe('the result of a run', () => {
  it('is accepted from a live attempt only', () => {
    const run = [...first, stored('a', 1, runs('pay', 1)), arrived('a', 'Run', 1)];
    expect(judged(oneWriterPerKey, run).said).toEqual([]);
    const dead = [...first, stored('a', 1, runs('pay', 1)), failed('a', 'x'), arrived('a', 'Run', 1)];
    expect(judged(oneWriterPerKey, dead).said).toMatchObject([
      {
        kind: 'zombie accepted',
        events: [6],
        message: expect.stringContaining(': an attempt stored the result of a run at 6 s, although'),
      },
    ]);
  });

  it('is the only completion that comes from an attempt', () => {
    const run = [...first, failed('a', 'x'), arrived('a', 'Sleep', 1)];
    expect(judged(oneWriterPerKey, run).said).toEqual([]);
  });
});

describe('an effect of a zombie', () => {
  const taken = [...first, ...second, gaveBack('a', 'Bank/ann'), took('b', 'Bank/ann')];

  it('is no matter while the next holder has not started', () => {
    const run = [...taken, happened('pay', 'a', { zombie: true })];
    expect(judged(oneWriterPerKey, run)).toMatchObject({ said: [], exercised: 1 });
  });

  it('is advice once the next holder has started', () => {
    const run = [...taken, began('b'), happened('pay', 'a', { zombie: true })];
    expect(judged(oneWriterPerKey, run)).toMatchObject({
      said: [
        {
          message:
            'The effect "pay" of Bank/debit happened after the server had given up its attempt and the next holder of the key had started. The code of a killed or disconnected attempt may keep running for a while; where that does harm, send a version that the outside system checks, and declare the effect `fenced: true`.',
          events: [8, 9],
          handler: 'Bank/debit',
          kind: 'zombie effect pay',
          advice: true,
        },
      ],
      exercised: 2,
    });
  });

  it('is a breach where the outside world should have refused it', () => {
    const run = [...taken, began('b'), happened('pay', 'a', { zombie: true, fenced: true })];
    expect(judged(oneWriterPerKey, run).said).toEqual([
      {
        message:
          'debit of Bank/ann (invocation a) made the effect "pay" happen at 9 s as a zombie: it had lost the key Bank/ann, and credit of Bank/ann (invocation b) had started on it at 8 s. The effect is declared fenced, so it must refuse a stale caller: let the handler send a version that grows, and let `apply` throw when it has seen a later one.',
        events: [8, 9],
        handler: 'Bank/debit',
        kind: 'zombie effect pay',
      },
    ]);
  });

  it('is harmless where the outside world did nothing new, or in its own key', () => {
    const repeated = [...taken, began('b'), happened('pay', 'a', { zombie: true, repeated: true })];
    expect(judged(oneWriterPerKey, repeated)).toMatchObject({ said: [], exercised: 2 });
    const own = [...first, began('a', 2), happened('pay', 'a', { zombie: true })];
    expect(judged(oneWriterPerKey, own)).toMatchObject({ said: [], exercised: 0 });
  });

  it('is nothing where it is no zombie, comes from a test, or has no key', () => {
    for (const event of [
      happened('pay', 'a'),
      happened('pay', undefined, { zombie: true }),
      happened('pay', 'z', { zombie: true }),
    ])
      expect(judged(oneWriterPerKey, [...taken, began('b'), event]).said).toEqual([]);
    const shared = [
      ...taken,
      began('b'),
      created('s', 'Bank/ann/total', 'SHARED'),
      happened('pay', 's', { zombie: true }),
    ];
    expect(judged(oneWriterPerKey, shared).said).toEqual([]);
  });
});

it('names what it does not know by its address', () => {
  const { said } = judged(oneWriterPerKey, [took('x', 'Bank/ann'), took('y', 'Bank/ann')]);
  expect(said).toMatchObject([
    { message: expect.stringMatching(/^invocation y got the lock .* while invocation x held it/), handler: undefined },
  ]);
});

it('is about exclusive handlers', () => {
  expect(oneWriterPerKey).toMatchObject({ name: 'one writer per key', about: 'EXCLUSIVE' });
});
