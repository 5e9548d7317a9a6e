import { entryOf } from '../attempt/sdk/stored.ts';
import type { StoredInvocation } from '../real-server/journals.ts';
import type { ExportedJournal } from './exported-journal.ts';

/**
 * @returns an exported journal as the tables of the server have it
 * @throws {UsageError} for an entry of an unknown type
 */
export function storedInvocation({ invocation, target, rows, ...rest }: ExportedJournal): StoredInvocation {
  const { invokedBy, status, createdAt, completedAt, failure } = rest;
  return {
    id: invocation,
    target,
    by: invokedBy,
    status,
    createdAtMs: createdAt,
    completedAtMs: completedAt,
    failure,
    hasSucceeded: completedAt !== undefined && failure === undefined,
    journal: rows.map(([entry_type, appendedAtMs, raw]) => entryOf({ entry_type, raw, appendedAtMs })),
  };
}
