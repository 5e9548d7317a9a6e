/** Goal: shared handlers only read, and each read is what was there. Method: short runs that write and read one key. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '../trace/event.ts';
import {
  arrived,
  began,
  clear,
  clearAll,
  created,
  ended,
  forgotten,
  get,
  getLazy,
  json,
  no,
  ok,
  queued,
  removed,
  set,
  stored,
  type Happenings,
} from '../trace/testing/happenings.ts';
import { sharedHandlersOnlyRead } from './shared-reads.ts';
import { judged } from './testing/judged.ts';

const FAULT = 'This is a fault of the server model.';
const writer = [created('w', 'Cart/ann/add'), began('w')];
const reader = [created('r', 'Cart/ann/total', 'SHARED'), began('r')];
const said = (...run: readonly Happenings[]): unknown => judged(sharedHandlersOnlyRead, run).said;

describe('a shared handler', () => {
  it('is never queued', () => {
    expect(said(reader, queued('r', 'Cart/ann'))).toEqual([
      {
        message: `total of Cart/ann (invocation r) was queued for the lock of Cart/ann. A shared handler starts without the lock; this is a fault of the server model.`,
        events: [3],
        handler: 'Cart/total',
        kind: 'blocked',
      },
    ]);
    expect(said(writer, queued('w', 'Cart/ann'), queued('z', 'Cart/ann'))).toEqual([]);
  });

  it('does not write', () => {
    for (const command of [set('x', 1), clear('x'), clearAll])
      expect(said(reader, stored('r', 1, command))).toEqual([
        {
          message: `total of Cart/ann (invocation r) is shared and wrote state without the lock. ${FAULT}`,
          events: [3],
          handler: 'Cart/total',
          kind: 'write',
        },
      ]);
  });

  it('that tries to write is refused, again and again', () => {
    const refused = (invocation: string): Happening => ({
      type: 'refused',
      invocation,
      attempt: 1,
      message: 'no writes here.',
    });
    expect(said(reader, refused('r'))).toEqual([
      {
        message:
          'total of Cart/ann (invocation r) is shared and tried to write: no writes here. Every retry will fail the same way, until it is paused. Declare the handler without `handlers.object.shared`, or do not write state in it.',
        events: [3],
        handler: 'Cart/total',
        kind: 'write',
      },
    ]);
    expect(said(writer, refused('w'), refused('z'))).toEqual([]);
  });

  it('counts by its reads', () => {
    const run = [reader, stored('r', 1, get('x')), stored('r', 2, getLazy('y', 1)), writer];
    expect(judged(sharedHandlersOnlyRead, run)).toMatchObject({ said: [], exercised: 2 });
    expect(judged(sharedHandlersOnlyRead, [writer, stored('w', 1, get('x'))]).exercised).toBe(0);
    expect(judged(sharedHandlersOnlyRead, [writer, stored('w', 1, getLazy('x', 1))]).exercised).toBe(0);
  });
});

describe('an eager read', () => {
  it('is the state when the attempt started', () => {
    const before = [writer, stored('w', 1, set('x', 1)), reader, stored('w', 2, set('x', 2))];
    expect(said(before, stored('r', 1, get('x', 1)))).toEqual([]);
    expect(said(before, stored('r', 1, get('x', 2)))).toEqual([
      {
        message: `total of Cart/ann (invocation r) read 2 from the state "x" of Cart/ann at 7 s; when its attempt started, that state held 1. ${FAULT}`,
        events: [7],
        handler: 'Cart/total',
        kind: 'value that the state never had',
      },
    ]);
    expect(said(before, began('r', 2), stored('r', 1, get('x', 2)))).toEqual([]);
  });

  it('sees the own writes of an attempt', () => {
    expect(said(writer, stored('w', 1, set('x', 1)), stored('w', 2, get('x', 1)))).toEqual([]);
    expect(said(writer, stored('w', 1, set('x', 1)), stored('w', 2, get('x')))).toMatchObject([
      {
        message: expect.stringContaining(
          'read nothing from the state "x" of Cart/ann at 4 s; when its attempt started, that state held 1.',
        ),
      },
    ]);
  });

  it.each([
    [clear('x'), undefined, 2],
    [clearAll, undefined, undefined],
  ])('sees what was removed: %o', (command, x, y) => {
    const run = [writer, stored('w', 1, set('x', 1)), stored('w', 2, set('y', 2)), stored('w', 3, command), reader];
    expect(said(run, stored('r', 1, get('x', x)), stored('r', 2, get('y', y)))).toEqual([]);
    expect(said(run, stored('r', 1, get('x', 1)))).toHaveLength(1);
  });

  it('compares each byte and the length', () => {
    const run = [writer, stored('w', 1, set('x', 12)), reader];
    for (const wrong of [1, 123, 13, 22]) expect(said(run, stored('r', 1, get('x', wrong)))).toHaveLength(1);
    expect(said(run, stored('r', 1, get('x', 12)))).toEqual([]);
  });

  it('is about its own key', () => {
    const other = [created('o', 'Cart/bob/total', 'SHARED'), began('o')];
    expect(said(writer, stored('w', 1, set('x', 1)), other, stored('o', 1, get('x')))).toEqual([]);
    // Also where no attempt has looked at it before.
    expect(said(created('w', 'Cart/ann/add'), stored('w', 1, set('x', 1)), other, stored('o', 1, get('x')))).toEqual(
      [],
    );
  });
});

describe('a lazy read', () => {
  const applied = [
    writer,
    stored('w', 1, set('x', 1)),
    reader,
    stored('r', 1, getLazy('x', 7)),
    stored('w', 2, set('x', 2)),
  ];

  it('is the state when it was applied', () => {
    expect(said(applied, arrived('r', 'GetLazyState', 7, ok(1)))).toEqual([]);
    expect(said(applied, arrived('r', 'GetLazyState', 7, ok(2)))).toEqual([
      {
        message: `total of Cart/ann (invocation r) read 2 from the state "x" of Cart/ann at 8 s; when the read was applied, that state held 1. ${FAULT}`,
        events: [8],
        handler: 'Cart/total',
        kind: 'value that the state never had',
      },
    ]);
    expect(said(applied, arrived('r', 'GetLazyState', 7, 'empty'))).toHaveLength(1);
    expect(said(applied, arrived('r', 'GetLazyState', 7, no('x')))).toHaveLength(1);
  });

  it('is judged one time, by its own completion', () => {
    const wrong = arrived('r', 'GetLazyState', 7, ok(2));
    expect(said(applied, wrong, wrong)).toHaveLength(1);
    expect(said(applied, arrived('r', 'GetLazyState', 8, ok(2)), arrived('r', 'Sleep', 7, ok(2)))).toEqual([]);
  });
});

describe('state that others change', () => {
  const replaced = (applied: boolean): Happening => ({
    type: 'state replaced',
    key: 'Cart/ann',
    applied,
    state: { x: json(5) },
  });

  it('counts where an operator replaces it, and only where that was applied', () => {
    const run = [writer, stored('w', 1, set('x', 1)), replaced(true), reader];
    expect(said(run, stored('r', 1, get('x', 5)))).toEqual([]);
    expect(said(writer, stored('w', 1, set('x', 1)), replaced(false), reader, stored('r', 1, get('x', 1)))).toEqual([]);
  });

  it('goes with the record of a workflow', () => {
    const flow = [created('f', 'Flow/1/run', 'WORKFLOW'), began('f'), stored('f', 1, set('x', 1)), ended('f')];
    const look = [created('r', 'Flow/1/peek', 'SHARED'), began('r')];
    expect(said(flow, look, stored('r', 1, get('x', 1)))).toEqual([]);
    expect(said(flow, forgotten('f'), look, stored('r', 1, get('x')))).toEqual([]);
    // The record of another invocation takes no state with it.
    const object = [writer, stored('w', 1, set('x', 1)), ended('w'), forgotten('w'), reader];
    expect(said(object, stored('r', 1, get('x', 1)))).toEqual([]);
    const openObject = [writer, stored('w', 1, set('x', 1)), forgotten('w'), reader];
    expect(said(openObject, stored('r', 1, get('x', 1)))).toEqual([]);
  });
});

it.each([[ended('r')], [removed('r')], [forgotten('r')]])('an invocation that is gone is not judged: %o', (gone) => {
  expect(said(reader, gone, stored('r', 1, set('x', 1)))).toEqual([]);
});

it('services without keys are not judged', () => {
  const plain = [created('p', 'Mail/send'), began('p')];
  expect(
    said(plain, stored('p', 1, set('x', 1)), stored('p', 2, get('x', 3)), stored('p', 3, getLazy('x', 1))),
  ).toEqual([]);
});

it('is about shared handlers', () => {
  expect(sharedHandlersOnlyRead).toMatchObject({
    name: 'shared handlers only read, and read what was there',
    about: 'SHARED',
  });
});
