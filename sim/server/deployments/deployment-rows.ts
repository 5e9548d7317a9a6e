import type { BoundHandler } from '../../attempt/definition.ts';
import { isoTime } from '../../core/iso-time.ts';
import type { Invocation } from '../invocation.ts';
import type { Deployment, ServiceRevision } from './deployment.ts';
import type { Deployments } from './deployments.ts';

const TYPES = { service: 'Service', object: 'VirtualObject', workflow: 'Workflow' } as const;
const HANDLER_TYPES = { SERVICE: undefined, EXCLUSIVE: 'Exclusive', SHARED: 'Shared', WORKFLOW: 'Workflow' } as const;

/**
 * `Active`: it has the latest revision of a service. Otherwise `Draining` while invocations that have not completed are pinned
 * to it, and `Drained` when none is. What is queued, delayed or not pinned for other reasons counts nowhere, although it still
 * needs a handler of its name: the command line, the UI and the operator of Restate count like this.
 */
export type DeploymentStatus = 'Active' | 'Draining' | 'Drained';

/** A row of `sys_deployment`, with its services, and with what it still has to do. */
export interface DeploymentRow {
  readonly id: string;
  /** Number in traces and stories; the server's table does not have it. */
  readonly number: number;
  readonly uri: string;
  readonly created_at: string;
  readonly min_service_protocol_version: number;
  readonly max_service_protocol_version: number;
  readonly services: readonly { readonly name: string; readonly revision: number }[];
  readonly status: DeploymentStatus;
  /** Invocations that are pinned to it and have not completed. */
  readonly pinned: number;
}

/** @returns the registered deployments, oldest first */
export function deploymentRows(
  deployments: Pick<Deployments, 'all' | 'latest'>,
  invocations: Iterable<Invocation>,
): DeploymentRow[] {
  const counts = new Map<string, number>();
  for (const { pinned, status } of invocations) {
    if (pinned !== undefined && status !== 'completed')
      counts.set(pinned.deployment, (counts.get(pinned.deployment) ?? 0) + 1);
  }
  return deployments.all.map(({ id, number, uri, createdAtMs, protocols, services }) => {
    const isActive = [...services.keys()].some((name) => deployments.latest(name)?.deployment.id === id);
    const pinned = counts.get(id) ?? 0;
    return {
      id,
      number,
      uri,
      created_at: isoTime(createdAtMs),
      min_service_protocol_version: protocols.min,
      max_service_protocol_version: protocols.max,
      services: [...services].map(([name, { revision }]) => ({ name, revision })),
      status: isActive ? 'Active' : pinned > 0 ? 'Draining' : 'Drained',
      pinned,
    };
  });
}

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
