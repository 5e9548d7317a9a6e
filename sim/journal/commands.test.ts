/** Goal: a replayed command is compared field by field, and has words. Method: a table of commands, and of changes of each. */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../core/utf8.ts';
import type { Command, CommandType } from './command.ts';
import { leavesOf } from './future.ts';
import { notificationId, signalId } from './notification.ts';
import { describeCommand, firstDifference } from './replay.ts';

const bytes = encodeUtf8;
const request = {
  service: 'Bank',
  handler: 'debit',
  key: 'ann',
  parameter: bytes('1'),
  headers: [{ key: 'h', value: 'v' }],
  name: 'n',
  invocationIdCompletion: 1,
};
type Samples = { readonly [Type in CommandType]: Extract<Command, { readonly type: Type }> };
const ALL: Samples = {
  Input: { type: 'Input', headers: [], value: bytes('1') },
  Output: { type: 'Output', result: { ok: bytes('1') } },
  GetLazyState: { type: 'GetLazyState', key: 'x', completion: 1 },
  GetEagerState: { type: 'GetEagerState', key: 'x', value: bytes('1') },
  GetLazyStateKeys: { type: 'GetLazyStateKeys', completion: 1 },
  GetEagerStateKeys: { type: 'GetEagerStateKeys', keys: ['x'] },
  SetState: { type: 'SetState', key: 'x', value: bytes('1') },
  ClearState: { type: 'ClearState', key: 'x' },
  ClearAllState: { type: 'ClearAllState' },
  Sleep: { type: 'Sleep', wakeUpMs: 5, name: 'nap', completion: 1 },
  Call: { type: 'Call', ...request, completion: 2 },
  OneWayCall: { type: 'OneWayCall', ...request },
  SendSignal: { type: 'SendSignal', target: 'inv_1', signal: { name: 'go' }, result: { ok: bytes('1') } },
  Run: { type: 'Run', name: 'charge', completion: 1 },
  AttachInvocation: { type: 'AttachInvocation', target: 'inv_1', completion: 1 },
  CompleteAwakeable: { type: 'CompleteAwakeable', awakeableId: 'sign_1', result: { ok: bytes('1') } },
  GetPromise: { type: 'GetPromise', key: 'p', completion: 1 },
  PeekPromise: { type: 'PeekPromise', key: 'p', completion: 1 },
  CompletePromise: { type: 'CompletePromise', key: 'p', result: { ok: bytes('1') }, completion: 1 },
};
const TYPES = Object.keys(ALL) as CommandType[];
const WORDS: Readonly<Record<CommandType, string>> = {
  Input: 'input',
  Output: 'return of the handler',
  GetLazyState: "get 'x'",
  GetEagerState: "get 'x'",
  GetLazyStateKeys: 'stateKeys',
  GetEagerStateKeys: 'stateKeys',
  SetState: "set 'x'",
  ClearState: "clear 'x'",
  ClearAllState: 'clearAll',
  Sleep: "sleep 'nap'",
  Call: 'call Bank/ann/debit',
  OneWayCall: 'send Bank/ann/debit',
  SendSignal: "signal 'go' to inv_1",
  Run: "run 'charge'",
  AttachInvocation: 'attach inv_1',
  CompleteAwakeable: 'resolveAwakeable sign_1',
  GetPromise: "promise 'p'",
  PeekPromise: "peek of promise 'p'",
  CompletePromise: "resolve of promise 'p'",
};

describe('the words of a command', () => {
  it.each(TYPES)('%s', (type) => {
    expect(describeCommand(ALL[type])).toBe(WORDS[type]);
  });

  it.each<readonly [Command, string]>([
    [{ type: 'Output', result: { failure: { code: 500, message: 'x' } } }, 'failure of the handler'],
    [{ ...ALL.Sleep, name: '' }, 'sleep'],
    [{ ...ALL.Run, name: '' }, 'run'],
    [
      {
        type: 'Call',
        service: 'Mail',
        handler: 'send',
        parameter: bytes(''),
        headers: [],
        name: '',
        invocationIdCompletion: 1,
        completion: 2,
      },
      'call Mail/send',
    ],
    [{ ...ALL.SendSignal, signal: { index: 1 } }, 'cancel inv_1'],
    [{ ...ALL.SendSignal, signal: { index: 17 } }, 'signal #17 to inv_1'],
    [{ ...ALL.CompleteAwakeable, result: { failure: { code: 500, message: 'x' } } }, 'rejectAwakeable sign_1'],
    [{ ...ALL.CompletePromise, result: { failure: { code: 500, message: 'x' } } }, "reject of promise 'p'"],
  ])('%o', (command, words) => {
    expect(describeCommand(command)).toBe(words);
  });
});

