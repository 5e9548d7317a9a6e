import { entryOf } from '../attempt/sdk/stored.ts';
import type { Target } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { textOf, type AdminApi, type JsonObject } from './admin-api.ts';

/** An invocation as the server's tables show it. */
export interface StoredInvocation {
  readonly id: string;
  readonly target: Target;
  /** Who called or sent it; undefined for requests at the ingress. */
  readonly by: string | undefined;
  readonly status: string;
  readonly createdAtMs: number;
  readonly completedAtMs: number | undefined;
  /** `[409] killed`, for a failure. */
  readonly failure: string | undefined;
  readonly hasSucceeded: boolean;
  readonly journal: readonly JournalEntry[];
}

/** Reads every invocation that the server knows, with its journal, oldest first. */
export async function storedInvocations(admin: AdminApi): Promise<readonly StoredInvocation[]> {
  const journals = new Map<string, JournalEntry[]>();
  for (const row of await admin.query(
    'SELECT id, index, entry_type, raw, appended_at FROM sys_journal ORDER BY id, index',
  )) {
    const entry = entryOf({
      entry_type: textOf(row, 'entry_type'),
      raw: textOf(row, 'raw'),
      appendedAtMs: time(row, 'appended_at') ?? 0,
    });
    const id = textOf(row, 'id');
    const journal = journals.get(id);
    if (journal === undefined) journals.set(id, [entry]);
    else journal.push(entry);
  }
  const rows = await admin.query(`SELECT ${COLUMNS} FROM sys_invocation ORDER BY created_at, id`);
  return rows.map((row) => {
    const key = row['target_service_key'];
    const id = textOf(row, 'id');
    const failure = row['completion_failure'];
    const by = row['invoked_by_id'];
    return {
      id,
      target: {
        service: textOf(row, 'target_service_name'),
        handler: textOf(row, 'target_handler_name'),
        ...(typeof key === 'string' && { key }),
      },
      by: typeof by === 'string' ? by : undefined,
      status: textOf(row, 'status'),
      createdAtMs: time(row, 'created_at') ?? 0,
      completedAtMs: time(row, 'completed_at'),
      failure: typeof failure === 'string' ? failure : undefined,
      hasSucceeded: row['completion_result'] === 'success',
      journal: journals.get(id) ?? [],
    };
  });
}

/** State as JSON by service, key and name. */
export type StoredState = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>>;

/** Reads the state of all keys. */
export async function storedState(admin: AdminApi): Promise<StoredState> {
  const services = new Map<string, Map<string, Map<string, Uint8Array>>>();
  for (const row of await admin.query(
    'SELECT service_name, service_key, key, value FROM state ORDER BY service_name, service_key, key',
  )) {
    const keys = of(services, textOf(row, 'service_name'), () => new Map<string, Map<string, Uint8Array>>());
    const values = of(keys, textOf(row, 'service_key'), () => new Map<string, Uint8Array>());
    values.set(textOf(row, 'key'), Uint8Array.from(Buffer.from(textOf(row, 'value'), 'hex')));
  }
  return services;
}

const COLUMNS =
  'id, target_service_name, target_service_key, target_handler_name, invoked_by_id, status, created_at, completed_at, ' +
  'completion_result, completion_failure';

function of<V>(map: Map<string, V>, name: string, make: () => V): V {
  let value = map.get(name);
  if (value === undefined) map.set(name, (value = make()));
  return value;
}

function time(row: JsonObject, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'string' ? Date.parse(value) : undefined;
}
