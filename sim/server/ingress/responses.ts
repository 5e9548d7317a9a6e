import type { HandlerOptions } from '../../attempt/definition.ts';
import { isoTime } from '../../core/iso-time.ts';
import type { Failure, Outcome } from '../../journal/outcome.ts';
import type { Invocation } from '../invocation.ts';
import { notFound, type Refusal } from './refusal.ts';
import { EMPTY_BODY, type IngressResponse } from './request.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

const JSON_TYPE = 'application/json';

/** The ingress itself refuses the request. */
export function refusalResponse(refusal: Refusal): IngressResponse {
  return errorResponse(refusal.status, { code: refusal.status, message: refusal.message, source: 'ingress' });
}

/** The body is longer than the server reads: refused in plain text, before anything else is checked. */
export const TOO_LARGE: IngressResponse = {
  status: 413,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: encodeUtf8('length limit exceeded'),
  transport: { isLast: false },
};

/** An informational status cannot end an HTTP exchange: the server's HTTP library responds with a status of its own. */
const UNSENDABLE: IngressResponse = { status: 500, headers: {}, body: EMPTY_BODY, transport: { isLast: true } };

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): IngressResponse {
  return { status, headers: { 'content-type': JSON_TYPE, ...headers }, body: encodeUtf8(JSON.stringify(value)) };
}

/** The server has accepted a send. @param isNew false when the invocation existed before */
export function sendResponse(invocation: Invocation, isNew: boolean): IngressResponse {
  const { id, status, origin } = invocation;
  const waits = status === 'scheduled' || status === 'inboxed';
  const executionTime = isNew || waits ? origin.executeAtMs : undefined;
  return jsonResponse(
    202,
    {
      invocationId: id,
      ...(executionTime !== undefined && { executionTime: nanosecondTime(executionTime) }),
      status: isNew ? 'Accepted' : 'PreviouslyAccepted',
    },
    { 'x-restate-id': id },
  );
}

/** How far an invocation is. The server declares no type of content. */
export function statusResponse({ id, status, result }: Invocation): IngressResponse {
  const error = result !== undefined && 'failure' in result ? result.failure : undefined;
  const begun = WAITING.has(status) ? 'created' : 'started';
  const value = {
    stage: result === undefined ? begun : 'completed',
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
  return { status: 200, headers: { 'x-restate-id': id }, body: encodeUtf8(JSON.stringify(value)) };
}

/** Statuses of what has not begun. */
const WAITING: ReadonlySet<Invocation['status']> = new Set(['scheduled', 'inboxed']);

/** What a handler declares of its responses. */
export type OutputRules = Pick<HandlerOptions, 'outputContentType' | 'setOutputContentTypeIfEmpty'>;

/**
 * The result of an invocation.
 * @param rules undefined when the handler is not deployed any more: then only a failure can be responded with
 * @param retained whether it had ended before the request, so that the response says how long the result is kept
 */
export function resultResponse(
  invocation: Invocation,
  result: Outcome,
  rules: OutputRules | undefined,
  retained: boolean,
): IngressResponse {
  const headers: Record<string, string> = { 'x-restate-id': invocation.id };
  if (retained) {
    headers['idempotency-expires'] = secondTime(invocation.completedAtMs + invocation.origin.retention.completionMs);
  }
  if ('failure' in result) {
    // The server does not store the stack.
    return failureResponse(
      result.failure,
      headers,
      !retained && result === invocation.result && invocation.resultHasStacktrace,
    );
  }
  if (rules === undefined) return refusalResponse(notFound());
  const { outputContentType, setOutputContentTypeIfEmpty } = rules;
  if (outputContentType !== undefined && (result.ok.length > 0 || setOutputContentTypeIfEmpty)) {
    headers['content-type'] = outputContentType;
  }
  return { status: 200, headers, body: result.ok };
}

/** There is no invocation to attach to: the words are those of the partition, the id is the one of the request. */
export function notFoundResponse(id: string): IngressResponse {
  return failureResponse({ code: 404, message: 'not found' }, { 'x-restate-id': id }, false);
}

/** Engines have different stacks, and a run must not depend on its engine. */
const STACKTRACE = 'not recorded in a simulation';

function failureResponse(
  { code, message, metadata = [] }: Failure,
  headers: Readonly<Record<string, string>>,
  hasStacktrace: boolean,
): IngressResponse {
  const status = code >= 100 && code <= 999 ? code : 500;
  if (status < 200) return UNSENDABLE;
  return errorResponse(
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

function errorResponse(
  status: number,
  body: { readonly source: 'ingress' | 'invocation'; readonly [field: string]: unknown },
  headers: Readonly<Record<string, string>> = {},
): IngressResponse {
  const answer = jsonResponse(status, body, { ...headers, 'x-restate-error-source': body.source });
  // Responses with these two statuses never have a body.
  return status === 204 || status === 304 ? { ...answer, body: EMPTY_BODY } : answer;
}

/** `2026-01-01T00:00:10.500000000Z` */
function nanosecondTime(atMs: number): string {
  return isoTime(atMs).replace('Z', '000000Z');
}

/** `2026-01-01T00:00:10+00:00`, with the fraction only when there is one */
function secondTime(atMs: number): string {
  return isoTime(atMs).replace('Z', '+00:00').replace('.000+', '+');
}
