import { entryOf } from '../attempt/sdk/stored.ts';
import type { Target } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { AdminApi, JsonObject } from './admin-api.ts';

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
      entry_type: text(row, 'entry_type'),
      raw: text(row, 'raw'),
      appendedAtMs: time(row, 'appended_at') ?? 0,
    });
    const id = text(row, 'id');
    const journal = journals.get(id);
    if (journal === undefined) journals.set(id, [entry]);
    else journal.push(entry);
  }
  const rows = await admin.query(`SELECT ${COLUMNS} FROM sys_invocation ORDER BY created_at, id`);
  return rows.map((row) => {
    const key = row['target_service_key'];
    const id = text(row, 'id');
    const failure = row['completion_failure'];
    const by = row['invoked_by_id'];
    return {
      id,
      target: {
        service: text(row, 'target_service_name'),
        handler: text(row, 'target_handler_name'),
        ...(typeof key === 'string' && { key }),
      },
      by: typeof by === 'string' ? by : undefined,
      status: text(row, 'status'),
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
    const keys = of(services, text(row, 'service_name'), () => new Map<string, Map<string, Uint8Array>>());
    const values = of(keys, text(row, 'service_key'), () => new Map<string, Uint8Array>());
    values.set(text(row, 'key'), Uint8Array.from(Buffer.from(text(row, 'value'), 'hex')));
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

function text(row: JsonObject, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function time(row: JsonObject, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'string' ? Date.parse(value) : undefined;
}
