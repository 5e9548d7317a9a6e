/**
 * Goal: each event is a sentence that says what happened and to what, and how much it matters for a finding. Method: events in
 * all their forms, with the whole sentence that a report shows.
 */
import { describe, expect, it } from 'vitest';
import { encodeUtf8 as bytes } from '../../core/utf8.ts';
import { arrives, AT_MS, CALL, command, NO, RUN, said, signal, type Row } from './testing/said.ts';

describe('the words of what a handler does', () => {
  it.each<Row>([
    [command({ type: 'Input', headers: [], value: bytes('7') }), 0, 'a receives its input (entry 2).'],
    [command({ type: 'Output', result: NO }), 0, 'a fails with 409 no (entry 2).'],
    [command({ type: 'Run', name: '', completion: 1 }), 0, 'a runs a closure (entry 2).'],
    [command({ type: 'Run', name: 'charge', completion: 1 }), 0, 'a runs "charge" (entry 2).'],
    [command({ type: 'Sleep', wakeUpMs: AT_MS + 250, name: '', completion: 1 }), 26, 'a sleeps for 250 ms (entry 2).'],
    [command({ type: 'Call', ...CALL, completion: 2 }), 28, 'a calls O/k/go(7) (entry 2).'],
    [command({ type: 'OneWayCall', ...CALL }), 28, 'a sends O/k/go(7) (entry 2).'],
    [
      command({ type: 'OneWayCall', ...CALL, parameter: bytes(''), invokeAtMs: AT_MS + 60_000 }),
      28,
      'a sends O/k/go() with a delay of 1 min (entry 2).',
    ],
    [command({ type: 'OneWayCall', ...CALL, invokeAtMs: AT_MS }), 28, 'a sends O/k/go(7) (entry 2).'],
    [command({ type: 'GetLazyState', key: 'k', completion: 1 }), 0, 'a requests the state k (entry 2).'],
    [command({ type: 'GetEagerState', key: 'k', value: bytes('7') }), 18, 'a reads k = 7 (entry 2).'],
    [command({ type: 'GetEagerState', key: 'k', value: undefined }), 18, 'a reads k, which is not set (entry 2).'],
    [command({ type: 'GetLazyStateKeys', completion: 1 }), 0, 'a requests its state keys (entry 2).'],
    [command({ type: 'GetEagerStateKeys', keys: ['k', 'l'] }), 0, 'a reads its state keys: k, l (entry 2).'],
    [command({ type: 'GetEagerStateKeys', keys: [] }), 0, 'a reads its state keys: none (entry 2).'],
    [command({ type: 'SetState', key: 'k', value: bytes('7') }), 35, 'a sets k = 7 (entry 2).'],
    [command({ type: 'ClearState', key: 'k' }), 35, 'a clears k (entry 2).'],
    [command({ type: 'ClearAllState' }), 35, 'a clears all its state (entry 2).'],
    [
      command({ type: 'SendSignal', target: 'inv_2', signal: { name: 'go' }, result: { ok: bytes('') } }),
      0,
      'a sends signal go to inv_2 (entry 2).',
    ],
    [
      command({ type: 'SendSignal', target: 'inv_2', signal: { index: 1 }, result: { ok: bytes('') } }),
      0,
      'a sends signal #1 to inv_2 (entry 2).',
    ],
    [command({ type: 'AttachInvocation', target: 'inv_2', completion: 1 }), 0, 'a attaches to inv_2 (entry 2).'],
    [
      command({ type: 'CompleteAwakeable', awakeableId: 'sign_1', result: { ok: bytes('7') } }),
      0,
      'a resolves an awakeable (entry 2).',
    ],
    [command({ type: 'CompleteAwakeable', awakeableId: 'sign_1', result: NO }), 0, 'a rejects an awakeable (entry 2).'],
    [command({ type: 'GetPromise', key: 'p', completion: 1 }), 0, 'a awaits promise "p" (entry 2).'],
    [command({ type: 'PeekPromise', key: 'p', completion: 1 }), 0, 'a peeks at promise "p" (entry 2).'],
    [
      command({ type: 'CompletePromise', key: 'p', result: { ok: bytes('7') }, completion: 1 }),
      0,
      'a resolves promise "p" (entry 2).',
    ],
    [command({ type: 'CompletePromise', key: 'p', result: NO, completion: 1 }), 0, 'a rejects promise "p" (entry 2).'],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of results of commands', () => {
  it.each<Row>([
    [arrives('Run', RUN, { ok: bytes('7') }), 14, 'a: run "charge" returns 7.'],
    [arrives('Run', { type: 'Run', name: '', completion: 1 }, NO), 30, 'a: run fails with 409 no.'],
    [
      arrives('Call', { type: 'Call', ...CALL, completion: 1 }, { ok: bytes('') }),
      14,
      'a: call O/k/go returns without a value.',
    ],
    [
      arrives('CallInvocationId', undefined, { invocationId: 'inv_1' }),
      0,
      'a receives the invocation id of its request.',
    ],
    [
      arrives('AttachInvocation', { type: 'AttachInvocation', target: 'inv_2', completion: 1 }, { ok: bytes('7') }),
      14,
      'a: the attached invocation returns 7.',
    ],
    [arrives('Sleep', { type: 'Sleep', wakeUpMs: 0, name: '', completion: 1 }, 'empty'), 0, 'a: its sleep is over.'],
    [
      arrives('GetLazyState', { type: 'GetLazyState', key: 'k', completion: 1 }, { ok: bytes('7') }),
      18,
      'a reads k = 7.',
    ],
    [
      arrives('GetLazyState', { type: 'GetLazyState', key: 'k', completion: 1 }, 'empty'),
      0,
      'a reads k, which is not set.',
    ],
    [
      arrives('GetLazyState', { type: 'GetLazyState', key: 'k', completion: 1 }, NO),
      30,
      'a: state k fails with 409 no.',
    ],
    [arrives('GetLazyState', undefined, { ok: bytes('7') }), 18, 'a reads its state = 7.'],
    [
      arrives('GetLazyStateKeys', { type: 'GetLazyStateKeys', completion: 1 }, { stateKeys: ['k', 'l'] }),
      0,
      'a reads its state keys: k, l.',
    ],
    [
      arrives('GetLazyStateKeys', { type: 'GetLazyStateKeys', completion: 1 }, { stateKeys: [] }),
      0,
      'a reads its state keys: none.',
    ],
    [
      arrives('GetPromise', { type: 'GetPromise', key: 'p', completion: 1 }, { ok: bytes('7') }),
      14,
      'a: promise "p" is resolved with 7.',
    ],
    [
      arrives('GetPromise', { type: 'GetPromise', key: 'p', completion: 1 }, { ok: bytes('') }),
      14,
      'a: promise "p" is resolved.',
    ],
    [
      arrives('GetPromise', { type: 'GetPromise', key: 'p', completion: 1 }, NO),
      30,
      'a: promise "p" is rejected with 409 no.',
    ],
    [
      arrives('PeekPromise', { type: 'PeekPromise', key: 'p', completion: 1 }, 'empty'),
      0,
      'a: promise "p" is not completed yet.',
    ],
    [
      arrives('PeekPromise', { type: 'PeekPromise', key: 'p', completion: 1 }, { ok: bytes('7') }),
      14,
      'a: promise "p" is resolved with 7.',
    ],
    [
      arrives('CompletePromise', { type: 'CompletePromise', key: 'p', result: NO, completion: 1 }, 'empty'),
      0,
      'a: promise "p" is completed.',
    ],
    [arrives('Run', undefined, { ok: bytes('7') }), 14, 'a: the result of Run returns 7.'],
    [arrives('Run', undefined, 'empty'), 0, 'a: the result of Run completes.'],
    [
      arrives('Run', RUN, { ok: bytes('7') }, 'b'),
      80,
      'a: run "charge" returns 7, with the result that b left behind.',
    ],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});

describe('the words of signals, timers and what an operator does', () => {
  it.each<Row>([
    [signal({ index: 1 }, { ok: bytes('') }), 0, 'a receives the cancel signal.'],
    [signal({ index: 17 }, { ok: bytes('7') }), 14, 'a: its awakeable is resolved with 7.'],
    [signal({ index: 17 }, NO), 30, 'a: its awakeable is rejected with 409 no.'],
    [signal({ name: 'go' }, { ok: bytes('') }), 14, 'a: signal go is resolved.'],
    [signal({ index: 16 }, { ok: bytes('7') }), 14, 'a: signal #16 is resolved with 7.'],
    [signal({ name: 'go' }, 'empty'), 0, 'a receives a signal.'],
    [
      { type: 'signal dropped', invocation: 'a', signal: { name: 'go' } },
      60,
      'a: signal go is dropped: the invocation has completed already.',
    ],
    [{ type: 'timer fired', invocation: 'a', completion: 1 }, 26, 'a: its sleep is over.'],
    [{ type: 'timer fired', invocation: 'a', completion: undefined }, 26, 'a: its delay is over.'],
    [
      { type: 'timer fired', invocation: 'a', completion: 1, armedBy: 'b' },
      80,
      'a: the sleep that b left behind fires into this invocation, as restate-server 1.7 does; 1.8 fixes it.',
    ],
    [
      {
        type: 'refused',
        invocation: 'a',
        attempt: 1,
        message: 'cannot process command Command: SetState (command index 3) because of a failed precondition: no',
      },
      0,
      'a: attempt 1 is rejected by the server: SetState (entry 3): no.',
    ],
    [{ type: 'state replaced', key: 'O/k', applied: true, state: {} }, 0, 'An operator replaces the state of O/k.'],
    [
      { type: 'state replaced', key: 'O/k', applied: false, state: {} },
      0,
      'An operator does not replace the state of O/k: it is no longer the expected version.',
    ],
    [
      { type: 'promise completed', key: 'W/k', name: 'p', result: { ok: bytes('7') } },
      50,
      'W/k: promise "p" is resolved with 7.',
    ],
  ])('%j', (happening, weight, text) => {
    expect(said(happening)).toEqual([weight, text]);
  });
});
