import { isoTime } from '../../core/iso-time.ts';
import type { Failure, Outcome } from '../../journal/outcome.ts';
import type { Invocation } from '../invocation.ts';
import type { Refusal } from './refusal.ts';
import { NO_BYTES, type IngressResponse } from './request.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

const JSON_TYPE = 'application/json';
/** A refusal of the ingress itself. */
export function refusalAnswer(refusal: Refusal): IngressResponse {
  return errorAnswer(refusal.status, { code: refusal.status, message: refusal.message, source: 'ingress' });
}

/** The body was longer than the server reads: told in plain text, before anything else is looked at. */
export const TOO_LARGE: IngressResponse = {
  status: 413,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: encodeUtf8('length limit exceeded'),
};

export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): IngressResponse {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: encodeUtf8(JSON.stringify(value)) };
}

/** A send was taken. @param isNew false when the invocation existed before */
export function sendAnswer(invocation: Invocation, isNew: boolean): IngressResponse {
  const { id, status, origin } = invocation;
  const waits = status === 'scheduled' || status === 'inboxed';
  const executionTime = isNew || waits ? origin.executeAtMs : undefined;
  return jsonAnswer(
    202,
    {
      invocationId: id,
      ...(executionTime !== undefined && { executionTime: nanosecondTime(executionTime) }),
      status: isNew ? 'Accepted' : 'PreviouslyAccepted',
    },
    { 'x-restate-id': id },
  );
}

/**
 * How an invocation ended.
 * @param retained whether it had ended before it was asked for, so that the answer tells how long it is kept
 */
export function resultAnswer(invocation: Invocation, result: Outcome, retained: boolean): IngressResponse {
  const headers: Record<string, string> = { 'x-restate-id': invocation.id };
  if (retained) {
    headers['idempotency-expires'] = secondTime(invocation.completedAtMs + invocation.origin.retention.completionMs);
  }
  if ('failure' in result) {
    return failureAnswer(result.failure, headers, result === invocation.result && invocation.resultHasStacktrace);
  }
  const { outputContentType, setOutputContentTypeIfEmpty } = invocation.handler.options;
  if (outputContentType !== undefined && (result.ok.length > 0 || setOutputContentTypeIfEmpty)) {
    headers['content-type'] = outputContentType;
  }
  return { status: 200, headers, body: result.ok };
}

/** Nobody has such an invocation: attaching says so in the words of the partition, with the id that was looked for. */
export function attachedToNothing(id: string): IngressResponse {
  return failureAnswer({ code: 404, message: 'not found' }, { 'x-restate-id': id }, false);
}

/** Engines have different stacks, and a run must not depend on them. */
const STACKTRACE = 'not recorded in a simulation';

function failureAnswer(
  { code, message, metadata = [] }: Failure,
  headers: Readonly<Record<string, string>>,
  hasStacktrace: boolean,
): IngressResponse {
  const status = code >= 100 && code <= 999 ? code : 500;
  // An informational status cannot end an HTTP exchange; the server's HTTP library answers in its own way.
  if (status < 200) return { status: 500, headers: {}, body: NO_BYTES };
  return errorAnswer(
    status,
    {
      code,
      message,
      ...(hasStacktrace && { stacktrace: STACKTRACE }),
      ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value])) }),
      source: 'invocation',
    },
    headers,
  );
}

function errorAnswer(
  status: number,
  body: { readonly source: 'ingress' | 'invocation'; readonly [field: string]: unknown },
  headers: Readonly<Record<string, string>> = {},
): IngressResponse {
  const answer = jsonAnswer(status, body, { ...headers, 'x-restate-error-source': body.source });
  // These two never have a body, whatever is written.
  return status === 204 || status === 304 ? { ...answer, body: NO_BYTES } : answer;
}

/** `2026-01-01T00:00:10.500000000Z` */
function nanosecondTime(atMs: number): string {
  return isoTime(atMs).replace('Z', '000000Z');
}

/** `2026-01-01T00:00:10+00:00`, with the fraction only when there is one */
function secondTime(atMs: number): string {
  return isoTime(atMs).replace('Z', '+00:00').replace('.000+', '+');
}
