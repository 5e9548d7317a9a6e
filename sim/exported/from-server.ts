import { textOf, type AdminApi, type JsonObject } from '../real-server/admin-api.ts';
import { UsageError } from '../core/errors.ts';
import type { ExportedJournal, JournalRow } from './exported-journal.ts';

/** Which journals are exported. */
export interface Selection {
  /** Ids of invocations. */
  readonly ids?: readonly string[];
  readonly service?: string;
  /** Only those that are in flight, or only those that have completed. Default: both. */
  readonly status?: 'in-flight' | 'completed';
  /** Id of the deployment that they are pinned to. */
  readonly deployment?: string;
  /** At most so many, the latest first. */
  readonly limit?: number;
}

/** Journals that are read with one query, at most, and rows in them, at most. */
const BATCH = 100;
const BATCH_ROWS = 2_000;
/** How often a journal is read whose rows do not fit its size, because its invocation goes on. */
const READS = 4;

/**
 * Reads journals through the SQL of the admin API, which can only read.
 * @returns the journals, oldest first, as they are read, and those that changed while they were read marked as torn
 * @throws {UsageError} when an id that is asked for is unknown, or the server refuses a query
 */
export async function* journalsFrom(admin: AdminApi, selection: Selection): AsyncGenerator<ExportedJournal> {
  const found = await invocationsOf(admin, selection);
  const missing = selection.ids?.find((id) => !found.some((row) => textOf(row, 'id') === id));
  if (missing !== undefined) {
    throw new UsageError(
      'INVOCATION_NOT_FOUND',
      `The server knows no invocation ${missing}: is the id complete, and its retention not over?`,
    );
  }
  for (const batch of batchesOf(found)) for (const journal of await journalsOf(admin, batch)) yield journal;
}

