import type { Header } from '../../journal/command.ts';
import type { BoundService } from '../../attempt/definition.ts';
import type { KeyedRandom } from '../../core/random.ts';
import { retentionOf } from '../acceptance.ts';
import { invocationId } from '../identity.ts';
import type { VersionRules } from '../versions/version-rules.ts';
import type { Action } from './action.ts';
import { jsonResponse, refusalResponse, TOO_LARGE } from './responses.ts';
import { delayMs } from './delay.ts';
import { checkAwakeableId } from './ids.ts';
import { checkInput } from './input-rules.ts';
import { idOf, readInvocationName } from './invocation-name.ts';
import { readHead, type Head } from './read-head.ts';
import { checkAscii, Refusal } from './refusal.ts';
import { headerOf, EMPTY_BODY, queryParameter, splitPath, type IngressRequest } from './request.ts';
import type { InvocationName, InvokeRoute, Route } from './routes.ts';
import { limitKeyIn } from '../scopes.ts';
import { admitLimitKey } from './scope.ts';
import { MAX_BODY_BYTES } from '../../core/http-limits.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** What the reading of a request depends on, except the request itself. */
interface Known {
  readonly services: ReadonlyMap<string, BoundService>;
  /** Names ids. */
  readonly random: KeyedRandom;
  readonly rules: Pick<VersionRules, 'restateHeaders' | 'scopes'>;
}

/**
 * Decides what a request means. Depends on the bound services, on the name of the operation and on the request, and not on
 * anything that changes while the world moves.
 * @param hiddenKey the idempotency key for a request to a service or object that has none
 */
export function readRequest(
  known: Known,
  operation: string,
  request: IngressRequest,
  hiddenKey: (operation: string) => string,
): Action {
  if (request.body.length > MAX_BODY_BYTES) return { type: 'answer', response: TOO_LARGE };
  if (request.method === 'OPTIONS') return { type: 'answer', response: { status: 200, headers: {}, body: EMPTY_BODY } };
  try {
    const head = readHead(known.services, known.rules, request);
    return head.type === 'invoke'
      ? invokeAction(known, operation, request, head, hiddenKey)
      : otherAction(known, request, head.route);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { type: 'answer', response: refusalResponse(error) };
  }
}

/** The checks have the server's order: of several errors the first is reported. */
function invokeAction(
  known: Known,
  operation: string,
  request: IngressRequest,
  {
    route: { service, handler: name, key, send, scope },
    handler,
    idempotencyKey,
  }: Extract<Head, { readonly type: 'invoke' }>,
  hiddenKey: (operation: string) => string,
): Action {
  checkInput(handler.options, contentTypeOf(request), request.body);
  const { path, query } = splitPath(request.path);
  const delay = queryParameter(query, 'delay');
  const executeInMs = delay === undefined ? undefined : delayMs(delay);
  const limitKey = limitKeyOf(request, query);
  admitLimitKey(limitKey, scope);
  const headers = headersOf(known.rules, request, query === undefined ? path : `${path}?${query}`);
  if (!send && delay !== undefined) {
    throw new Refusal(400, 'cannot use the delay query parameter with calls. The delay is supported only with sends');
  }
  const namedBy = idempotencyKey ?? (service.kind === 'workflow' ? undefined : hiddenKey(operation));
  const identified = {
    address: operation,
    target: {
      service: service.name,
      handler: name,
      ...(key !== undefined && { key }),
      ...(scope !== undefined && { scope }),
      ...limitKeyIn(limitKey),
    },
    kind: handler.kind,
    serviceKind: service.kind,
    headers,
    input: request.body,
    idempotencyKey: namedBy,
    retention: retentionOf(handler, namedBy),
    by: undefined,
  };
  const id = invocationId(identified, known.random);
  return { type: 'invoke', send, delayMs: executeInMs, request: { ...identified, id }, output: handler.options };
}

function contentTypeOf(request: IngressRequest): string | undefined {
  const type = headerOf(request, 'content-type');
  return type === undefined ? undefined : checkAscii('content-type', type);
}

function limitKeyOf(request: IngressRequest, query: string | undefined): string | undefined {
  const key = headerOf(request, 'x-restate-limit-key');
  return key === undefined ? queryParameter(query, 'limit-key') : checkAscii('x-restate-limit-key', key);
}

function otherAction(known: Known, request: IngressRequest, route: Exclude<Route, InvokeRoute>): Action {
  const { body } = request;
  const named = (name: InvocationName): string => idOf(name, known.random);
  switch (route.type) {
    case 'health':
      return { type: 'answer', response: jsonResponse(200, { services: [...known.services.keys()] }) };
    case 'attach':
    case 'output':
    case 'status':
      return { type: route.type, id: named(route.of) };
    case 'attach by body':
    case 'output by body':
    case 'status by body':
      return { type: BY_BODY[route.type], id: named(readInvocationName(body, 'request')) };
    case 'lookup':
      return {
        type: 'answer',
        response: jsonResponse(200, { invocationId: named(readInvocationName(body, 'lookup')) }),
      };
    case 'awakeable': {
      const { invocation, index } = checkAwakeableId(route.id);
      const result = route.verb === 'resolve' ? { ok: body } : { failure: { code: 500, message: decodeUtf8(body) } };
      return { type: 'signal', invocation, index, result };
    }
  }
}

const BY_BODY = { 'attach by body': 'attach', 'output by body': 'output', 'status by body': 'status' } as const;

/** The handler does not get these. */
const STRIPPED = new Set(['connection', 'host', 'idempotency-key', 'idempotency-expires']);

/**
 * What the handler gets: the path, then the headers with names in lower case; of equal names the first. A header of the
 * client that is named like the one of the path comes as well, and in a map of headers takes its place, unless the server drops
 * such headers.
 */
function headersOf(
  { restateHeaders }: Pick<VersionRules, 'restateHeaders'>,
  request: IngressRequest,
  path: string,
): Header[] {
  const headers: Header[] = [];
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (STRIPPED.has(key) || headers.some((header) => header.key === key)) continue;
    const checked = checkAscii(key, value);
    if (restateHeaders === 'dropped' && key.startsWith('x-restate-')) continue;
    headers.push({ key, value: checked });
  }
  return [{ key: 'x-restate-ingress-path', value: path }, ...headers];
}
