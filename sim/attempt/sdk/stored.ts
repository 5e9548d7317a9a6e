import { UsageError } from '../../core/errors.ts';
import type { CommandType, SignalName } from '../../journal/command.ts';
import type { JournalEntry } from '../../journal/entry.ts';
import type { CompletionType, NotificationResult } from '../../journal/notification.ts';
import { bodyOf, COMMANDS } from './frames.ts';
import { failureOf, type FromAttempt, type WireNotification } from './messages.ts';
import { commandOf, type WrittenCommand } from './written.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** The columns of a row of the server's table `sys_journal` that a replay needs. */
export interface StoredRow {
  /** `Command: Run`, `Notification: Signal`. */
  readonly entry_type: string;
  /** The message without its frame, in hexadecimal digits. */
  readonly raw: string;
  /** When it was appended, in ms. */
  readonly appendedAtMs: number;
}

/**
 * Reads a journal row of the real server.
 * @throws {UsageError} for an entry of an unknown type
 */
export function entryOf({ entry_type, raw, appendedAtMs }: StoredRow): JournalEntry {
  const bytes = Uint8Array.from(Buffer.from(raw, 'hex'));
  const [, kind, type = ''] = /^(Command|Notification): (\w+)$/.exec(entry_type) ?? [];
  if (kind === 'Command' && Object.hasOwn(COMMANDS, type)) {
    const body = bodyOf(type, bytes) as FromAttempt[CommandType];
    return { kind: 'command', command: commandOf({ type: type as CommandType, body } as WrittenCommand), appendedAtMs };
  }
  if (kind === 'Notification') {
    const body = bodyOf('Notification', bytes) as WireNotification;
    const result = resultOf(body);
    if (type === 'Signal')
      return { kind: 'notification', notification: { type: 'signal', signal: signalOf(body), result }, appendedAtMs };
    const completion = body.completionId ?? 0;
    return {
      kind: 'notification',
      notification: { type: 'completion', of: type as CompletionType, completion, result },
      appendedAtMs,
    };
  }
  throw new UsageError(
    'UNKNOWN_JOURNAL_ENTRY',
    `A journal holds an entry of the type "${entry_type}", which restate-sim does not know.`,
  );
}

function signalOf(body: WireNotification): SignalName {
  return Object.hasOwn(body, 'signalId') ? { index: body.signalId ?? 0 } : { name: body.signalName ?? '' };
}

function resultOf(body: WireNotification): NotificationResult {
  if (body.value)
    return { ok: body.value.content.length === 0 ? new Uint8Array() : Uint8Array.from(body.value.content) };
  if (body.failure) return { failure: failureOf(body.failure) };
  if (Object.hasOwn(body, 'invocationId')) return { invocationId: body.invocationId ?? '' };
  if (body.stateKeys) return { stateKeys: body.stateKeys.keys.map((key) => decodeUtf8(key)) };
  return 'empty';
}
