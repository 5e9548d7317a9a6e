import type { BoundService } from '../../attempt/definition.ts';
import type { Target } from '../../journal/command.ts';
import { Refusal } from '../../server/ingress/refusal.ts';
import { splitPath, type IngressRequest } from '../../server/ingress/request.ts';
import { parseRoute } from '../../server/ingress/routes.ts';
import type { Operation } from './operations.ts';

/** @returns the kind and the target of a request, for the trace; a request that the ingress will refuse is `other` */
export function purposeOf(
  request: IngressRequest,
  services: ReadonlyMap<string, BoundService>,
): Pick<Operation, 'kind' | 'target'> {
  const { path } = splitPath(request.path);
  try {
    const route = parseRoute(path, services);
    switch (route.type) {
      case 'invoke': {
        const { service, key, handler, send, scope } = route;
        const target = targetOf(service.name, handler, key);
        return { kind: send ? 'send' : 'call', target: scope === undefined ? target : { ...target, scope } };
      }
      case 'attach':
      case 'output': {
        const { type, of } = route;
        if (of.by === 'id') return { kind: type, target: targetOf('', of.id) };
        return { kind: type, target: targetOf(of.service, of.by === 'workflow' ? 'run' : of.handler, of.key) };
      }
      case 'attach by body':
        return { kind: 'attach', target: targetOf('', path) };
      case 'output by body':
        return { kind: 'output', target: targetOf('', path) };
      case 'status':
      case 'status by body':
      case 'lookup':
      case 'awakeable':
      case 'health':
        return { kind: 'other', target: targetOf('', path) };
    }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'other', target: targetOf('', path) };
    throw error;
  }
}

function targetOf(service: string, handler: string, key?: string): Target {
  return { service, handler, ...(key !== undefined && { key }) };
}
