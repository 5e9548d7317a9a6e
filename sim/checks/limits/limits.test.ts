/** Goal: slots that do not come back and requests that starve are noticed, and what is only slow is not. Method: short runs as events. */
import { describe, expect, it } from 'vitest';
import type { Happening, LimitNote } from '../../trace/event.ts';
import { calls, created, ended, stored, type Happenings } from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import type { Invariant } from '../invariant.ts';
import { limitsKept } from './limits-kept.ts';
import { noStarvation } from './no-starvation.ts';
import { slotsComeBack } from './slots-come-back.ts';

const mails: LimitNote = { counter: 'mails', pattern: 'mails', concurrency: 1 };
const takes = (invocation: string, ...limits: readonly LimitNote[]): Happening => ({
  type: 'slot taken',
  invocation,
  scope: 'mails',
  limits: limits.length === 0 ? [mails] : limits,
});
const waits = (invocation: string, limit: LimitNote = mails): Happening => ({
  type: 'waits for a slot',
  invocation,
  scope: 'mails',
  limit,
});
const gives = (invocation: string): Happening => ({ type: 'slot released', invocation, scope: 'mails' });
const suspends = (invocation: string): Happening => ({ type: 'suspended', invocation, attempt: 1, awaiting: ['c1'] });
const pauses = (invocation: string): Happening => ({ type: 'paused', invocation, why: 'x' });
const cancels = (invocation: string): Happening => ({ type: 'cancel requested', invocation, by: 'an operator' });
const starts = (invocation: string): Happening => ({
  type: 'attempt started',
  invocation,
  attempt: 1,
  knownEntries: 1,
});
const fails = (invocation: string, message: string = 'no such address'): Happening => ({
  type: 'attempt failed',
  invocation,
  attempt: 1,
  code: 500,
  message,
  retryInMs: 1_000,
  mismatch: undefined,
});
const removes = (invocation: string): Happening => ({ type: 'removed', invocation, from: 'inbox', why: 'cancel' });
const times = (size: number, happening: Happening): readonly Happening[] =>
  Array.from({ length: size }, () => happening);

const both = [created('a', 'Mail/send'), created('b', 'Mail/send')];
const behind = [both, takes('a'), starts('a'), waits('b')];
const said = (invariant: Invariant, ...happenings: readonly Happenings[]) =>
  judged(invariant, happenings).said.map(({ kind, advice = false }) => (advice ? `${kind}, advice` : kind));

describe('a limit that waits for itself', () => {
  const into = calls('Mail/send', 1);
  const chain = (concurrency: number, isCalled: boolean = true): Happenings => {
    const limit = { ...mails, concurrency };
    const called: readonly Happening[] = isCalled ? [stored('a/1', 1, into)] : [];
    return [
      [created('a', 'Mail/send'), takes('a', limit), stored('a', 1, into)],
      [created('a/1', 'Mail/send'), takes('a/1', limit), ...called],
      [created('a/1/1', 'Mail/send'), waits('a/1/1', limit)],
    ];
  };
  const stalls = [times(2, cancels('a')), suspends('a')];

  it('is a chain of calls that is longer than the limit', () => {
    const [breach] = judged(limitsKept, [chain(2), stalls]).said;
    expect(breach?.kind).toBe('deadlock by limits');
    expect(breach?.message).toMatch(
      /^Limit 2 of mails is held by send of Mail \(invocation a\/1\), which calls send of Mail \(invocation a\/1\/1\), which waits for 3 s/,
    );
  });

  it('is none while another holder gets on, or where what waits was only sent', () => {
    const another = [created('b', 'Mail/send'), takes('b', { ...mails, concurrency: 3 })];
    expect(said(limitsKept, another, chain(3), stalls)).toEqual([]);
    expect(said(limitsKept, chain(2, false), stalls)).toEqual([]);
  });
});

