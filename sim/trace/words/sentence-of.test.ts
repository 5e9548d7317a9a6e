/**
 * Goal: each event is a sentence that says what happened and to what, and how much it matters for a finding. Method: events in
 * all their forms, with the whole sentence that a report shows.
 */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 as bytes } from '../../core/utf8.ts';
import { TEST_PASSES } from '../event.ts';
import { AT_MS, effect, NO, said, TARGET, trouble, type Row } from './testing/said.ts';

describe('the words of requests and responses', () => {
  it.each<Row>([
    [
      { type: 'operation', operation: 'op', client: 'client 1', target: TARGET, kind: 'call', input: bytes('7') },
      60,
      'Client 1 calls O/k/go(7) [op].',
    ],
    [
      { type: 'operation', operation: 'op', client: 'client 1', target: TARGET, kind: 'send', input: bytes('') },
      60,
      'Client 1 sends O/k/go() [op].',
    ],
    [
      { type: 'operation', operation: 'op', client: 'client 1', target: TARGET, kind: 'attach', input: bytes('') },
      60,
      'Client 1 attaches to O/k/go() [op].',
    ],
    [
      { type: 'operation', operation: 'op', client: 'client 1', target: TARGET, kind: 'output', input: bytes('') },
      60,
      'Client 1 asks for the output of O/k/go() [op].',
    ],
    [
      { type: 'operation', operation: 'op', client: 'client 1', target: TARGET, kind: 'other', input: bytes('') },
      60,
      'Client 1 requests O/k/go() [op].',
    ],
    [{ type: 'answer', operation: 'a', status: 200, body: bytes('7') }, 50, 'The client gets response 200 for a: 7.'],
    [{ type: 'answer', operation: 'a', status: 202, body: bytes('') }, 20, 'The client gets response 202 for a.'],
    [
      { type: 'answer', operation: 'a', status: 0, body: bytes('') },
      50,
      'The client gets no response for a: the connection breaks.',
    ],
    [{ type: 'abandoned', operation: 'a' }, 55, 'The client stops waiting for a; the invocation goes on.'],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of invocations', () => {
  it.each<Row>([
    [
      {
        type: 'invocation created',
        invocation: 'b',
        id: 'inv_1',
        target: TARGET,
        kind: 'EXCLUSIVE',
        by: undefined,
        scheduledForMs: undefined,
      },
      0,
      'b is created; handler O/k/go.',
    ],
    [
      {
        type: 'invocation created',
        invocation: 'b',
        id: 'inv_1',
        target: TARGET,
        kind: 'EXCLUSIVE',
        by: undefined,
        scheduledForMs: AT_MS + 5_000,
      },
      0,
      'b is created, to start in 5 s; handler O/k/go.',
    ],
    [
      { type: 'invocation found', invocation: 'b', by: 'a', how: 'in flight' },
      48,
      'a attaches to invocation b, which is in flight.',
    ],
    [
      { type: 'invocation found', invocation: 'b', by: 'a', how: 'completed' },
      48,
      'a gets the stored result of invocation b.',
    ],
    [
      { type: 'invocation found', invocation: 'b', by: 'a', how: 'refused' },
      48,
      'a is refused: invocation b exists already.',
    ],
    [{ type: 'lock taken', invocation: 'a', key: 'O/k' }, 0, 'a takes the lock of O/k.'],
    [{ type: 'queued', invocation: 'a', key: 'O/k', ahead: 0 }, 25, 'a waits for the lock of O/k.'],
    [{ type: 'queued', invocation: 'a', key: 'O/k', ahead: 1 }, 25, 'a waits for the lock of O/k; behind 1 other.'],
    [{ type: 'lock released', invocation: 'a', key: 'O/k' }, 0, 'a releases the lock of O/k.'],
    [{ type: 'cancel requested', invocation: 'a', by: 'operator' }, 70, 'a is cancelled by an operator.'],
    [{ type: 'killed', invocation: 'a', by: 'a#1@2:after' }, 70, 'a is killed by an injected trouble.'],
    [{ type: 'removed', invocation: 'a', from: 'inbox', why: 'cancel' }, 50, 'a is removed from the inbox; cancel.'],
    [{ type: 'paused', invocation: 'a', why: 'retries exhausted' }, 70, 'a is paused: retries exhausted.'],
    [{ type: 'resumed', invocation: 'a', why: 'operator' }, 0, 'a is resumed: operator.'],
    [{ type: 'completed', invocation: 'a', result: { ok: bytes('7') } }, 15, 'a returns 7.'],
    [{ type: 'completed', invocation: 'a/1', result: { ok: bytes('') } }, 32, 'a/1 returns without a value.'],
    [{ type: 'completed', invocation: 'a', result: NO }, 15, 'a fails with 409 no.'],
    [{ type: 'forgotten', invocation: 'a', why: 'purged' }, 0, 'a is purged.'],
    [{ type: 'forgotten', invocation: 'a', why: 'retention' }, 0, 'a is deleted: its retention time is over.'],
    [{ type: 'forgotten', invocation: 'a', why: 'not retained' }, 0, 'a is deleted: its result is not retained.'],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of attempts', () => {
  it.each<Row>([
    [{ type: 'attempt started', invocation: 'a', attempt: 1, knownEntries: 1 }, 12, 'a starts.'],
    [{ type: 'attempt started', invocation: 'a/1', attempt: 1, knownEntries: 1 }, 22, 'a/1 starts.'],
    [
      { type: 'attempt started', invocation: 'a', attempt: 2, knownEntries: 1 },
      34,
      'a: attempt 2 starts with an empty journal.',
    ],
    [
      { type: 'attempt started', invocation: 'a', attempt: 2, knownEntries: 2 },
      34,
      'a: attempt 2 starts and replays 1 entry.',
    ],
    [
      { type: 'attempt started', invocation: 'a', attempt: 1, knownEntries: 3 },
      12,
      'a: attempt 1 starts and replays 2 entries.',
    ],
    [
      {
        type: 'attempt failed',
        invocation: 'a',
        attempt: 1,
        code: 500,
        message: 'boom',
        retryInMs: 500,
        mismatch: undefined,
      },
      45,
      'a: attempt 1 fails: boom; the next attempt starts in 500 ms.',
    ],
    [
      {
        type: 'attempt failed',
        invocation: 'a',
        attempt: 1,
        code: 500,
        message: 'boom',
        retryInMs: undefined,
        mismatch: undefined,
      },
      45,
      'a: attempt 1 fails: boom.',
    ],
    [
      { type: 'suspended', invocation: 'a', attempt: 1, awaiting: [] },
      20,
      'a suspends; its code stops until a result that it awaits arrives.',
    ],
    [{ type: 'attempt ended', invocation: 'a', attempt: 1 }, 0, 'a: attempt 1 ends.'],
    [
      { type: 'zombie', invocation: 'a', attempt: 1, why: 'killed' },
      0,
      'a: attempt 1 becomes a zombie (killed); the server has given it up, and its code still runs.',
    ],
    [
      { type: 'run started', invocation: 'a', attempt: 1, entry: 2, name: '', after: 'start' },
      0,
      'a: run starts (entry 2).',
    ],
    [
      { type: 'run started', invocation: 'a', attempt: 3, entry: 2, name: 'charge', after: 'start' },
      0,
      'a: run "charge" starts (entry 2, attempt 3).',
    ],
    [
      { type: 'remark', invocation: 'a', attempt: 1, what: 'ambient fetch', text: '' },
      0,
      'a uses fetch outside of ctx.run.',
    ],
    [
      { type: 'remark', invocation: 'a', attempt: 1, what: 'ambient fetch', text: 'a.ts:1' },
      0,
      'a uses fetch (a.ts:1) outside of ctx.run.',
    ],
    [{ type: 'remark', invocation: 'a', attempt: 1, what: 'log', text: 'hello' }, 0, 'a hello.'],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of effects', () => {
  it.each<Row>([
    [effect('effect began', { input: 7 }), 0, 'a calls effect mail(7).'],
    [effect('effect began', { input: undefined, zombie: true }), 0, 'a calls effect mail(), as a zombie.'],
    [effect('effect began', { input: 7, invocation: undefined }), 0, 'Code outside of a handler calls effect mail(7).'],
    [effect('effect happened', { output: 7 }), 65, 'a: effect mail happens, result 7.'],
    [effect('effect happened', { output: undefined }), 65, 'a: effect mail happens.'],
    [
      effect('effect happened', { output: 7, zombie: true }),
      75,
      'a: effect mail happens, caused by attempt 2, a zombie, result 7.',
    ],
    [
      effect('effect happened', { output: 7, repeated: true }),
      65,
      'a: effect mail has happened before under its key, result 7.',
    ],
    [
      { type: 'effect answered', effect: 'mail', call: 'a#2:mail 0', failure: undefined },
      0,
      'a: effect mail responds in attempt 2.',
    ],
    [
      { type: 'effect answered', effect: 'mail', call: 'a#2:mail 0', failure: 'down' },
      65,
      'a: effect mail fails in attempt 2: down.',
    ],
    [
      { type: 'effect answered', effect: 'mail', call: 'elsewhere', failure: undefined },
      0,
      'Code outside of a handler: effect mail responds.',
    ],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of the world', () => {
  it.each<Row>([
    [{ type: 'time', fromMs: 1_000, toMs: 3_500 }, 0, 'The clock advances by 2.5 s.'],
    [
      { type: 'choice', choice: { kind: 'jitter', address: 'a', options: 3, chosen: 1 }, enabled: undefined },
      0,
      'The search picks option 1 of 3 (jitter).',
    ],
    [
      {
        type: 'assertion',
        kind: 'always',
        name: 'in range',
        held: false,
        invocation: 'a',
        attempt: 1,
        detail: '7 of 5',
      },
      80,
      'a asserts always "in range", which is false (7 of 5).',
    ],
    [
      {
        type: 'assertion',
        kind: 'never',
        name: 'overflows',
        held: false,
        invocation: undefined,
        attempt: undefined,
        detail: undefined,
      },
      80,
      'The scenario asserts never "overflows", which is true.',
    ],
    [
      {
        type: 'assertion',
        kind: 'sometimes',
        name: 'empty',
        held: false,
        invocation: 'a',
        attempt: 1,
        detail: undefined,
      },
      0,
      'a asserts sometimes "empty", which is false.',
    ],
    [
      {
        type: 'assertion',
        kind: 'always',
        name: 'in range',
        held: true,
        invocation: 'a',
        attempt: 1,
        detail: undefined,
      },
      0,
      'a asserts always "in range", which is true.',
    ],
    [
      {
        type: 'assertion',
        kind: 'always',
        name: TEST_PASSES,
        held: true,
        invocation: undefined,
        attempt: undefined,
        detail: undefined,
      },
      0,
      'The test passes.',
    ],
    [
      {
        type: 'assertion',
        kind: 'always',
        name: TEST_PASSES,
        held: false,
        invocation: undefined,
        attempt: undefined,
        detail: 'expected 7',
      },
      80,
      'The test fails: expected 7.',
    ],
    [{ type: 'faults frozen' }, 0, 'The run injects no more troubles; everything in flight must now settle.'],
    [
      {
        type: 'jobs left',
        jobs: [
          { invocation: 'a', generation: 3 },
          { invocation: 'b', generation: 0, sleeps: 12 },
        ],
      },
      0,
      'The run ends: only jobs that go on by themselves forever are left; a, round 3; b, sleep 12.',
    ],
    [
      { type: 'limit', limit: 'steps', message: 'The run reached its limit of 5 steps.' },
      100,
      'The run stops at a limit: The run reached its limit of 5 steps.',
    ],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of injected troubles', () => {
  it.each<Row>([
    [trouble('connection', 'a#1@2:before'), 90, 'a: the connection is lost before entry 2 (run "charge") is stored.'],
    [
      trouble('process', 'a#2@2:after'),
      90,
      'a: the service process crashes right after entry 2 (run "charge") is stored, in attempt 2.',
    ],
    [
      trouble('process crash', 'a#1@2:inside'),
      90,
      'a: the service process crashes after run "charge" has executed, before its result is stored as entry 2.',
    ],
    [trouble('suspend', 'a#1@7:after'), 90, 'a is asked to suspend right after entry 7 is stored.'],
    [trouble('cancel', 'a#1@2:after'), 90, 'a is cancelled right after entry 2 (run "charge") is stored.'],
    [trouble('kill', 'a#1@2:after'), 90, 'a is killed right after entry 2 (run "charge") is stored.'],
    [trouble('pause', 'a#1@2:after'), 90, 'a is paused right after entry 2 (run "charge") is stored.'],
    [
      trouble('clear state', 'a#1@2:after'),
      90,
      'a: the state of its key is cleared by an operator right after entry 2 (run "charge") is stored.',
    ],
    [trouble('server restart', 'restart 1'), 90, 'The server is restarted.'],
    [trouble('clock jump', 'jump 1'), 90, 'The service clock jumps.'],
    [
      trouble('a new kind', 'a#1@7:inside'),
      90,
      'a: a new kind happens after the closure has executed, before its result is stored as entry 7.',
    ],
    [trouble('suspend', 'x'), 90, 'The world is asked to suspend.'],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});
