/** Goal: a reader between two writes of one change is noticed. Method: a writer of two values, a reader, and each order. */
import { describe, expect, it } from 'vitest';
import {
  began,
  calls,
  clear,
  created,
  ended,
  get,
  removed,
  runs,
  set,
  sleeps,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): readonly unknown[] => judged(adviceWithout([]), run).said;
const writer = [created('w', 'Bank/ann/move'), began('w')];
const reader = [created('r', 'Bank/ann/look', 'SHARED'), began('r')];
const first = stored('w', 1, set('from', 1));
const waits = stored('w', 2, runs('pay', 1));
const second = stored('w', 3, set('to', 1));
const readsBoth = [stored('r', 1, get('from', 1)), stored('r', 2, get('to'))];

describe('a reader between two writes', () => {
  it('has seen half of the change', () => {
    expect(said(writer, first, waits, reader, readsBoth, second)).toEqual([
      {
        message:
          'move of Bank/ann (invocation w) writes "from" (entry 1), waits (entry 2), and writes "to" at 9 s (entry 3); look of Bank/ann (invocation r) read both in between, so it saw half of the change. If they belong together, write them without an await in between, or keep them under one state name; declare `together` to make it a finding. (half-change)',
        events: [3, 8, 9],
        handler: 'Bank/look',
        kind: 'half-change',
        location: 'half-change Bank/move from to Bank/look',
        advice: true,
      },
    ]);
  });

  it.each([
    [calls('Mail/send', 1)],
    [sleeps(1, 1)],
    [{ type: 'GetPromise', key: 'p', completion: 1 } as const],
    [{ type: 'AttachInvocation', target: 'x', completion: 1 } as const],
  ])('may begin in any wait: %o', (wait) => {
    expect(said(writer, first, stored('w', 2, wait), reader, readsBoth, second)).toHaveLength(1);
  });

  it('may begin before the wait', () => {
    expect(said(writer, first, reader, readsBoth, waits, second)).toHaveLength(1);
  });
});

describe('it is no half change', () => {
  it('without a wait between the writes', () => {
    expect(said(writer, first, reader, readsBoth, second)).toEqual([]);
    expect(
      said(writer, waits, stored('w', 3, set('from', 1)), reader, readsBoth, stored('w', 4, set('to', 1))),
    ).toEqual([]);
    for (const step of [get('x'), clear('x')])
      expect(said(writer, first, stored('w', 2, step), reader, readsBoth, second)).toEqual([]);
  });

  it('where the reader began before the first write, or after the second', () => {
    expect(said(writer, reader, first, waits, readsBoth, second)).toEqual([]);
    expect(said(writer, first, waits, second, reader, readsBoth)).toEqual([]);
  });

  it('where it read only one of them, or reads after the second write', () => {
    expect(said(writer, first, waits, reader, stored('r', 1, get('from', 1)), second)).toEqual([]);
    expect(said(writer, first, waits, reader, stored('r', 1, get('to')), second)).toEqual([]);
    expect(said(writer, first, waits, reader, second, readsBoth)).toEqual([]);
  });

  it('where the second value is the first one, or was written before too', () => {
    expect(said(writer, first, waits, reader, readsBoth, stored('w', 3, set('from', 2)))).toEqual([]);
    const before = stored('w', 1, set('to', 0));
    expect(said(writer, before, first, waits, reader, readsBoth, second)).toEqual([]);
  });

  it('where the key, the kind or the invocation is another one', () => {
    const other = [created('r', 'Bank/bob/look', 'SHARED'), began('r')];
    expect(said(writer, first, waits, other, readsBoth, second)).toEqual([]);
    const exclusive = [created('r', 'Bank/ann/look'), began('r')];
    expect(said(writer, first, waits, exclusive, readsBoth, second)).toEqual([]);
    const next = [created('v', 'Bank/ann/move'), began('v'), stored('v', 3, set('to', 1))];
    expect(said(writer, first, waits, reader, readsBoth, next)).toEqual([]);
    const flow = [created('w', 'Bank/ann/move', 'WORKFLOW'), began('w')];
    expect(said(flow, first, waits, reader, readsBoth, second)).toEqual([]);
    const plain = [created('w', 'Bank/move'), began('w')];
    expect(said(plain, first, waits, reader, readsBoth, second)).toEqual([]);
    expect(
      said(created('v', 'Bank/ann/move'), writer, first, stored('v', 2, runs('p', 1)), reader, readsBoth, second),
    ).toEqual([]);
  });

  it.each([ended, removed])('where the writer or the reader is gone: %o', (gone) => {
    expect(said(writer, first, waits, gone('w'), reader, readsBoth, second)).toEqual([]);
    expect(said(writer, first, waits, reader, gone('r'), readsBoth, second)).toEqual([]);
    // Another invocation of the key does not end the change.
    expect(
      said(writer, first, waits, reader, created('v', 'Bank/ann/move'), gone('v'), readsBoth, second),
    ).toHaveLength(1);
    expect(said(writer, first, waits, reader, gone('z'), readsBoth, second)).toHaveLength(1);
  });
});

it('a value that was written after the reader began is not the first one', () => {
  const reads = [stored('r', 1, get('b')), stored('r', 2, get('to'))];
  expect(
    said(
      writer,
      first,
      reader,
      reads,
      stored('w', 2, set('b', 1)),
      stored('w', 3, runs('p', 1)),
      stored('w', 4, set('to', 1)),
    ),
  ).toEqual([]);
});

it('names the first of several values that the reader has seen', () => {
  const both = [stored('w', 1, set('a', 1)), stored('w', 2, set('b', 1)), stored('w', 3, runs('p', 1)), reader];
  const readsAll = [stored('r', 1, get('b', 1)), stored('r', 2, get('a', 1)), stored('r', 3, get('to'))];
  expect(said(writer, both, readsAll, stored('w', 4, set('to', 1)))).toMatchObject([
    { location: 'half-change Bank/move a to Bank/look' },
  ]);
  const more = [stored('w', 1, set('a', 1)), stored('w', 1, set('b', 1)), waits];
  const readsB = [stored('r', 1, get('b', 1)), stored('r', 2, get('to'))];
  expect(said(writer, more, reader, readsB, second)).toMatchObject([
    { location: 'half-change Bank/move b to Bank/look' },
  ]);
});
