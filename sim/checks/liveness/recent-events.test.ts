/** Goal: a run that repeats the same durable changes is noticed. Method: rounds of events that are equal, or just not. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../trace/event.ts';
import {
  arrived,
  began,
  calls,
  created,
  ended,
  eventsOf,
  failed,
  happened,
  no,
  ok,
  remarked,
  sends,
  set,
  signalled,
  sleeps,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { RecentEvents, repeatsItself, type Repetition } from './recent-events.ts';

const time: Happenings = { type: 'time', fromMs: 0, toMs: 1 };
const choice: Happenings = {
  type: 'choice',
  choice: { label: 'x', address: 'y', size: 2, chosen: 1 },
  enabled: undefined,
} as unknown as Happenings;

function recent(events: readonly TraceEvent[]): RecentEvents {
  const known = new RecentEvents();
  for (const event of events) known.see(event);
  return known;
}

/** So many rounds; `round` gets the number of each, from 0. */
function rounds(
  times: number,
  round: (number: number) => readonly Happenings[],
  before: readonly Happenings[] = [],
): Repetition | undefined {
  const all = Array.from({ length: times }, (_, number) => round(number));
  return repeatsItself(recent(eventsOf(...before, ...all.flat())));
}

describe('a repetition', () => {
  it('is eight equal rounds in which time passes', () => {
    const round = (): readonly Happenings[] => [time, stored('a', 1, sleeps(1, 1))];
    expect(rounds(7, round)).toBeUndefined();
    expect(rounds(8, round)).toEqual({ what: 'sleep', invocations: ['a'], events: [15, 16] });
    expect(rounds(8, round, [began('a'), began('b')])).toMatchObject({ events: [17, 18] });
    expect(rounds(8, () => [stored('a', 1, sleeps(1, 1))])).toBeUndefined();
    expect(rounds(16, (n) => [n % 2 === 0 ? time : began('a')])).toMatchObject({ events: [15, 16] });
  });

  it('has the shortest round', () => {
    expect(rounds(16, () => [time, began('a')])).toMatchObject({ events: [31, 32] });
  });

  it('names what happens, each one time', () => {
    const round = (): readonly Happenings[] => [
      time,
      created('a', 'Bank/ann/debit'),
      created('b', 'Mail/send'),
      stored('a', 1, set('x', 1)),
      stored('a', 2, set('x', 1)),
      stored('a', 3, { type: 'Output', result: ok(1) }),
      failed('a', 'no'),
      happened('pay', undefined),
    ];
    expect(rounds(8, round)).toMatchObject({
      what: "debit of ann begins, send of Mail begins, set 'x', fails: no",
      invocations: ['a', 'b'],
    });
  });

  it('does not see choices and remarks', () => {
    const one = rounds(8, (n) => [time, began('a'), ...(n % 2 === 0 ? [choice] : [remarked('a', 'change')])]);
    expect(one).toMatchObject({ invocations: ['a'] });
  });
});

describe('a change is', () => {
  it.each([
    ['a value that is written', (n: number) => stored('a', 1, set('x', n))],
    ['the input of a call', (n: number) => stored('a', 1, calls('S/h', 1, n))],
    ['the input of a message', (n: number) => stored('a', 1, sends('S/h', n))],
    ['another command', (n: number) => stored('a', 1, set(`x${n}`, 1))],
    ['a result', (n: number) => arrived('a', 'Run', 1, ok(n))],
    ['a signal', (n: number) => signalled('a', { index: 17 }, ok(n))],
    ['an output', (n: number) => ended('a', ok(n))],
    ['a failure', (n: number) => ended('a', no(`no ${n}`))],
    ['another handler', (n: number) => created('a', `S/k/h${n}`)],
    ['another key', (n: number) => created('a', `S/k${n}/h`)],
    ['another service', (n: number) => created('a', `S${n}/k/h`)],
    ['another error', (n: number) => failed('a', `no ${n}`)],
    ['another effect', (n: number) => happened(`pay ${n}`, 'a')],
  ])('%s', (_, event) => {
    expect(rounds(8, (n) => [time, event(n)])).toBeUndefined();
    expect(rounds(8, () => [time, event(1)])).toBeDefined();
  });

  it.each([
    ['an entry or an attempt', (n: number) => stored('a', n, set('x', 1), n)],
    ['an invocation', (n: number) => created(`a/${n}`, 'S/k/h')],
    ['a completion id', (n: number) => arrived('a', 'Run', n, ok(1))],
    ['the input of what is no call', (n: number) => happened('pay', 'a', { output: n })],
  ])('but not the number of %s', (_, event) => {
    expect(rounds(8, (n) => [time, event(n)])).toBeDefined();
  });

  it('what kind of result it is', () => {
    const mixed = (a: Happenings, b: Happenings): unknown => rounds(15, (n) => [time, n === 8 ? b : a]);
    expect(mixed(arrived('a', 'Run', 1, 'empty'), arrived('a', 'Sleep', 1, 'empty'))).toBeUndefined();
    expect(mixed(arrived('a', 'Run', 1, 'empty'), signalled('a', { index: 1 }))).toBeUndefined();
    expect(mixed(arrived('a', 'Run', 1, 'empty'), arrived('a', 'Run', 1, ok('')))).toBeUndefined();
    expect(mixed(began('a'), happened('pay', 'a'))).toBeUndefined();
    expect(mixed(began('a'), began('a'))).toBeDefined();
  });
});

describe('memory', () => {
  it('is the last 512 events, oldest first', () => {
    const events = eventsOf(...Array.from({ length: 600 }, () => began('a')));
    expect(recent(events.slice(0, 3)).events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(recent(events.slice(0, 512)).events).toHaveLength(512);
    expect(recent(events.slice(0, 513)).events.map(({ seq }) => seq)).toEqual(
      events.slice(1, 513).map(({ seq }) => seq),
    );
    const seqs = recent(events).events.map(({ seq }) => seq);
    expect([seqs.length, seqs[0], seqs.at(-1)]).toEqual([512, 89, 600]);
    expect(recent([]).events).toEqual([]);
  });
});
