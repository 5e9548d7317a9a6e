import type { Failure, InvocationRow, JournalRow, Status, Trouble } from '../driver.ts';
import { field, textField, type Json, type JsonObject } from '../json.ts';

/** Rows of the server's SQL tables in the words of the driver. */
export function invocationRow(row: JsonObject): InvocationRow {
  const [retryCount, lastFailureCode] = [row['retry_count'], row['last_failure_error_code']];
  const [result, failure] = [row['completion_result'], row['completion_failure']];
  const [idempotencyKey, restartedFrom] = [row['idempotency_key'], row['restarted_from']];
  const deployment = row['pinned_deployment_id'];
  return {
    id: textField(row, 'id'),
    status: row['status'] as Status,
    handler: textField(row, 'target_handler_name'),
    ...(typeof retryCount === 'number' ? { retryCount } : {}),
    ...(typeof lastFailureCode === 'string' ? { lastFailureCode } : {}),
    ...(result === 'success' || result === 'failure' ? { result } : {}),
    ...(typeof failure === 'string' ? { failure } : {}),
    ...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
    ...(typeof restartedFrom === 'string' ? { restartedFrom } : {}),
    ...(typeof deployment === 'string' ? { deployment } : {}),
  };
}

export function journalRow(row: JsonObject): JournalRow {
  const [name, entry] = [row['name'], row['entry_lite_json']];
  const completion = typeof entry === 'string' ? completionOf(JSON.parse(entry) as Json) : undefined;
  return {
    index: Number(row['index']),
    type: textField(row, 'entry_type'),
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    ...(completion === undefined ? {} : { completion }),
  };
}

/** Error codes are numbers in the wire protocol and the documentation's codes are names such as RT0016. */
export function trouble(row: JsonObject): readonly Trouble[] {
  const event = JSON.parse(textField(row, 'event_json')) as Json;
  if (row['event_type'] === 'TransientError') return [{ type: 'transient-error', ...failureIn(event) }];
  if (row['event_type'] !== 'Paused') return [];
  const last = field(event, 'last_failure');
  return [{ type: 'paused', ...(last === undefined || last === null ? {} : { failure: failureIn(last) }) }];
}

function failureIn(fields: Json): Failure {
  const doc = field(fields, 'restate_doc_error_code');
  return {
    code: Number(field(fields, 'error_code')),
    message: textField(fields, 'error_message'),
    ...(typeof doc === 'string' ? { doc } : {}),
  };
}

export function stateValue(row: JsonObject): readonly [string, Json] {
  return [textField(row, 'key'), JSON.parse(textField(row, 'value_utf8')) as Json];
}

/** A text literal of SQL. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A notification looks like `{"Notification":{"ty":{"Completion":"Run"},"id":{"CompletionId":2},...}}`. */
function completionOf(entry: Json): number | undefined {
  const id = field(field(field(entry, 'Notification'), 'id'), 'CompletionId');
  return typeof id === 'number' ? id : undefined;
}
