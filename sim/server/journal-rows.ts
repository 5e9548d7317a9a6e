import { isoTime } from '../core/iso-time.ts';
import { targetName } from '../core/target-name.ts';
import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Notification, NotificationResult } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';

/** A row of a journal, as the server's table `sys_journal` has it (version 2, without the raw bytes). */
export interface JournalRow {
  readonly index: number;
  /** `Command: Run`, `Notification: Signal` and so on. */
  readonly entry_type: string;
  /** Name of a command, empty when it has none; undefined for notifications. */
  readonly name: string | undefined;
  readonly version: 2;
  /** ISO time. */
  readonly appended_at: string;
  /** What the table's `entry_json` says, parsed; payloads are arrays of bytes. */
  readonly entry_json: EntryJson;
}

export type EntryJson = Readonly<Record<string, unknown>>;

/** @returns the rows of a journal, in the order in which they were appended */
export function journalRows(journal: readonly JournalEntry[]): JournalRow[] {
  return journal.map((entry, index) => {
    const common = { index, version: 2, appended_at: isoTime(entry.appendedAtMs) } as const;
    if (entry.kind === 'command') {
      const { command } = entry;
      const name = nameOfCommand(command);
      const fields = { ...commandFields(command), name };
      return {
        ...common,
        entry_type: `Command: ${command.type}`,
        name,
        entry_json: { Command: { [command.type]: fields } },
      };
    }
    const { notification } = entry;
    const type = notification.type === 'completion' ? notification.of : 'Signal';
    return {
      ...common,
      entry_type: `Notification: ${type}`,
      name: undefined,
      entry_json: { Notification: notificationJson(notification) },
    };
  });
}

function nameOfCommand(command: Command): string {
  return 'name' in command ? command.name : '';
}

function commandFields(command: Command): EntryJson {
  switch (command.type) {
    case 'Input':
      return {
        headers: command.headers.map(({ key, value }) => ({ name: key, value })),
        payload: [...command.value],
      };
    case 'Output':
      return { result: outcomeJson(command.result) };
    case 'GetLazyState':
      return { key: command.key, completion_id: command.completion };
    case 'GetEagerState':
      return { key: command.key, result: command.value === undefined ? 'Void' : { Success: [...command.value] } };
    case 'GetLazyStateKeys':
    case 'Run':
      return { completion_id: command.completion };
    case 'GetEagerStateKeys':
      return { state_keys: command.keys };
    case 'SetState':
      return { key: command.key, value: [...command.value] };
    case 'ClearState':
      return { key: command.key };
    case 'ClearAllState':
      return {};
    case 'Sleep':
      return { wake_up_time: command.wakeUpMs, completion_id: command.completion };
    case 'Call':
      return {
        request: requestJson(command),
        invocation_id_completion_id: command.invocationIdCompletion,
        result_completion_id: command.completion,
      };
    case 'OneWayCall':
      return {
        request: requestJson(command),
        invoke_time: command.invokeAtMs ?? 0,
        invocation_id_completion_id: command.invocationIdCompletion,
      };
    case 'SendSignal':
      return {
        target_invocation_id: command.target,
        signal_id: 'index' in command.signal ? { Index: command.signal.index } : { Name: command.signal.name },
        result: isVoid(command.result) ? 'Void' : outcomeJson(command.result),
      };
    case 'AttachInvocation':
      return { target: { InvocationId: command.target }, completion_id: command.completion };
    case 'CompleteAwakeable':
      return { id: command.awakeableId, result: outcomeJson(command.result) };
    case 'GetPromise':
    case 'PeekPromise':
      return { key: command.key, completion_id: command.completion };
    case 'CompletePromise':
      return { key: command.key, value: outcomeJson(command.result), completion_id: command.completion };
  }
}

type Calling = Extract<Command, { type: 'Call' | 'OneWayCall' }>;

function requestJson(command: Calling): EntryJson {
  return {
    invocation_target: targetName(command),
    parameter: [...command.parameter],
    headers: command.headers.map(({ key, value }) => ({ name: key, value })),
    idempotency_key: command.idempotencyKey ?? null,
  };
}

function notificationJson(notification: Notification): EntryJson {
  const { result } = notification;
  if (notification.type === 'signal') {
    const { signal } = notification;
    return {
      Signal: { id: 'index' in signal ? { Index: signal.index } : { Name: signal.name }, result: resultJson(result) },
    };
  }
  const fields: Record<string, unknown> = { completion_id: notification.completion };
  if (result !== 'empty' && 'stateKeys' in result) fields['state_keys'] = result.stateKeys;
  else if (result !== 'empty' && 'invocationId' in result) fields['invocation_id'] = result.invocationId;
  else if (notification.of !== 'Sleep') fields['result'] = resultJson(result);
  return { Completion: { [notification.of]: fields } };
}

function resultJson(result: NotificationResult): unknown {
  if (result === 'empty') return 'Void';
  if ('ok' in result || 'failure' in result) return outcomeJson(result);
  return result;
}

function outcomeJson(outcome: Outcome): unknown {
  if ('ok' in outcome) return { Success: [...outcome.ok] };
  const { code, message, metadata = [] } = outcome.failure;
  if (metadata.length === 0) return { Failure: { code, message } };
  return { Failure: { code, message, metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value])) } };
}

/** Cancellations are sent without a value. */
function isVoid(outcome: Outcome): boolean {
  return 'ok' in outcome && outcome.ok.length === 0;
}
