import { describe, expect, it } from 'vitest';
import { NOTHING } from '../core/footprint.ts';
import { encodeUtf8 } from '../core/utf8.ts';
import type { Happening, TraceEvent } from './event.ts';
import { storyOf } from './story.ts';

const traceOf = (happenings: readonly Happening[]): TraceEvent[] =>
  happenings.map((happening, seq) => ({ ...happening, seq, atMs: 1_767_225_600_000 + seq, footprint: NOTHING }));

const failed = (attempt: number, message: string): Happening => ({
  type: 'attempt failed',
  invocation: 'a',
  attempt,
  code: 500,
  message,
  retryInMs: 500,
  mismatch: undefined,
});

const requested = (operation: string, key: string): Happening => ({
  type: 'operation',
  operation,
  client: operation.startsWith('setup') ? 'setup' : 'client 1',
  target: { service: 'Order', key, handler: 'go' },
  input: new Uint8Array(),
  kind: 'call',
});

describe('a story', () => {
  it('says how much time has passed before a line, from a minute on, and keeps its times in a column', () => {
    const [first, second, third] = traceOf([failed(1, 'down'), failed(2, 'slow'), failed(3, 'late')]);
    const days = 86_400_000;
    const events = [
      first,
      second && { ...second, atMs: second.atMs + 59_998 },
      third && { ...third, atMs: third.atMs + 30 * days },
    ];
    expect(
      storyOf(
        events.filter((event) => event !== undefined),
        [],
      ),
    ).toEqual([
      '     0 ms  a  attempt 1 fails: down',
      ' 59.999 s  a  attempt 2 fails: slow',
      '           … 30 d later',
      '30 d 2 ms  a  attempt 3 fails: late',
    ]);
  });

  it('names the line of user code that wrote an entry or threw an error', () => {
    const lines = [
      { invocation: 'a', attempt: 1, line: 'src/order.ts:7' },
      { invocation: 'a', attempt: 1, line: 'src/order.ts:9' },
    ];
    expect(storyOf(traceOf([failed(1, 'down')]), [], { lines })).toEqual([
      '    0 ms  a  attempt 1 fails: down (src/order.ts:9)',
    ]);
  });

  it('shows the first and the last of many like failures, and how many there are in between', () => {
    const events = traceOf([1, 2, 3, 4, 5, 6, 7].map((attempt) => failed(attempt, 'down')));
    expect(storyOf(events, [])).toEqual([
      '    0 ms  a  attempt 1 fails: down',
      '    6 ms  a  attempt 7 fails: down (and 5 times in between)',
    ]);
  });

  it('makes control characters of keys and messages visible', () => {
    expect(storyOf(traceOf([requested('a', '\u001b[2Jann'), failed(1, 'over\r\u202e')]), [])).toEqual([
      '    0 ms  client 1  calls Order/␛[2Jann/go() [a]',
      '    1 ms  a: Order/␛[2Jann/go  attempt 1 fails: over␍⟨U+202E⟩',
    ]);
  });

  it('shows each of a few failures, and each that differs', () => {
    const events = traceOf([failed(1, 'down'), failed(2, 'down'), failed(3, 'down'), failed(4, 'slow')]);
    expect(storyOf(events, [])).toHaveLength(4);
  });

  it('says what an ended invocation with the same id has left behind', () => {
    const events = traceOf([
      { type: 'timer fired', invocation: 'b', completion: 1, armedBy: 'a' },
      {
        type: 'notified',
        invocation: 'b',
        index: 3,
        notification: { type: 'completion', of: 'Sleep', completion: 1, result: 'empty' },
        awaitedBy: 'a',
      },
    ]);
    expect(storyOf(events, [])).toEqual([
      '    0 ms  b  the sleep that a left behind fires into this invocation, as restate-server 1.7 does; 1.8 fixes it',
      '    1 ms  b  its sleep is over, with the result that a left behind',
    ]);
  });

  it('has words for every event that shows a finding', () => {
    const events = traceOf([
      { type: 'lock taken', invocation: 'a', key: 'Account/ann' },
      { type: 'zombie', invocation: 'a', attempt: 1, why: 'killed' },
      { type: 'effect began', effect: 'mail', call: 'c', invocation: 'a', attempt: 1, run: 2, zombie: false, input: 1 },
    ]);
    expect(storyOf(events, [0, 1, 2])).toEqual([
      '    0 ms  a  takes the lock of Account/ann',
      '    1 ms  a  attempt 1 becomes a zombie (killed)',
      '    2 ms  a  calls effect mail(1)',
    ]);
  });

  it('shows the same failure of an effect in many attempts once, after the request', () => {
    const failures = [1, 2, 3, 4, 5].map((attempt): Happening => ({
      type: 'effect answered',
      effect: 'orders',
      call: `a#${attempt}:orders 0`,
      failure: 'no row',
    }));
    expect(storyOf(traceOf([requested('a', 'o1'), ...failures]), [])).toEqual([
      '    0 ms  client 1  calls Order/o1/go() [a]',
      '    1 ms  a: Order/o1/go  effect orders fails in attempt 1: no row',
      '    5 ms  a: Order/o1/go  effect orders fails in attempt 5: no row (and 3 times in between)',
    ]);
  });

  it('names invocation, handler and step', () => {
    const bytes = encodeUtf8;
    const renew = { service: 'Subscription', key: 'bob', handler: 'renew' };
    const charge = { type: 'Run', name: 'charge', completion: 1 } as const;
    const entry = { invocation: 'a', attempt: 1, entry: 2, index: 2 };
    const events = traceOf([
      { type: 'operation', operation: 'a', client: 'client 1', target: renew, kind: 'call', input: bytes('30') },
      { type: 'appended', ...entry, command: charge },
      { type: 'trouble', trouble: 'connection', point: 'a#1@2:inside', invocation: 'a', attempt: 1 },
      failed(1, 'the connection was lost'),
      { type: 'attempt started', invocation: 'a', attempt: 2, knownEntries: 3 },
      {
        type: 'notified',
        invocation: 'a',
        index: 3,
        notification: { type: 'completion', of: 'Run', completion: 1, result: { ok: bytes('30') } },
      },
      { type: 'answer', operation: 'a', status: 200, body: bytes('"paid"') },
    ]);
    expect(storyOf(events, [])).toEqual([
      '    0 ms  client 1  calls Subscription/bob/renew(30) [a]',
      '    2 ms  a: Subscription/bob/renew  the connection is lost after run "charge" has executed, before its result is stored as entry 2',
      '    4 ms  a: Subscription/bob/renew  attempt 2 starts and replays 2 entries',
      '    5 ms  a: Subscription/bob/renew  run "charge" returns 30',
      '    6 ms  client 1  gets response 200 for a: "paid"',
    ]);
  });

  it('names what user code uses outside of ctx.run, and where', () => {
    const remark = { type: 'remark', invocation: 'a', attempt: 1 } as const;
    const events = traceOf([
      { ...remark, what: 'ambient Date.now', text: 'src/cart.ts:12:5' },
      { ...remark, what: 'unawaited-run', text: 'A ctx.run was not awaited.' },
    ]);
    expect(storyOf(events, [0, 1])).toEqual([
      '    0 ms  a  uses Date.now (src/cart.ts:12:5) outside of ctx.run',
      '    1 ms  a  A ctx.run was not awaited.',
    ]);
  });
});

describe('the set-up, in the story of a finding', () => {
  const events = traceOf([
    requested('setup1', 'o1'),
    { type: 'attempt started', invocation: 'setup1', attempt: 1, knownEntries: 1 },
    requested('setup2', 'o1'),
    requested('setup3', 'o2'),
    requested('a', 'o1'),
    failed(1, 'down'),
  ] as readonly Happening[]);

  it('is the last request to a key that the story is about', () => {
    expect(storyOf(events, [5])).toEqual([
      '    2 ms  setup  calls Order/o1/go() [setup2]',
      '    4 ms  client 1  calls Order/o1/go() [a]',
      '    5 ms  a: Order/o1/go  attempt 1 fails: down',
    ]);
  });

  it('is complete where it shows the finding itself', () => {
    expect(storyOf(events, [1])).toEqual([
      '    0 ms  setup  calls Order/o1/go() [setup1]',
      '    1 ms  setup1: Order/o1/go  starts',
    ]);
  });

  it('stays where there is no finding', () => {
    expect(storyOf(events, [])).toHaveLength(6);
  });
});
