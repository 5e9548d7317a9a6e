/** Goal: fields that belong together are seen together. Method: one writer of two fields, one shared reader, and every order. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '../trace/event.ts';
import {
  began,
  clear,
  clearAll,
  created,
  ended,
  get,
  getLazy,
  removed,
  set,
  stored,
  type Happenings,
} from '../trace/testing/happenings.ts';
import type { Breach } from './invariant.ts';
import { judged } from './testing/judged.ts';
import { noTornReads } from './torn-reads.ts';

const together = noTornReads([['from', 'to']]);
const said = (...run: readonly Happenings[]): readonly Breach[] => judged(together, run).said;

const writer = created('w', 'Bank/ann/move');
const reader = [created('r', 'Bank/ann/look', 'SHARED'), began('r')];
const writes = (name: string, entry: number): Happening => stored('w', entry, set(name, entry));
const reads = (name: string, entry: number): Happening => stored('r', entry, getLazy(name, entry));
const ADVICE =
  'half of one change. The scenario declares that they belong together. Keep them under one state name, so that one write changes both, or make Bank/look an exclusive handler.';

describe('a reader of two fields', () => {
  it('sees both or none', () => {
    expect(said(writer, reader, reads('from', 1), reads('to', 2), writes('from', 1), writes('to', 2))).toEqual([]);
    expect(said(writer, writes('from', 1), writes('to', 2), reader, reads('from', 1), reads('to', 2))).toEqual([]);
  });

  it('has seen half when the other field is written later', () => {
    expect(said(writer, writes('from', 1), reader, reads('from', 1), reads('to', 2), writes('to', 2))).toEqual([
      {
        message: `look of Bank/ann (invocation r) read "from" after move of Bank/ann (invocation w) had written it, but "to" before that invocation wrote it at 7 s: ${ADVICE}`,
        events: [2, 5, 6, 7],
        handler: 'Bank/look',
        kind: 'torn from to',
      },
    ]);
  });

  it('has seen half when it has read the other field before', () => {
    expect(said(writer, reader, reads('to', 1), writes('from', 1), writes('to', 2), reads('from', 2))).toEqual([
      {
        message: `look of Bank/ann (invocation r) read "from" after move of Bank/ann (invocation w) had written it, but "to" before that invocation wrote it: ${ADVICE}`,
        events: [4, 5, 6, 7],
        handler: 'Bank/look',
        kind: 'torn from to',
      },
    ]);
  });

  it('reads from its snapshot where the state is eager', () => {
    const eager = (name: string, entry: number): Happening => stored('r', entry, get(name));
    expect(said(writer, reader, writes('from', 1), eager('from', 1), eager('to', 2), writes('to', 2))).toEqual([]);
    expect(said(writer, writes('from', 1), reader, eager('from', 1), eager('to', 2), writes('to', 2))).toHaveLength(1);
    // Before its first attempt, the snapshot is where it was created.
    const early = created('r', 'Bank/ann/look', 'SHARED');
    expect(said(writer, early, writes('from', 1), eager('from', 1), eager('to', 2), writes('to', 2))).toEqual([]);
  });

  it('that reads a field again reads the other one again', () => {
    const half = [writer, reader, reads('from', 1), reads('to', 2), writes('from', 1), reads('from', 3)];
    expect(said(half, writes('to', 2), reads('to', 4))).toEqual([]);
    expect(said(half, reads('to', 4), writes('to', 2))).toHaveLength(1);
  });

  it('may see what one invocation wrote two times', () => {
    // Read after the last write of it, so nothing is missed.
    const run = [writer, writes('from', 1), writes('to', 2), reader, reads('to', 1), writes('to', 3), reads('from', 2)];
    expect(said(run)).toHaveLength(1);
    expect(
      said(writer, writes('to', 1), writes('from', 2), writes('to', 3), reader, reads('to', 1), reads('from', 2)),
    ).toEqual([]);
  });
});

describe('a write', () => {
  it.each([clear('to'), clearAll])('is also one that removes: %o', (command) => {
    const half = [writer, writes('from', 1), reader, reads('from', 1), reads('to', 2)];
    expect(said(half, stored('w', 2, command)).map(({ kind }) => kind)).toEqual(['torn from to']);
  });

  it('of other fields, other keys, or shared and plain handlers is none', () => {
    const half = [writer, writes('from', 1), reader, reads('from', 1), reads('to', 2)];
    expect(said(half, writes('note', 2))).toEqual([]);
    expect(said(half, created('x', 'Bank/bob/move'), stored('x', 1, set('to', 1)))).toEqual([]);
    expect(said(half, created('x', 'Mail/send'), stored('x', 1, set('to', 1)))).toEqual([]);
    expect(said(half, stored('r', 3, set('to', 1)))).toEqual([]);
  });

  it('of two invocations is no half change', () => {
    const other = [created('v', 'Bank/ann/move'), stored('v', 1, set('to', 1))];
    expect(said(writer, writes('from', 1), reader, reads('from', 1), reads('to', 2), other)).toEqual([]);
  });
});

it('counts pairs that were read together', () => {
  const run = [writer, reader, reads('from', 1), reads('to', 2)];
  expect(judged(together, run).exercised).toBe(1);
  expect(judged(together, [...run, reads('from', 3)]).exercised).toBe(1);
  expect(judged(together, [...run, reads('from', 3), reads('to', 4)]).exercised).toBe(2);
  expect(
    judged(together, [...run, stored('r', 3, getLazy('note', 3)), stored('z', 1, getLazy('to', 1))]).exercised,
  ).toBe(1);
});

it('a group has any number of fields, and a field any number of groups', () => {
  const three = noTornReads([
    ['a', 'b', 'c'],
    ['c', 'd'],
  ]);
  const half = (seen: string, missed: string): unknown =>
    judged(three, [writer, writes(seen, 1), reader, reads(seen, 1), reads(missed, 2), writes(missed, 2)]).said[0]?.kind;
  expect(half('a', 'c')).toBe('torn a c');
  expect(half('d', 'c')).toBe('torn c d');
  expect(half('c', 'b')).toBe('torn b c');
  expect(half('a', 'd')).toBeUndefined();
});

describe('an invocation that has ended', () => {
  const half = [writer, writes('from', 1), reader, reads('from', 1), reads('to', 2)];

  it.each([ended('r'), removed('r')])('has still missed what an open writer writes later: %o', (end) => {
    expect(said(half, end, writes('to', 2))).toHaveLength(1);
  });

  it('has written what an open reader reads later', () => {
    const written = [writer, reader, reads('to', 1), writes('from', 1), writes('to', 2), ended('w')];
    expect(said(written, reads('from', 2))).toHaveLength(1);
  });

  it('writes and reads no more', () => {
    expect(said(half, ended('w'), writes('to', 2))).toEqual([]);
    expect(
      said(writer, writes('from', 1), reader, reads('to', 1), ended('r'), writes('to', 2), reads('from', 2)),
    ).toEqual([]);
    expect(said(half, ended('z'))).toEqual([]);
  });
});

it('says what it is about', () => {
  expect(together.name).toBe('fields that belong together are seen together');
});
