import type { InvocationRow as ModelInvocation } from '../../../../sim/server/introspection.ts';
import type { JournalRow as ModelJournal } from '../../../../sim/server/journal-rows.ts';
import type { TroubleRow } from '../../../../sim/server/trouble-rows.ts';
import type { InvocationRow, JournalRow, Trouble } from '../driver.ts';
import { field, type Json } from '../json.ts';

/** Rows of the model's introspection in the words of the driver. */
export function invocationRow(row: ModelInvocation): InvocationRow {
  const { retry_count, last_failure_error_code, completion_result, completion_failure } = row;
  return {
    id: row.id,
    status: row.status,
    handler: row.target_handler_name,
    ...(retry_count !== undefined && { retryCount: retry_count }),
    ...(last_failure_error_code !== undefined && { lastFailureCode: last_failure_error_code }),
    ...(completion_result !== undefined && { result: completion_result }),
    ...(completion_failure !== undefined && { failure: completion_failure }),
    ...(row.idempotency_key !== undefined && { idempotencyKey: row.idempotency_key }),
    ...(row.restarted_from !== undefined && { restartedFrom: row.restarted_from }),
    ...(row.pinned_deployment_id !== undefined && { deployment: row.pinned_deployment_id }),
  };
}

export function journalRow(row: ModelJournal): JournalRow {
  const completion = field(field(row.entry_json as Json, 'Notification'), 'Completion');
  const [fields] = completion === undefined || completion === null ? [] : Object.values(completion);
  const id = fields === undefined ? undefined : field(fields as Json, 'completion_id');
  return {
    index: row.index,
    type: row.entry_type,
    ...(row.name !== undefined && row.name !== '' && { name: row.name }),
    ...(typeof id === 'number' && { completion: id }),
  };
}

export function trouble(row: TroubleRow): Trouble {
  const failure = {
    code: row.error_code ?? 500,
    message: row.error_message ?? '',
    ...(row.restate_doc_error_code !== undefined && { doc: row.restate_doc_error_code }),
  };
  if (row.event_type !== 'Paused') return { type: 'transient-error', ...failure };
  return { type: 'paused', ...(row.error_code !== undefined && { failure }) };
}
