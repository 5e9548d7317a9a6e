import { completionsOf } from '../journal/completions.ts';
import type { JournalEntry } from '../journal/entry.ts';

/**
 * Rows 0 to `from` of a journal, and the later completions of commands in them; signals behind `from` are left out.
 * Rule: docs/internals/upgrade-semantics.md#restart-as-new
 */
export function journalPrefix(journal: readonly JournalEntry[], from: number): readonly JournalEntry[] {
  const rows = journal.slice(0, from + 1);
  const missing = new Set(rows.flatMap((row) => (row.kind === 'command' ? completionsOf(row.command) : [])));
  for (const row of rows) {
    if (row.kind === 'notification' && row.notification.type === 'completion')
      missing.delete(row.notification.completion);
  }
  const later = journal.slice(from + 1).filter((row) => {
    return (
      row.kind === 'notification' &&
      row.notification.type === 'completion' &&
      missing.delete(row.notification.completion)
    );
  });
  return [...rows, ...later];
}

/** Whether `from` is a row of the journal, and every command up to it has its completions somewhere in the journal. */
export function isCopyable(journal: readonly JournalEntry[], from: number): boolean {
  if (from >= journal.length) return false;
  const arrived = new Set(
    journal.flatMap((row) =>
      row.kind === 'notification' && row.notification.type === 'completion' ? [row.notification.completion] : [],
    ),
  );
  return journal
    .slice(1, from + 1)
    .every((row) => row.kind === 'notification' || completionsOf(row.command).every((id) => arrived.has(id)));
}