describe('a replayed command', () => {
  it.each(TYPES)('is the recorded one: %s', (type) => {
    expect(firstDifference(ALL[type], ALL[type])).toBeUndefined();
  });

  it.each(TYPES)('is of another type than each other one: %s', (type) => {
    for (const other of TYPES) {
      if (other === type) continue;
      // What was read eagerly may be read lazily: the SDK compares the key alone.
      const isAlike =
        (type === 'GetLazyState' && other === 'GetEagerState') ||
        (type === 'GetLazyStateKeys' && other === 'GetEagerStateKeys');
      const expected = isAlike ? undefined : { field: 'command', recorded: WORDS[other], replayed: WORDS[type] };
      expect([other, firstDifference(ALL[other], ALL[type])]).toEqual([other, expected]);
    }
  });

  const failure = { failure: { code: 409, message: 'no' } };
  it.each<readonly [CommandType, object, string, string, string]>([
    ['Output', { result: { ok: bytes('2') } }, 'result', '1', '2'],
    ['Output', { result: failure }, 'result', "'1'", "'failure 409 no'"],
    [
      'Output',
      { result: { failure: { ...failure.failure, metadata: [{ key: 'a', value: 'b' }] } } },
      'result',
      "'1'",
      `'failure 409 no[{"key":"a","value":"b"}]'`,
    ],
    ['Output', { result: { failure: { ...failure.failure, metadata: [] } } }, 'result', "'1'", "'failure 409 no'"],
    ['GetLazyState', { key: 'y' }, 'key', "'x'", "'y'"],
    ['GetLazyState', { completion: 2 }, 'completion id', '1', '2'],
    ['GetEagerState', { key: 'y' }, 'key', "'x'", "'y'"],
    ['GetLazyStateKeys', { completion: 2 }, 'completion id', '1', '2'],
    ['SetState', { key: 'y' }, 'key', "'x'", "'y'"],
    ['SetState', { value: bytes('2') }, 'value', '1', '2'],
    ['ClearState', { key: 'y' }, 'key', "'x'", "'y'"],
    ['Sleep', { name: 'rest' }, 'name', "'nap'", "'rest'"],
    ['Call', { service: 'Shop' }, 'service', "'Bank'", "'Shop'"],
    ['Call', { handler: 'credit' }, 'handler', "'debit'", "'credit'"],
    ['Call', { parameter: bytes('2') }, 'parameter', '1', '2'],
    ['Call', { headers: [{ key: 'h', value: 'w' }] }, 'headers', "'h: v'", "'h: w'"],
    [
      'Call',
      {
        headers: [
          { key: 'h', value: 'v' },
          { key: 'i', value: 'w' },
        ],
      },
      'headers',
      "'h: v'",
      "'h: v, i: w'",
    ],
    ['Call', { key: 'bob' }, 'key', "'ann'", "'bob'"],
    ['Call', { key: undefined }, 'key', "'ann'", 'none'],
    ['Call', { idempotencyKey: 'i' }, 'idempotency key', 'none', "'i'"],
    ['Call', { scope: 's' }, 'scope', 'none', "'s'"],
    ['Call', { limitKey: 'l' }, 'limit key', 'none', "'l'"],
    ['Call', { invocationIdCompletion: 7 }, 'invocation id completion', '1', '7'],
    ['Call', { name: 'm' }, 'name', "'n'", "'m'"],
    ['Call', { completion: 9 }, 'completion id', '2', '9'],
    ['OneWayCall', { service: 'Shop' }, 'service', "'Bank'", "'Shop'"],
    ['SendSignal', { target: 'inv_2' }, 'target', "'inv_1'", "'inv_2'"],
    ['SendSignal', { signal: { name: 'stop' } }, 'signal', "''go''", "''stop''"],
    ['SendSignal', { signal: { index: 17 } }, 'signal', "''go''", "'#17'"],
    ['SendSignal', { result: { ok: bytes('2') } }, 'result', '1', '2'],
    ['Run', { name: 'ship' }, 'name', "'charge'", "'ship'"],
    ['Run', { completion: 2 }, 'completion id', '1', '2'],
    ['AttachInvocation', { target: 'inv_2' }, 'target', "'inv_1'", "'inv_2'"],
    ['AttachInvocation', { completion: 2 }, 'completion id', '1', '2'],
    ['CompleteAwakeable', { awakeableId: 'sign_2' }, 'awakeable id', "'sign_1'", "'sign_2'"],
    ['CompleteAwakeable', { result: failure }, 'result', "'1'", "'failure 409 no'"],
    ['GetPromise', { key: 'q' }, 'key', "'p'", "'q'"],
    ['GetPromise', { completion: 2 }, 'completion id', '1', '2'],
    ['PeekPromise', { key: 'q' }, 'key', "'p'", "'q'"],
    ['PeekPromise', { completion: 2 }, 'completion id', '1', '2'],
    ['CompletePromise', { key: 'q' }, 'key', "'p'", "'q'"],
    ['CompletePromise', { result: { ok: bytes('2') } }, 'result', '1', '2'],
    ['CompletePromise', { completion: 2 }, 'completion id', '1', '2'],
  ])('%s differs in %o', (type, change, field, recorded, replayed) => {
    const changed = { ...ALL[type], ...change };
    expect(firstDifference(ALL[type], changed)).toEqual({ field, recorded, replayed });
  });

  it('shows the first difference of several', () => {
    expect(firstDifference(ALL.Call, { ...ALL.Call, completion: 9, name: 'm', handler: 'credit' })?.field).toBe(
      'handler',
    );
    expect(firstDifference(ALL.SetState, { ...ALL.SetState, key: 'y', value: bytes('2') })?.field).toBe('key');
    expect(
      firstDifference(ALL.CompletePromise, { ...ALL.CompletePromise, completion: 9, result: { ok: bytes('2') } })
        ?.field,
    ).toBe('result');
    expect(
      firstDifference(ALL.SendSignal, { ...ALL.SendSignal, signal: { name: 'x' }, result: { ok: bytes('2') } })?.field,
    ).toBe('signal');
  });

  it.each<readonly [CommandType, object]>([
    ['Input', { value: bytes('2') }],
    ['GetEagerState', { value: bytes('2') }],
    ['GetEagerStateKeys', { keys: [] }],
    ['Sleep', { wakeUpMs: 9 }],
    ['Sleep', { completion: 9 }],
    ['OneWayCall', { invokeAtMs: 9 }],
  ])('%s may differ in %o', (type, change) => {
    expect(firstDifference(ALL[type], { ...ALL[type], ...change })).toBeUndefined();
  });

  it('has the key of what was recorded eagerly', () => {
    expect(firstDifference(ALL.GetEagerState, { ...ALL.GetLazyState, key: 'y' })).toEqual({
      field: 'key',
      recorded: "'x'",
      replayed: "'y'",
    });
    expect(firstDifference(ALL.GetEagerState, { ...ALL.GetLazyState, completion: 9 })).toBeUndefined();
  });
});

