import type { BoundService } from '../../attempt/definition.ts';
import { checkInvocationId } from './ids.ts';
import {
  Refusal,
  badApiPath,
  badAwakeablesPath,
  badInvocationPath,
  badServicePath,
  badWorkflowPath,
  notFound,
  serviceNotFound,
} from './refusal.ts';
import { decodeKey } from './url-decoding.ts';

/** What a path means. */
export type Route =
  | InvokeRoute
  | { readonly type: LookVerb; readonly of: InvocationName }
  /** The invocation is named in the body. */
  | { readonly type: `${LookVerb} by body` | 'lookup' }
  | { readonly type: 'awakeable'; readonly id: string; readonly verb: 'resolve' | 'reject' }
  | { readonly type: 'health' };

/** What is asked of an existing invocation. */
type LookVerb = 'attach' | 'output' | 'status';

export interface InvokeRoute {
  readonly type: 'invoke';
  readonly service: BoundService;
  readonly handler: string;
  /** Undefined for plain services; may be empty. */
  readonly key: string | undefined;
  readonly send: boolean;
  readonly scope: string | undefined;
}

/** The ways to name an existing invocation. */
export type InvocationName =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'workflow'; readonly service: string; readonly key: string; readonly scope?: string }
  | {
      readonly by: 'idempotency key';
      readonly service: string;
      readonly key: string | undefined;
      readonly handler: string;
      readonly idempotencyKey: string;
      readonly scope?: string;
    };

type Services = ReadonlyMap<string, BoundService>;

/**
 * Reads a path, without its query.
 * @throws {Refusal} for a path that the server does not have
 */
export function parseRoute(path: string, services: Services): Route {
  const rest = path.split('/');
  // The empty segment before the first slash, then the one after it.
  rest.shift();
  const first = rest.shift();
  if (first === undefined || rest.length < 1 || rest.length > 6) throw new Refusal(400, `bad path: ${path}`);
  if (first === 'restate') return restateRoute(rest, services);
  if (first === 'openapi') throw notFound();
  return plainRoute(first, rest, services);
}

/** `/{service}/{handler}[/send]`, `/{object}/{key}/{handler}[/send]` */
function plainRoute(name: string, segments: readonly string[], services: Services): Route {
  const service = serviceOf(name, services);
  const keyed = service.kind !== 'service';
  const key = keyed && segments[0] !== undefined ? decodeKey(segments[0]) : undefined;
  const at = keyed ? 1 : 0;
  const handler = segments[at];
  const last = segments[at + 1];
  if (handler === undefined || (last !== undefined && last !== 'send') || segments.length > at + 2) {
    throw badServicePath();
  }
  return { type: 'invoke', service, handler, key, send: last === 'send', scope: undefined };
}

function restateRoute([verb = '', ...segments]: readonly string[], services: Services): Route {
  switch (verb) {
    case 'health':
      return { type: 'health' };
    case 'awakeables':
    case 'a':
      return awakeableRoute(segments);
    case 'invocation':
      return legacyInvocationRoute(segments, services);
    case 'workflow':
      return legacyWorkflowRoute(segments);
    case 'call':
    case 'send':
      return aliasRoute(verb, segments, undefined, services);
    case 'scope': {
      const [scope, inner, ...rest] = segments;
      if (scope === undefined || inner === undefined) throw badApiPath();
      return aliasRoute(inner, rest, decodeKey(scope), services);
    }
    case 'attach':
    case 'output':
    case 'status':
      if (segments.length > 1) throw badApiPath();
      if (segments[0] === undefined) return { type: `${verb} by body` };
      return { type: verb, of: { by: 'id', id: checkInvocationId(segments[0]) } };
    case 'lookup':
      if (segments.length > 0) throw badApiPath();
      return { type: 'lookup' };
    default:
      throw notFound();
  }
}

/** `call|send/{service}[/{key}]/{handler}` */
function aliasRoute(
  verb: string,
  segments: readonly string[],
  scope: string | undefined,
  services: Services,
): InvokeRoute {
  const [name, ...rest] = segments;
  if ((verb !== 'call' && verb !== 'send') || name === undefined) throw badApiPath();
  const service = serviceOf(name, services);
  const keyed = service.kind !== 'service';
  const key = keyed && rest[0] !== undefined ? decodeKey(rest[0]) : undefined;
  const [handler, ...more] = keyed ? rest.slice(1) : rest;
  if (handler === undefined || more.length > 0) throw badApiPath();
  return { type: 'invoke', service, handler, key, send: verb === 'send', scope };
}

function awakeableRoute([id, verb]: readonly string[]): Route {
  if (id === undefined || verb === undefined) throw badAwakeablesPath();
  if (verb !== 'resolve' && verb !== 'reject') throw notFound();
  return { type: 'awakeable', id, verb };
}

/** `{id}/attach|output|status`, `{service}[/{key}]/{handler}/{idempotency key}/attach|output|status`; only the key is URL-decoded. */
function legacyInvocationRoute(segments: readonly string[], services: Services): Route {
  const [first, second, third] = segments;
  if (first === undefined || second === undefined) throw badInvocationPath();
  if (third === undefined) {
    return { type: lookVerb(second), of: { by: 'id', id: checkInvocationId(first) } };
  }
  const keyed = serviceOf(first, services).kind !== 'service';
  const key = keyed ? decodeKey(second) : undefined;
  const [handler, idempotencyKey, verb] = segments.slice(keyed ? 2 : 1);
  if (handler === undefined || idempotencyKey === undefined || verb === undefined) throw badInvocationPath();
  return { type: lookVerb(verb), of: { by: 'idempotency key', service: first, key, handler, idempotencyKey } };
}

function legacyWorkflowRoute([service, encoded, verb]: readonly string[]): Route {
  if (service === undefined || encoded === undefined) throw badWorkflowPath();
  const key = decodeKey(encoded);
  if (verb === undefined) throw badWorkflowPath();
  return { type: lookVerb(verb), of: { by: 'workflow', service, key } };
}

function lookVerb(verb: string): LookVerb {
  if (verb === 'attach' || verb === 'output' || verb === 'status') return verb;
  throw notFound();
}

function serviceOf(name: string, services: Services): BoundService {
  const service = services.get(name);
  if (service === undefined) throw serviceNotFound(name);
  return service;
}
