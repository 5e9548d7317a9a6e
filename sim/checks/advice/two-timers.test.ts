/** Goal: two pending messages of one kind from one key are noticed. Method: two senders of one key, and each way it can end. */
import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../core/clock.ts';
import type { Command } from '../../journal/command.ts';
import {
  began,
  calls,
  clear,
  clearAll,
  created,
  ended,
  get,
  removed,
  runs,
  sends,
  set,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): readonly unknown[] => judged(adviceWithout([]), run).said;
const DUE = EPOCH_MS + 60_000;
interface Sent {
  readonly from?: string;
  readonly to?: string;
  readonly input?: unknown;
  readonly dueMs?: number;
}

/** An invocation that sends itself a delayed message, which is pending from then on. */
function sends1(
  invocation: string,
  { from = 'Job/x/start', to = 'Job/x/tick', input, dueMs = DUE }: Sent = {},
): Happenings {
  return [
    created(invocation, from),
    stored(invocation, 2, sends(to, input, { invokeAtMs: dueMs })),
    created(`${invocation}/2`, to),
  ];
}

/** The message runs, and changes something. */
function runs1(invocation: string, command: Command = set('n', 1)): Happenings {
  return [began(invocation), stored(invocation, 1, command), ended(invocation)];
}

describe('two pending messages', () => {
  it('are advice when both have changed something', () => {
    expect(said(sends1('a'), sends1('b'), runs1('a/2'), runs1('b/2'))).toEqual([
      {
        message:
          'Entry 2 of start of Job/x (invocation b) sent a delayed tick to Job/x at 5 s, due at 1 min, while the same message of start of Job/x (invocation a) (entry 2) was pending, and both changed something. Keep the id of the pending one in state and cancel it, give both one idempotency key, or let the handler recognise that its work is done. (two-timers)',
        events: [2, 5],
        handler: 'Job/start',
        kind: 'two-timers',
        location: 'two-timers Job/start > Job/tick',
        advice: true,
      },
    ]);
  });

  it.each([clear('n'), clearAll, runs('p', 1), calls('S/h', 1), sends('S/h')])('change something by %o', (command) => {
    expect(said(sends1('a'), sends1('b'), runs1('a/2'), runs1('b/2', command))).toHaveLength(1);
    expect(said(sends1('a'), sends1('b'), runs1('a/2', command), runs1('b/2'))).toHaveLength(1);
  });

  it('are fine when one of them finds its work done', () => {
    expect(said(sends1('a'), sends1('b'), runs1('a/2', get('n')), runs1('b/2'))).toEqual([]);
    expect(said(sends1('a'), sends1('b'), runs1('a/2'), runs1('b/2', get('n')))).toEqual([]);
  });

  it('are not judged before both are over, or where the earlier one ends last', () => {
    expect(said(sends1('a'), sends1('b'), runs1('a/2'))).toEqual([]);
    expect(said(sends1('a'), sends1('b'), runs1('b/2'), runs1('a/2'))).toEqual([]);
    expect(
      said(sends1('a'), sends1('b'), runs1('a/2'), began('b/2'), stored('b/2', 1, set('n', 2)), removed('b/2')),
    ).toHaveLength(1);
  });

  it('have the same input, handler and key, and come from one key by two invocations', () => {
    expect(said(sends1('a', { input: 1 }), sends1('b', { input: 2 }), runs1('a/2'), runs1('b/2'))).toEqual([]);
    expect(said(sends1('a', { input: 1 }), sends1('b', { input: 1 }), runs1('a/2'), runs1('b/2'))).toHaveLength(1);
    expect(said(sends1('a'), sends1('b', { to: 'Job/x/tock' }), runs1('a/2'), runs1('b/2'))).toEqual([]);
    expect(said(sends1('a'), sends1('b', { to: 'Job/y/tick' }), runs1('a/2'), runs1('b/2'))).toEqual([]);
    expect(said(sends1('a'), sends1('b', { from: 'Job/y/start' }), runs1('a/2'), runs1('b/2'))).toEqual([]);
    const plain = { from: 'Cron/start' };
    expect(said(sends1('a', plain), sends1('b', plain), runs1('a/2'), runs1('b/2'))).toEqual([]);
    const toPlain = { to: 'Mail/send' };
    expect(said(sends1('a', toPlain), sends1('b', toPlain), runs1('a/2'), runs1('b/2'))).toEqual([]);
    const one = [
      created('a', 'Job/x/start'),
      stored('a', 2, sends('Job/x/tick', undefined, { invokeAtMs: DUE })),
      stored('a', 3, sends('Job/x/tick', undefined, { invokeAtMs: DUE })),
      created('a/2', 'Job/x/tick'),
      created('a/3', 'Job/x/tick'),
    ];
    expect(said(one, runs1('a/2'), runs1('a/3'))).toEqual([]);
  });
});

describe('a message is pending', () => {
  it('until it begins or goes away', () => {
    expect(
      said(sends1('a'), began('a/2'), sends1('b'), stored('a/2', 1, set('n', 1)), ended('a/2'), runs1('b/2')),
    ).toEqual([]);
    expect(said(sends1('a'), removed('a/2'), sends1('b'), runs1('b/2'))).toEqual([]);
  });

  it('only where it is due later than it is created', () => {
    expect(said(sends1('a'), sends1('b', { dueMs: EPOCH_MS + 6_000 }), runs1('a/2'), runs1('b/2'))).toEqual([]);
    expect(said(sends1('a'), sends1('b', { dueMs: EPOCH_MS + 6_001 }), runs1('a/2'), runs1('b/2'))).toHaveLength(1);
  });

  it('and not where it has no delay', () => {
    const now = [created('b', 'Job/x/start'), stored('b', 2, sends('Job/x/tick')), created('b/2', 'Job/x/tick')];
    expect(said(sends1('a'), now, runs1('a/2'), runs1('b/2'))).toEqual([]);
    expect(said(now, sends1('a'), runs1('b/2'), runs1('a/2'))).toEqual([]);
  });
});

it('the latest of several pending ones is named', () => {
  const [last] = said(sends1('a'), sends1('b'), sends1('c'), runs1('a/2'), runs1('b/2'), runs1('c/2'));
  expect(last).toMatchObject({ events: [2, 5] });
  const run = [sends1('a'), sends1('b'), sends1('c'), began('a/2'), ended('a/2'), runs1('b/2'), runs1('c/2')];
  expect(said(run)).toMatchObject([{ events: [5, 8] }]);
});

it('is nothing where a sender or a message is unknown', () => {
  const unknown = [stored('b', 2, sends('Job/x/tick', undefined, { invokeAtMs: DUE })), created('b/2', 'Job/x/tick')];
  expect(said(sends1('a'), unknown, runs1('a/2'), runs1('b/2'))).toEqual([]);
  expect(said(unknown, sends1('a'), runs1('b/2'), runs1('a/2'))).toEqual([]);
  expect(said(stored('b', 2, sends('Job/x/tick', undefined, { invokeAtMs: DUE })), runs1('b/2'))).toEqual([]);
});
