import type { Header } from '../../journal/command.ts';
import type { BoundHandler, BoundService } from '../../attempt/definition.ts';
import type { KeyedRandom } from '../../core/random.ts';
import { invocationId } from '../identity.ts';
import type { Action } from './action.ts';
import { jsonResponse, refusalResponse, TOO_LARGE } from './responses.ts';
import { delayMs } from './delay.ts';
import { checkAwakeableId } from './ids.ts';
import { checkInput } from './input-rules.ts';
import { idOf, readInvocationName } from './invocation-name.ts';
import { handlerNotFound, methodNotAllowed, Refusal } from './refusal.ts';
import { headerOf, EMPTY_BODY, queryParameter, splitPath, type IngressRequest } from './request.ts';
import { parseRoute, type InvocationName, type InvokeRoute, type Route } from './routes.ts';
import { refuseLimitKey, refuseScope } from './scope.ts';
import { decodeUtf8 } from '../../core/utf8.ts';

/** The server does not read a longer body. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What the reading of a request depends on, except the request itself. */
interface Known {
  readonly services: ReadonlyMap<string, BoundService>;
  /** Names ids. */
  readonly random: KeyedRandom;
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
    const { path } = splitPath(request.path);
    const route = parseRoute(path, known.services);
    return route.type === 'invoke'
      ? invokeAction(known, operation, request, route, hiddenKey)
      : otherAction(known, request, route);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const response = refusalResponse(error);
    return { type: 'answer', response: request.method === 'HEAD' ? { ...response, body: EMPTY_BODY } : response };
  }
}

/** The checks have the server's order: of several errors the first is reported. */
function invokeAction(
  known: Known,
  operation: string,
  request: IngressRequest,
  { service, handler: name, key, send, scope }: InvokeRoute,
  hiddenKey: (operation: string) => string,
): Action {
  const handler = service.handlers.get(name);
  if (handler === undefined) throw handlerNotFound(service.name, name);
  if (handler.options.ingressPrivate) throw new Refusal(400, 'the invoked service is not public');
  const ownKey = headerOf(request, 'idempotency-key');
  refuseIdempotencyKeyOfWorkflow(handler, ownKey);
  refuseScope(scope);
  if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed();
  checkInput(handler.options, headerOf(request, 'content-type'), request.body);
  const { path, query } = splitPath(request.path);
  const delay = queryParameter(query, 'delay');
  const executeInMs = delay === undefined ? undefined : delayMs(delay);
  refuseLimitKey(headerOf(request, 'x-restate-limit-key') ?? queryParameter(query, 'limit-key'));
  const headers = headersOf(request, query === undefined ? path : `${path}?${query}`);
  if (!send && delay !== undefined) {
    throw new Refusal(400, 'cannot use the delay query parameter with calls. The delay is supported only with sends');
  }
  const identified = {
    address: operation,
    target: { service: service.name, handler: name, ...(key !== undefined && { key }) },
    handler,
    headers,
    input: request.body,
    idempotencyKey: ownKey ?? (service.kind === 'workflow' ? undefined : hiddenKey(operation)),
    by: undefined,
  };
  const id = invocationId(identified, known.random);
  return { type: 'invoke', send, delayMs: executeInMs, request: { ...identified, id } };
}

function refuseIdempotencyKeyOfWorkflow(handler: BoundHandler, idempotencyKey: string | undefined): void {
  if (handler.kind !== 'WORKFLOW' || idempotencyKey === undefined) return;
  throw new Refusal(
    400,
    'cannot use the idempotency key with workflow handlers. The handler invocation will already be idempotent by the ' +
      'workflow key itself.',
  );
}

function otherAction(known: Known, request: IngressRequest, route: Exclude<Route, InvokeRoute>): Action {
  const { method, body } = request;
  const named = (name: InvocationName): string => idOf(name, known.random);
  switch (route.type) {
    case 'health':
      if (method !== 'GET') throw methodNotAllowed();
      return { type: 'answer', response: jsonResponse(200, { services: [...known.services.keys()] }) };
    case 'attach':
    case 'output':
      if (method !== 'GET') throw methodNotAllowed();
      return { type: route.type, id: named(route.of) };
    case 'attach by body':
    case 'output by body':
      if (method !== 'POST') throw methodNotAllowed();
      return {
        type: route.type === 'attach by body' ? 'attach' : 'output',
        id: named(readInvocationName(body, 'request')),
      };
    case 'lookup':
      if (method !== 'POST') throw methodNotAllowed();
      return {
        type: 'answer',
        response: jsonResponse(200, { invocationId: named(readInvocationName(body, 'lookup')) }),
      };
    case 'awakeable': {
      if (method !== 'POST') throw methodNotAllowed();
      const { invocation, index } = checkAwakeableId(route.id);
      const result = route.verb === 'resolve' ? { ok: body } : { failure: { code: 500, message: decodeUtf8(body) } };
      return { type: 'signal', invocation, index, result };
    }
  }
}

/** The handler does not get these. */
const STRIPPED = new Set(['connection', 'host', 'idempotency-key', 'idempotency-expires']);

/** What the handler gets: the path, then the headers with names in lower case; of equal names the first. */
function headersOf(request: IngressRequest, path: string): Header[] {
  const headers: Header[] = [{ key: 'x-restate-ingress-path', value: path }];
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (STRIPPED.has(key) || headers.some((header) => header.key === key)) continue;
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new Refusal(400, `bad header ${key}: ToStrError { _priv: () }`);
    headers.push({ key, value });
  }
  return headers;
}
