import type { Command } from './command.ts';
import type { Notification } from './notification.ts';

/**
 * One row of a journal. Commands and notifications share one index, in the order in which the server appended them, as
 * in the server's table `sys_journal`; row 0 is always the input.
 */
export type JournalEntry =
  | { readonly kind: 'command'; readonly command: Command; readonly appendedAtMs: number }
  | { readonly kind: 'notification'; readonly notification: Notification; readonly appendedAtMs: number };
