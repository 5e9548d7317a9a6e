import { describe, expect, it } from 'vitest';
import type { Command } from '../journal/command.ts';
import type { Notification } from '../journal/notification.ts';
import { journalRows } from './journal-rows.ts';
import { encodeUtf8 } from '../core/utf8.ts';

const ONE = encodeUtf8('1');
const EMPTY_VALUE = new Uint8Array();

function jsonOf(command: Command): unknown {
  return journalRows([{ kind: 'command', command, appendedAtMs: 0 }])[0]?.entry_json['Command'];
}

function notifiedJsonOf(notification: Notification): unknown {
  return journalRows([{ kind: 'notification', notification, appendedAtMs: 0 }])[0]?.entry_json['Notification'];
}

describe('the row of a command', () => {
  const call = {
    service: 'Bank',
    key: 'ann',
    handler: 'credit',
    parameter: ONE,
    headers: [{ key: 'h', value: 'v' }],
    name: '',
    invocationIdCompletion: 1,
  };
  const request = {
    invocation_target: 'Bank/ann/credit',
    parameter: [49],
    headers: [{ name: 'h', value: 'v' }],
    idempotency_key: null,
  };

  it.each<[string, Command, unknown]>([
    [
      'an input',
      { type: 'Input', headers: [{ key: 'h', value: 'v' }], value: ONE },
      { Input: { headers: [{ name: 'h', value: 'v' }], payload: [49], name: '' } },
    ],
    [
      'a call',
      { type: 'Call', completion: 2, ...call, idempotencyKey: 'once' },
      {
        Call: {
          request: { ...request, idempotency_key: 'once' },
          invocation_id_completion_id: 1,
          result_completion_id: 2,
          name: '',
        },
      },
    ],
    [
      'a send',
      { type: 'OneWayCall', ...call },
      { OneWayCall: { request, invoke_time: 0, invocation_id_completion_id: 1, name: '' } },
    ],
    [
      'a delayed send',
      { type: 'OneWayCall', invokeAtMs: 5, ...call },
      { OneWayCall: { request, invoke_time: 5, invocation_id_completion_id: 1, name: '' } },
    ],
    [
      'a sleep',
      { type: 'Sleep', wakeUpMs: 9, name: 'nap', completion: 3 },
      { Sleep: { wake_up_time: 9, completion_id: 3, name: 'nap' } },
    ],
    [
      'a cancel, which is a signal without a value',
      { type: 'SendSignal', target: 'inv_1', signal: { index: 1 }, result: { ok: EMPTY_VALUE } },
      { SendSignal: { target_invocation_id: 'inv_1', signal_id: { Index: 1 }, result: 'Void', name: '' } },
    ],
    [
      'a signal with a name',
      { type: 'SendSignal', target: 'inv_1', signal: { name: 'go' }, result: { ok: ONE } },
      { SendSignal: { target_invocation_id: 'inv_1', signal_id: { Name: 'go' }, result: { Success: [49] }, name: '' } },
    ],
    [
      'the rejection of an awakeable',
      { type: 'CompleteAwakeable', awakeableId: 'sign_1', result: { failure: { code: 500, message: 'no' } } },
      { CompleteAwakeable: { id: 'sign_1', result: { Failure: { code: 500, message: 'no' } }, name: '' } },
    ],
    [
      'an eager read of a state entry that is set',
      { type: 'GetEagerState', key: 'k', value: ONE },
      { GetEagerState: { key: 'k', result: { Success: [49] }, name: '' } },
    ],
    ['a clear', { type: 'ClearAllState' }, { ClearAllState: { name: '' } }],
  ])('shows %s', (_what, command, expected) => {
    expect(jsonOf(command)).toEqual(expected);
  });
});

describe('the row of a notification', () => {
  it.each<[string, Notification, unknown]>([
    [
      'a signal by its index',
      { type: 'signal', signal: { index: 17 }, result: { ok: ONE } },
      { Signal: { id: { Index: 17 }, result: { Success: [49] } } },
    ],
    [
      'a signal by its name',
      { type: 'signal', signal: { name: 'go' }, result: 'empty' },
      { Signal: { id: { Name: 'go' }, result: 'Void' } },
    ],
    [
      'the end of a sleep, without a result',
      { type: 'completion', of: 'Sleep', completion: 3, result: 'empty' },
      { Completion: { Sleep: { completion_id: 3 } } },
    ],
    [
      'the id of a called invocation',
      { type: 'completion', of: 'CallInvocationId', completion: 1, result: { invocationId: 'inv_1' } },
      { Completion: { CallInvocationId: { completion_id: 1, invocation_id: 'inv_1' } } },
    ],
    [
      'a failure with its metadata',
      {
        type: 'completion',
        of: 'Call',
        completion: 2,
        result: { failure: { code: 409, message: 'no', metadata: [{ key: 'm', value: 'v' }] } },
      },
      {
        Completion: {
          Call: { completion_id: 2, result: { Failure: { code: 409, message: 'no', metadata: { m: 'v' } } } },
        },
      },
    ],
  ])('shows %s', (_what, notification, expected) => {
    expect(notifiedJsonOf(notification)).toEqual(expected);
  });
});
