import type { BoundHandler, BoundService } from '../../attempt/definition.ts';
import { checkAscii, handlerNotFound, methodNotAllowed, Refusal } from './refusal.ts';
import { headerOf, splitPath, type IngressRequest } from './request.ts';
import { parseRoute, type InvokeRoute, type Route } from './routes.ts';
import type { VersionRules } from '../versions/version-rules.ts';
import { admitScope } from './scope.ts';

/** What a request means before its body is read. */
export type Head =
  | {
      readonly type: 'invoke';
      readonly route: InvokeRoute;
      readonly handler: BoundHandler;
      /** The one of the client; undefined where it gives none. */
      readonly idempotencyKey: string | undefined;
    }
  | { readonly type: 'other'; readonly route: Exclude<Route, InvokeRoute> };

type RequestHead = Omit<IngressRequest, 'body'>;

/**
 * Makes the checks that come before the body is read, in the server's order: of several errors the first is reported.
 * @throws {Refusal} when one of them fails
 */
export function readHead(
  services: ReadonlyMap<string, BoundService>,
  rules: Pick<VersionRules, 'scopes'>,
  request: RequestHead,
): Head {
  const route = parseRoute(splitPath(request.path).path, services);
  if (route.type !== 'invoke') {
    if (request.method !== METHODS[route.type]) throw methodNotAllowed();
    return { type: 'other', route };
  }
  const { service, handler: name, scope } = route;
  const handler = service.handlers.get(name);
  if (handler === undefined) throw handlerNotFound(service.name, name);
  if (handler.options.ingressPrivate) throw new Refusal(400, 'the invoked service is not public');
  const idempotencyKey = headerOf(request, 'idempotency-key');
  if (idempotencyKey !== undefined) checkAscii('idempotency-key', idempotencyKey);
  refuseIdempotencyKeyOfWorkflow(handler, idempotencyKey);
  admitScope(rules, scope);
  if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed();
  return { type: 'invoke', route, handler, idempotencyKey };
}

/**
 * Whether the response to a request may depend on its body. The server sends the response before it has read the body
 * where it does not.
 */
export function needsBody(
  services: ReadonlyMap<string, BoundService>,
  rules: Pick<VersionRules, 'scopes'>,
  request: RequestHead,
): boolean {
  if (request.method === 'OPTIONS') return false;
  try {
    const head = readHead(services, rules, request);
    return head.type === 'invoke' || METHODS[head.route.type] === 'POST';
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const METHODS: Readonly<Record<Exclude<Route, InvokeRoute>['type'], 'GET' | 'POST'>> = {
  health: 'GET',
  attach: 'GET',
  output: 'GET',
  status: 'GET',
  'attach by body': 'POST',
  'output by body': 'POST',
  'status by body': 'POST',
  lookup: 'POST',
  awakeable: 'POST',
};

function refuseIdempotencyKeyOfWorkflow(handler: BoundHandler, idempotencyKey: string | undefined): void {
  if (handler.kind !== 'WORKFLOW' || idempotencyKey === undefined) return;
  throw new Refusal(
    400,
    'cannot use the idempotency key with workflow handlers. The handler invocation will already be idempotent by the ' +
      'workflow key itself.',
  );
}