async function invocationsOf(admin: AdminApi, selection: Selection): Promise<readonly JsonObject[]> {
  const { ids, service, status, deployment, limit } = selection;
  const conditions = [
    ...(ids === undefined ? [] : [`id IN (${ids.map((id) => quoted(id)).join(', ')})`]),
    ...(service === undefined ? [] : [`target_service_name = ${quoted(service)}`]),
    ...(status === undefined ? [] : [`status ${status === 'completed' ? '=' : '!='} 'completed'`]),
    ...(deployment === undefined ? [] : [`pinned_deployment_id = ${quoted(deployment)}`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const most = limit === undefined ? '' : ` LIMIT ${limit}`;
  const rows = await admin.query(`SELECT ${COLUMNS} FROM sys_invocation${where} ORDER BY created_at DESC, id${most}`);
  return rows.toReversed();
}

const COLUMNS =
  'id, target_service_name, target_service_key, target_handler_name, target_service_ty, idempotency_key, status, ' +
  'pinned_deployment_id, pinned_service_protocol_version, restarted_from, created_at, completed_at, completion_failure, ' +
  'invoked_by_id, journal_size';

/** A text in SQL. Names and ids of a user go into a query only through this. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function* batchesOf(rows: readonly JsonObject[]): Generator<readonly JsonObject[]> {
  let batch: JsonObject[] = [];
  let size = 0;
  for (const row of rows) {
    const own = numberOf(row, 'journal_size') ?? 0;
    if (batch.length > 0 && (batch.length >= BATCH || size + own > BATCH_ROWS)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(row);
    size += own;
  }
  if (batch.length > 0) yield batch;
}

async function journalsOf(admin: AdminApi, batch: readonly JsonObject[]): Promise<readonly ExportedJournal[]> {
  const [rows, states] = [await rowsOf(admin, batch), await statesOf(admin, batch)];
  const all: ExportedJournal[] = [];
  for (const row of batch) {
    const id = textOf(row, 'id');
    const own = rows.get(id) ?? [];
    const journal = journalOf(row, own, states);
    all.push(fits(row, own) ? journal : await readAgain(admin, row));
  }
  return all;
}

/** The table of invocations and that of journals are two queries: in between, an invocation goes on. */
async function readAgain(admin: AdminApi, before: JsonObject): Promise<ExportedJournal> {
  const id = textOf(before, 'id');
  let latest = before;
  for (let read = 1; ; read++) {
    const [row = latest] = await invocationsOf(admin, { ids: [id] });
    const rows = (await rowsOf(admin, [row])).get(id) ?? [];
    const journal = journalOf(row, rows, await statesOf(admin, [row]));
    if (fits(row, rows)) return journal;
    if (read === READS) {
      const size = numberOf(row, 'journal_size') ?? 0;
      return {
        ...journal,
        torn: `it had ${size} rows in the table of invocations, and ${rows.length} in that of journals`,
      };
    }
    latest = row;
  }
}

/** @returns whether the rows are all that the invocation had; of one that has completed without retention nothing is left */
function fits(row: JsonObject, rows: readonly JournalRow[]): boolean {
  const size = numberOf(row, 'journal_size');
  return size === undefined || size === rows.length;
}

async function rowsOf(admin: AdminApi, batch: readonly JsonObject[]): Promise<ReadonlyMap<string, JournalRow[]>> {
  const ids = batch.map((row) => quoted(textOf(row, 'id'))).join(', ');
  const journals = new Map<string, JournalRow[]>();
  const sql = `SELECT id, index, entry_type, raw, appended_at FROM sys_journal WHERE id IN (${ids}) ORDER BY id, index`;
  for (const row of await admin.query(sql)) {
    const id = textOf(row, 'id');
    const own = journals.get(id) ?? [];
    journals.set(id, own);
    own.push([textOf(row, 'entry_type'), timeOf(row, 'appended_at') ?? 0, textOf(row, 'raw')]);
  }
  return journals;
}

type States = ReadonlyMap<string, Record<string, string>>;

/** The state of the keys of invocations that are in flight: what their next attempt gets. */
async function statesOf(admin: AdminApi, batch: readonly JsonObject[]): Promise<States> {
  const states = new Map<string, Record<string, string>>();
  for (const row of batch) {
    const name = stateName(row);
    if (name !== undefined) states.set(name, {});
  }
  if (states.size === 0) return states;
  const keys = batch.filter((row) => stateName(row) !== undefined);
  const conditions = [
    ...new Set(
      keys.map(
        (row) =>
          `(service_name = ${quoted(textOf(row, 'target_service_name'))} AND service_key = ${quoted(textOf(row, 'target_service_key'))})`,
      ),
    ),
  ];
  const sql = `SELECT service_name, service_key, key, value FROM state WHERE ${conditions.join(' OR ')} ORDER BY key`;
  for (const row of await admin.query(sql)) {
    const own = states.get(`${textOf(row, 'service_name')}/${textOf(row, 'service_key')}`);
    if (own !== undefined) own[textOf(row, 'key')] = textOf(row, 'value');
  }
  return states;
}

function stateName(row: JsonObject): string | undefined {
  const key = row['target_service_key'];
  if (typeof key !== 'string' || textOf(row, 'status') === 'completed') return undefined;
  return `${textOf(row, 'target_service_name')}/${key}`;
}

function journalOf(row: JsonObject, rows: readonly JournalRow[], states: States): ExportedJournal {
  const key = row['target_service_key'];
  const idempotencyKey = textOf(row, 'idempotency_key');
  const deployment = textOf(row, 'pinned_deployment_id');
  const restartedFrom = textOf(row, 'restarted_from');
  const [failure, invokedBy] = [textOf(row, 'completion_failure'), textOf(row, 'invoked_by_id')];
  const completedAt = timeOf(row, 'completed_at');
  const protocol = numberOf(row, 'pinned_service_protocol_version');
  const state = states.get(stateName(row) ?? '');
  return {
    invocation: textOf(row, 'id'),
    target: {
      service: textOf(row, 'target_service_name'),
      ...(typeof key === 'string' && { key }),
      handler: textOf(row, 'target_handler_name'),
    },
    status: textOf(row, 'status'),
    ...(idempotencyKey !== '' && { idempotencyKey }),
    ...(deployment !== '' && { deployment }),
    ...(protocol !== undefined && { protocol }),
    createdAt: timeOf(row, 'created_at') ?? 0,
    ...(completedAt !== undefined && { completedAt }),
    ...(failure !== '' && { failure }),
    ...(invokedBy !== '' && { invokedBy }),
    ...(restartedFrom !== '' && { restartedFrom }),
    rows,
    ...(state !== undefined && { state }),
  };
}

function numberOf(row: JsonObject, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'number' ? value : undefined;
}

function timeOf(row: JsonObject, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'string' ? Date.parse(value) : undefined;
}
