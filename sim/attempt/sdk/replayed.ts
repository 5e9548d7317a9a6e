import type { Command } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import { bytesOfInvocationId } from '../../journal/invocation-id.ts';
import type { Notification } from '../../journal/notification.ts';
import type { Outcome } from '../../journal/outcome.ts';
import type { AttemptSetup } from '../attempt.ts';
import { frame, joined, notificationFrame } from './frames.ts';
import type { ToAttempt, Wide, WireNotification, WireResult } from './messages.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

const EMPTY_RESULT = {};

/** @returns what the server sends to begin an attempt: the start message and the known part of the journal. */
export function openingOf(setup: AttemptSetup): Uint8Array {
  const frames = [frame('Start', startOf(setup))];
  for (let i = 0; i < setup.knownEntries; i++) {
    const entry = setup.journal[i];
    if (entry !== undefined) frames.push(entryFrame(entry));
  }
  return joined(frames);
}

/** @returns the frame of a notification from the journal. */
export function notificationOf(notification: Notification): Uint8Array {
  if (notification.type === 'completion') {
    return notificationFrame(notification.of, { completionId: notification.completion, ...resultOf(notification) });
  }
  const { signal } = notification;
  const id = 'index' in signal ? { signalId: signal.index } : { signalName: signal.name };
  return notificationFrame('Signal', { ...id, ...resultOf(notification) });
}

/** @returns the acknowledgement that the run result proposed by this attempt is stored. */
export function ackOf(completion: number): Uint8Array {
  return frame('ProposeRunCompletionAck', { completionId: completion });
}

/** Leaves out the fields of protocol 7 when the model speaks 6. */
function startOf(setup: AttemptSetup): ToAttempt['Start'] {
  const { scope, limitKey, idempotencyKey } = setup;
  const isV7 = setup.protocolVersion >= 7;
  return {
    id: bytesOfInvocationId(setup.invocationId),
    debugId: setup.invocationId,
    knownEntries: setup.knownEntries,
    stateMap: [...setup.state].map(([key, value]) => ({ key: encodeUtf8(key), value })),
    partialState: setup.partialState,
    key: setup.key,
    retryCountSinceLastStoredEntry: setup.retriesSinceLastStoredEntry,
    durationSinceLastStoredEntry: setup.durationSinceLastStoredEntryMs,
    randomSeed: wide(setup.randomSeed()),
    ...(isV7 && scope !== undefined ? { scope } : {}),
    ...(isV7 && limitKey !== undefined ? { limitKey } : {}),
    ...(isV7 && idempotencyKey !== undefined ? { idempotencyKey } : {}),
  };
}

function entryFrame(entry: JournalEntry): Uint8Array {
  return entry.kind === 'command' ? commandFrame(entry.command) : notificationOf(entry.notification);
}

function commandFrame(command: Command): Uint8Array {
  const { type } = command;
  switch (type) {
    case 'Input':
      return frame(type, { headers: command.headers, value: { content: command.value } });
    case 'Output':
      return frame(type, outcomeOf(command.result));
    case 'GetLazyState':
      return frame(type, { key: encodeUtf8(command.key), resultCompletionId: command.completion });
    case 'GetEagerState': {
      const result = command.value === undefined ? { void: EMPTY_RESULT } : { value: { content: command.value } };
      return frame(type, { key: encodeUtf8(command.key), ...result });
    }
    case 'GetLazyStateKeys':
      return frame(type, { resultCompletionId: command.completion });
    case 'GetEagerStateKeys':
      return frame(type, { value: { keys: command.keys.map((key) => encodeUtf8(key)) } });
    case 'SetState':
      return frame(type, { key: encodeUtf8(command.key), value: { content: command.value } });
    case 'ClearState':
      return frame(type, { key: encodeUtf8(command.key) });
    case 'ClearAllState':
      return frame(type, EMPTY_RESULT);
    case 'Sleep':
      return frame(type, {
        wakeUpTime: wide(BigInt(command.wakeUpMs)),
        name: command.name,
        resultCompletionId: command.completion,
      });
    case 'Call':
      return frame(type, { ...requestOf(command), resultCompletionId: command.completion });
    case 'OneWayCall':
      return frame(type, { ...requestOf(command), invokeTime: wide(BigInt(command.invokeAtMs ?? 0)) });
    case 'SendSignal': {
      const { signal, result } = command;
      // The only signal with an index that handlers send is the cancellation. It has no value.
      return 'index' in signal
        ? frame(type, { targetInvocationId: command.target, idx: signal.index, void: EMPTY_RESULT })
        : frame(type, { targetInvocationId: command.target, name: signal.name, ...outcomeOf(result) });
    }
    case 'Run':
      return frame(type, { name: command.name, resultCompletionId: command.completion });
    case 'AttachInvocation':
      return frame(type, { invocationId: command.target, resultCompletionId: command.completion });
    case 'CompleteAwakeable':
      return frame(type, { awakeableId: command.awakeableId, ...outcomeOf(command.result) });
    case 'GetPromise':
    case 'PeekPromise':
      return frame(type, { key: command.key, resultCompletionId: command.completion });
    case 'CompletePromise':
      return frame(type, {
        key: command.key,
        ...outcomeOf(command.result),
        resultCompletionId: command.completion,
      });
  }
}

function requestOf(command: Extract<Command, { type: 'Call' | 'OneWayCall' }>) {
  const { service, handler, parameter, headers, key, idempotencyKey, scope, limitKey, name } = command;
  return {
    serviceName: service,
    handlerName: handler,
    parameter,
    headers,
    key: key ?? '',
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(scope === undefined ? {} : { scope }),
    ...(limitKey === undefined ? {} : { limitKey }),
    invocationIdNotificationIdx: command.invocationIdCompletion,
    name,
  };
}

function outcomeOf(outcome: Outcome): WireResult {
  return 'ok' in outcome ? { value: { content: outcome.ok } } : { failure: outcome.failure };
}

function resultOf({ result }: Notification): WireNotification {
  if (result === 'empty') return { void: EMPTY_RESULT };
  if ('stateKeys' in result) return { stateKeys: { keys: result.stateKeys.map((key) => encodeUtf8(key)) } };
  if ('invocationId' in result) return { invocationId: result.invocationId };
  return outcomeOf(result);
}

function wide(value: bigint): Wide {
  return { low: Number(value & 0xffff_ffffn) | 0, high: Number((value >> 32n) & 0xffff_ffffn) | 0, unsigned: true };
}
