import type { BoundHandler } from '../../attempt/definition.ts';
import { isoTime } from '../../core/iso-time.ts';
import type { Deployment, ServiceRevision } from './deployment.ts';

const TYPES = { service: 'Service', object: 'VirtualObject', workflow: 'Workflow' } as const;
const HANDLER_TYPES = { SERVICE: undefined, EXCLUSIVE: 'Exclusive', SHARED: 'Shared', WORKFLOW: 'Workflow' } as const;

/** The body of a response to a registration. */
export function registered({ id, services, protocols }: Deployment): Readonly<Record<string, unknown>> {
  return {
    id,
    services: [...services.values()].map((revision) => serviceRow(id, revision)),
    min_protocol_version: protocols.min,
    max_protocol_version: protocols.max,
  };
}

/** The body of a response to an update. */
export function detailed(deployment: Deployment): Readonly<Record<string, unknown>> {
  return { ...registered(deployment), uri: deployment.uri, created_at: isoTime(deployment.createdAtMs) };
}

function serviceRow(id: string, { service, revision }: ServiceRevision): Readonly<Record<string, unknown>> {
  return {
    name: service.name,
    ty: TYPES[service.kind],
    handlers: [...service.handlers.values()].map(handlerRow),
    deployment_id: id,
    revision,
  };
}

function handlerRow({ name, kind, options }: BoundHandler): Readonly<Record<string, unknown>> {
  const ty = HANDLER_TYPES[kind];
  return { name, ...(ty !== undefined && { ty }), public: !options.ingressPrivate };
}
