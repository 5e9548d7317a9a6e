import { entryOf } from '../../../../sim/attempt/sdk/stored.ts';
import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import { textOf, type AdminApi } from '../../../../sim/real-server/admin-api.ts';

/** @returns the journal of an invocation on a real server, payloads included */
export async function journalOf(admin: AdminApi, id: string): Promise<readonly JournalEntry[]> {
  const rows = await admin.query(`SELECT index, entry_type, raw FROM sys_journal WHERE id = '${id}' ORDER BY index`);
  return rows.map((row) =>
    entryOf({ entry_type: textOf(row, 'entry_type'), raw: textOf(row, 'raw'), appendedAtMs: 0 }),
  );
}