describe('slots that come back', () => {
  it.each([
    ['suspended', [suspends('a'), cancels('b')]],
    ['paused', [pauses('a')]],
    ['completed', [ended('a')]],
  ])('are missed when their holder was %s', (_how, stop) => {
    expect(said(slotsComeBack, behind, stop)).toEqual(['slot leaked']);
    expect(judged(slotsComeBack, [behind, stop]).said[0]?.message).toMatch(
      /^Slot leaked: send of Mail \(invocation a\) .* still holds the slot of limit 1 of mails that it took at \d+ s; send of Mail \(invocation b\) waits for it since \d+ s\. This is a fault/,
    );
  });

  it('are not missed when they are given back', () => {
    const stops = [suspends('a'), gives('a'), takes('b'), gives('b'), pauses('b'), ended('b')];
    expect(judged(slotsComeBack, [behind, stops])).toMatchObject({ said: [], atEnd: undefined, exercised: 2 });
  });

  it('are missed at the end of the run, too', () => {
    expect(judged(slotsComeBack, [behind, suspends('a')]).atEnd?.kind).toBe('slot leaked');
  });

  const cancelled = [behind, cancels('a')];

  it('come back late when a cancel does not end its handler, and something waits', () => {
    const { said: breaches } = judged(slotsComeBack, [cancelled, times(121, fails('a'))]);
    expect(breaches[0]).toMatchObject({ kind: 'slot kept after a cancel', handler: 'Mail/send' });
    expect(breaches[0]?.message).toMatch(
      /^send of Mail \(invocation a\) was cancelled at 6 s and holds its slot of limit 1 of mails since, for 1 min 40 s; send of Mail \(invocation b\) waits/,
    );
  });

  it('are not late soon after, by one slow step, without a cancel, or when nothing waits', () => {
    expect(said(slotsComeBack, cancelled, times(90, fails('a')), gives('a'))).toEqual([]);
    expect(said(slotsComeBack, cancelled, times(300, starts('b')), fails('a'), gives('a'))).toEqual([]);
    expect(said(slotsComeBack, behind, times(130, fails('a')), gives('a'))).toEqual([]);
    expect(said(slotsComeBack, cancelled, removes('b'), times(130, fails('a')))).toEqual([]);
  });
});

describe('starvation behind a full limit', () => {
  it('is a holder that only fails', () => {
    const { said: breaches, exercised } = judged(noStarvation, [behind, times(22, fails('a'))]);
    expect([breaches[0]?.kind, breaches[0]?.handler, exercised]).toEqual([
      'starved by a poison message',
      'Mail/send',
      1,
    ]);
    expect(breaches[0]?.message).toMatch(
      /^Starved: send of Mail \(invocation b\) waits since \d+ s, for 2\d s, for a slot of limit 1 of mails, which is held by send of Mail \(invocation a\)\. That one only fails, 21 times since \d+ s: no such address\. It keeps its slot/,
    );
  });

  it('is none when the holder gets on, loses connections, gives its slot back, or fails for a short time', () => {
    expect(said(noStarvation, behind, times(15, fails('a')))).toEqual([]);
    expect(said(noStarvation, behind, times(30, fails('a', '[RT0010] lost')))).toEqual([]);
    const retried = [fails('a'), gives('a'), takes('a')];
    expect(
      said(
        noStarvation,
        behind,
        Array.from({ length: 20 }, () => retried),
      ),
    ).toEqual([]);
    expect(said(noStarvation, behind, removes('b'), times(30, fails('a')))).toEqual([]);
  });

  it('is none when another holder of the limit gets on', () => {
    const two = { ...mails, concurrency: 2 };
    const full = [both, created('c', 'Mail/send'), takes('a', two), takes('c', two), waits('b')];
    expect(said(noStarvation, full, times(30, fails('a')))).toEqual([]);
    expect(said(noStarvation, full, times(15, fails('c')), times(30, fails('a')))[0]).toBe(
      'starved by a poison message',
    );
  });

  it('is one that came later to the same queue', () => {
    const later = [behind, created('c', 'Mail/send')];
    expect(said(noStarvation, later, takes('c'))).toEqual(['overtaken in line for a slot']);
    expect(said(noStarvation, later, takes('b'), takes('c'))).toEqual([]);
    expect(said(noStarvation, later, removes('b'), takes('c'))).toEqual([]);
    expect(said(noStarvation, behind, created('d', 'Other/send'), takes('d'))).toEqual([]);
  });

  it('is advice where a wait was only long', () => {
    const long = [times(600, starts('a')), gives('a'), takes('b')];
    expect(said(noStarvation, behind, long)).toEqual(['long wait for a slot, advice']);
    expect(said(noStarvation, behind, times(500, starts('a')), gives('a'), takes('b'))).toEqual([]);
  });
});