describe('long values', () => {
  const differ = (recorded: string, replayed: string): unknown =>
    firstDifference({ ...ALL.SetState, value: bytes(recorded) }, { ...ALL.SetState, value: bytes(replayed) });
  const a = (times: number): string => 'a'.repeat(times);

  it('are shown from their beginning where they differ there', () => {
    expect(differ(a(79) + 'x', a(79) + 'y')).toEqual({ field: 'value', recorded: a(79) + 'x', replayed: a(79) + 'y' });
    expect(differ(`x${a(119)}`, `y${a(120)}`)).toEqual({
      field: 'value',
      recorded: `x${a(119)}`,
      replayed: `y${a(119)}...`,
    });
  });

  it('are shown from forty bytes before the difference otherwise', () => {
    expect(differ(`${a(80)}x`, `${a(80)}y`)).toEqual({
      field: 'value',
      recorded: `...${a(40)}x`,
      replayed: `...${a(40)}y`,
    });
    expect(differ(a(90), a(91))).toEqual({ field: 'value', recorded: `...${a(40)}`, replayed: `...${a(41)}` });
  });
});

it('signals and completions have ids', () => {
  expect([signalId({ index: 17 }), signalId({ name: 'go' })]).toEqual(['s17', 'ngo']);
  expect(notificationId({ type: 'completion', of: 'Run', completion: 3, result: 'empty' })).toBe('c3');
  expect(notificationId({ type: 'signal', signal: { name: 'go' }, result: 'empty' })).toBe('ngo');
});

it('the leaves of a future are each id once, in order', () => {
  expect(leavesOf({ single: 'c1' })).toEqual(['c1']);
  const inner = {
    combinator: 'FirstCompleted' as const,
    children: [{ single: 's17' as const }, { single: 'c2' as const }],
  };
  expect(leavesOf({ combinator: 'AllCompleted', children: [{ single: 'c2' }, inner, { single: 'ngo' }] })).toEqual([
    'c2',
    's17',
    'ngo',
  ]);
  expect(leavesOf({ combinator: 'AllCompleted', children: [] })).toEqual([]);
});
