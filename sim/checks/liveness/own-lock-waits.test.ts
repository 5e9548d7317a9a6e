/** Goal: a wait in an own lock that no code can end is noticed. Method: one holder of a key, and what else could wake it. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../journal/command.ts';
import {
  began,
  beganEffect,
  calls,
  created,
  ended,
  get,
  getLazy,
  ok,
  paused,
  queued,
  removed,
  runs,
  set,
  sleeps,
  stored,
  took,
  waits,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import type { StateView } from '../invariant.ts';
import { judged } from '../testing/judged.ts';
import { settles } from './settles.ts';

const behind = (name: string, key: string): Happenings => [
  created(name, `Bank/${key}/credit`),
  queued(name, `Bank/${key}`),
];

describe('a handler that waits in its own lock', () => {
  const owner = [created('a', 'Bank/ann/debit'), took('a', 'Bank/ann'), began('a'), stored('a', 1, set('id', 'x'))];
  const stuck = [owner, waits('a', 's17')];
  const shared = { sharedHandlers: () => ['look'] };
  const look = (...reads: readonly Command[]): Happenings => [
    created('s', 'Bank/ann/look', 'SHARED'),
    began('s'),
    reads.map((command, entry) => stored('s', entry + 1, command)),
    ended('s'),
  ];
  const kind = (state: Partial<StateView>, ...run: readonly Happenings[]): unknown =>
    judged(settles(['anything']), run, state).atEnd?.kind;

  it('is a breach, even where anything is owed', () => {
    expect(judged(settles(['anything']), [stuck, behind('b', 'ann')], { sharedHandlers: () => [] }).atEnd).toEqual({
      message:
        "debit of Bank/ann (invocation a) waits forever for an awakeable of its own, and holds the lock of Bank/ann meanwhile. Its id is at most in the state of Bank/ann, so only a handler of that key could complete it, and credit of Bank/ann (invocation b) waits for that lock. Let the handler store the id and end, and wait for the awakeable in the service or workflow that calls it, or bound the wait with orTimeout. If something outside reads the state and completes it, say so: owed: ['awakeable'].",
      events: [1, 5, 6],
      handler: 'Bank/debit',
      kind: 'waits in its own lock',
    });
    const two = judged(settles(['anything']), [stuck, behind('b', 'ann'), behind('c', 'ann')], {
      sharedHandlers: () => [],
    });
    expect(two.atEnd?.message).toContain('credit of Bank/ann (invocation b) waits for that lock, the first of 2. Let');
  });

  it('is none where an awakeable is owed, or nothing queues', () => {
    expect(
      judged(settles(['awakeable']), [stuck, behind('b', 'ann')], { sharedHandlers: () => [] }).atEnd,
    ).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, stuck)).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, stuck, behind('b', 'bob'))).not.toBe('waits in its own lock');
    expect(kind({}, stuck, behind('b', 'ann'))).toBeUndefined();
  });

  it('is none where it waits for something else too, or is not suspended', () => {
    expect(kind({ sharedHandlers: () => [] }, owner, waits('a', 's17', 'ngo'), behind('b', 'ann'))).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, owner, behind('b', 'ann'))).toBe('waits outside');
    expect(kind({ sharedHandlers: () => [] }, stuck, paused('a', 'x'), behind('b', 'ann'))).toBe('paused');
  });

  it.each([
    [runs('mail', 1), undefined],
    [calls('Mail/send', 1), undefined],
    [{ type: 'SendSignal', target: 'x', signal: { name: 'go' }, result: ok(1) } as const, undefined],
    [sleeps(1, 1), 'waits in its own lock'],
    [get('id'), 'waits in its own lock'],
    [getLazy('id', 1), 'waits in its own lock'],
    [{ type: 'ClearState', key: 'x' } as const, 'waits in its own lock'],
    [{ type: 'ClearAllState' } as const, 'waits in its own lock'],
    [{ type: 'GetLazyStateKeys', completion: 1 } as const, 'waits in its own lock'],
    [{ type: 'GetEagerStateKeys', keys: [] } as const, 'waits in its own lock'],
    [{ type: 'Input', headers: [], value: new Uint8Array() } as const, 'waits in its own lock'],
  ])('is none where the id may be elsewhere: %o', (command, expected) => {
    expect(
      kind({ sharedHandlers: () => [] }, owner, stored('a', 2, command), waits('a', 's17'), behind('b', 'ann')),
    ).toBe(expected);
  });

  it('is none where an effect may have the id', () => {
    const state = { sharedHandlers: () => [] };
    expect(kind(state, owner, beganEffect('mail', 'a'), waits('a', 's17'), behind('b', 'ann'))).toBeUndefined();
    expect(
      kind(
        state,
        owner,
        beganEffect('mail', 'z'),
        beganEffect('mail', undefined),
        waits('a', 's17'),
        behind('b', 'ann'),
      ),
    ).toBe('waits in its own lock');
  });

  it('is known once each shared handler had its turn and has not read the id', () => {
    expect(kind(shared, stuck, behind('b', 'ann'))).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), look(get('other')))).toBe('waits in its own lock');
    expect(kind(shared, stuck, behind('b', 'ann'), look(get('id', 'x')))).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), look(getLazy('id', 1)))).toBeUndefined();
    expect(kind(shared, look(), stuck, behind('b', 'ann'))).toBeUndefined();
    expect(
      kind(shared, look(get('id')), stuck, behind('b', 'ann'), created('t', 'Bank/ann/look', 'SHARED'), removed('t')),
    ).toBe('waits in its own lock');
    expect(kind({ sharedHandlers: () => ['look', 'sum'] }, stuck, behind('b', 'ann'), look())).toBeUndefined();
    // A shared handler of another key, or an exclusive one, is no turn.
    expect(
      kind(shared, stuck, behind('b', 'ann'), created('s', 'Bank/bob/look', 'SHARED'), ended('s')),
    ).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), created('s', 'Bank/ann/look'), ended('s'))).toBeUndefined();
  });

  it('counts from the last write', () => {
    const again = [owner, stored('a', 2, set('id', 'y')), waits('a', 's17')];
    const early = [owner, look(), stored('a', 2, set('id', 'y')), waits('a', 's17')];
    expect(kind(shared, again, behind('b', 'ann'), look())).toBe('waits in its own lock');
    expect(kind(shared, early, behind('b', 'ann'))).toBeUndefined();
    const readsOnly = [owner, look(), stored('a', 2, get('id', 'x')), waits('a', 's17')];
    expect(kind(shared, readsOnly, behind('b', 'ann'))).toBe('waits in its own lock');
    const other = [owner, stored('a', 2, set('id2', 'y')), waits('a', 's17')];
    expect(kind(shared, other, behind('b', 'ann'), look(get('id')))).toBeUndefined();
  });

  it('is about exclusive handlers of a key', () => {
    const state = { sharedHandlers: () => [] };
    const flow = [
      created('a', 'Bank/ann/debit', 'WORKFLOW'),
      took('a', 'Bank/ann'),
      began('a'),
      stored('a', 1, set('id')),
      waits('a', 's17'),
    ];
    expect(kind(state, flow, behind('b', 'ann'))).toBeUndefined();
    const plain = [created('a', 'Mail/send'), began('a'), stored('a', 1, set('id')), waits('a', 's17')];
    expect(kind(state, plain, behind('b', 'ann'))).not.toBe('waits in its own lock');
  });
});
