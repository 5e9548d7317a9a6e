import type { Command, CommandType, SignalName } from '../../journal/command.ts';
import type { Combinator, Future } from '../../journal/future.ts';
import { signalId } from '../../journal/notification.ts';
import type { Outcome } from '../../journal/outcome.ts';
import type { AttemptError, AttemptMessage } from '../attempt.ts';
import { COMMANDS } from './frames.ts';
import { failureOf } from './messages.ts';
import { mismatchOf } from './mismatch.ts';
import type { FromAttempt, Received, Wide, WireFuture, WireResult, WireValue } from './messages.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** @returns the message for the server; undefined for `AwaitingOn`, which only this engine needs. */
export function messageOf(received: Received): AttemptMessage | undefined {
  switch (received.type) {
    case 'AwaitingOn':
      return undefined;
    case 'End':
      return { type: 'end' };
    case 'Suspension':
      return { type: 'suspension', awaiting: futureOf(received.body.awaitingOn) };
    case 'Error':
      return { type: 'error', error: errorOf(received.body) };
    case 'ProposeRunCompletion': {
      const { resultCompletionId: completion, value, failure } = received.body;
      return {
        type: 'proposal',
        completion,
        result: failure ? { failure: failureOf(failure) } : { ok: value ? presentBytes(value) : EMPTY },
      };
    }
    default:
      return { type: 'command', command: commandOf(received) };
  }
}

/** @returns the tree, in the order in which it is written: completions, signals, named signals, nested trees. */
export function futureOf(future: WireFuture): Future {
  return {
    combinator: COMBINATORS[future.combinatorType] ?? 'Unknown',
    children: [
      ...future.waitingCompletions.map((id): Future => ({ single: `c${id}` })),
      ...future.waitingSignals.map((id): Future => ({ single: `s${id}` })),
      ...future.waitingNamedSignals.map((name): Future => ({ single: signalId({ name }) })),
      ...future.nestedFutures.map(futureOf),
    ],
  };
}

const COMBINATORS: readonly Combinator[] = [
  'Unknown',
  'FirstCompleted',
  'AllCompleted',
  'FirstSucceededOrAllFailed',
  'AllSucceededOrFirstFailed',
];
const EMPTY = new Uint8Array(0);
const MISMATCH = 570;
export type WrittenCommand = Extract<Received, { type: CommandType }>;

export function commandOf({ type, body }: WrittenCommand): Command {
  switch (type) {
    case 'Input':
      return { type, headers: body.headers, value: bytesOf(body.value) };
    case 'Output':
      return { type, result: outcomeOf(body) };
    case 'GetLazyState':
      return { type, key: stringOf(body.key), completion: body.resultCompletionId };
    case 'GetEagerState':
      return {
        type,
        key: stringOf(body.key),
        value: body.value ? bytesOf(body.value) : undefined,
      };
    case 'GetLazyStateKeys':
      return { type, completion: body.resultCompletionId };
    case 'GetEagerStateKeys':
      return { type, keys: body.value.keys.map(stringOf) };
    case 'SetState':
      return { type, key: stringOf(body.key), value: bytesOf(body.value) };
    case 'ClearState':
      return { type, key: stringOf(body.key) };
    case 'ClearAllState':
      return { type };
    case 'Sleep':
      return { type, wakeUpMs: numberOf(body.wakeUpTime), name: body.name, completion: body.resultCompletionId };
    case 'Call':
      return { type, ...requestOf(body), completion: body.resultCompletionId };
    case 'OneWayCall': {
      const invokeAtMs = numberOf(body.invokeTime);
      return { type, ...requestOf(body), ...(invokeAtMs === 0 ? {} : { invokeAtMs }) };
    }
    case 'SendSignal':
      return { type, target: body.targetInvocationId, signal: signalOf(body), result: outcomeOf(body) };
    case 'Run':
      return { type, name: body.name, completion: body.resultCompletionId };
    case 'AttachInvocation':
      return { type, target: body.invocationId, completion: body.resultCompletionId };
    case 'CompleteAwakeable':
      return { type, awakeableId: body.awakeableId, result: outcomeOf(body) };
    case 'GetPromise':
    case 'PeekPromise':
      return { type, key: body.key, completion: body.resultCompletionId };
    case 'CompletePromise':
      return { type, key: body.key, result: outcomeOf(body), completion: body.resultCompletionId };
  }
}

type RequestFields = Omit<Extract<Command, { type: 'OneWayCall' }>, 'type' | 'invokeAtMs'>;

function requestOf(body: FromAttempt['Call'] | FromAttempt['OneWayCall']): RequestFields {
  const { key, idempotencyKey, scope, limitKey } = body;
  return {
    service: body.serviceName,
    handler: body.handlerName,
    ...(key === '' ? {} : { key }),
    parameter: presentBytes(body.parameter),
    headers: body.headers.map((header) => ({ key: header.key, value: header.value })),
    ...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
    ...(typeof scope === 'string' ? { scope } : {}),
    ...(typeof limitKey === 'string' ? { limitKey } : {}),
    name: body.name,
    invocationIdCompletion: body.invocationIdNotificationIdx,
  };
}

function signalOf(body: FromAttempt['SendSignal']): SignalName {
  const index = own(body, 'idx');
  return typeof index === 'number' ? { index } : { name: body.name ?? '' };
}

/** A cancel signal has no value, which is no bytes here. */
function outcomeOf(body: WireResult): Outcome {
  return body.failure ? { failure: failureOf(body.failure) } : { ok: body.value ? bytesOf(body.value) : EMPTY };
}

function bytesOf({ content }: WireValue): Uint8Array {
  return presentBytes(content);
}

function stringOf(bytes: Uint8Array): string {
  return decodeUtf8(presentBytes(bytes));
}

/** The library reads absent bytes as an empty array of its own. */
function presentBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? EMPTY : bytes;
}

function errorOf(body: FromAttempt['Error']): AttemptError {
  const { code, message, relatedCommandIndex: index, relatedCommandType } = body;
  const delay = own(body, 'nextRetryDelay');
  const type = Object.entries(COMMANDS).find(([, number]) => number === relatedCommandType)?.[0];
  const behavior = BEHAVIORS[body.behavior];
  return {
    code,
    message,
    ...(delay ? { retryAfterMs: numberOf(delay) } : {}),
    ...(behavior === undefined ? {} : { behavior }),
    ...(type !== undefined && typeof index === 'number'
      ? { related: { index, name: body.relatedCommandName ?? '', type } }
      : {}),
    ...(code === MISMATCH ? { mismatch: mismatchOf(message, index ?? 0) } : {}),
  };
}

/** A field that is not on the wire reads as the library's default, from the prototype; here it is undefined. */
function own<T extends object, K extends keyof T>(body: T, field: K): T[K] | undefined {
  return Object.hasOwn(body, field) ? body[field] : undefined;
}

const BEHAVIORS = [undefined, 'pause', 'fail'] as const;

function numberOf({ low, high }: Wide): number {
  return (high >>> 0) * 2 ** 32 + (low >>> 0);
}
