import { known as there } from '../../core/known.ts';
import { done, refused, type AdminResponse } from '../admin-response.ts';
import type { World } from '../world.ts';
import { normalUri, type Deployment, type ServiceRevision } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { detailed, registered } from './deployment-rows.ts';

/** How a deployment is registered. */
export interface RegisterOptions {
  /** Discovers a URI that is registered already again: same id, new revisions. Implies `breaking`. Default false. */
  readonly force?: boolean;
  /** Allows a service to change its type. Default false. */
  readonly breaking?: boolean;
  /** Changes nothing; the response says what would be. Default false. */
  readonly dryRun?: boolean;
}

/** What of a deployment is changed. */
export interface UpdateOptions {
  /** Where it listens from now on. Without it nothing changes. */
  readonly uri?: string;
  /** Whether the services are discovered again, too; the revisions stay. Default false. */
  readonly overwrite?: boolean;
}

/**
 * Registers, updates and removes deployments, and answers as the admin API does.
 * Rules: docs/internals/upgrade-semantics.md#updates-in-place-and-registration and
 * docs/internals/upgrade-semantics.md#draining
 */
export class Registrations {
  readonly #world: Pick<World, 'clock' | 'random' | 'trace'>;
  readonly #deployments: Deployments;
  readonly #endpoints: Pick<Endpoints, 'at'>;
  /** Registrations so far, renewals included, and the deployments that they have made. */
  #count = 0;
  #made = 0;
  #dryRuns = 0;

  constructor(
    world: Pick<World, 'clock' | 'random' | 'trace'>,
    deployments: Deployments,
    endpoints: Pick<Endpoints, 'at'>,
  ) {
    this.#world = world;
    this.#deployments = deployments;
    this.#endpoints = endpoints;
  }

  /** Registers the deployment that the world begins with: no event shows it. */
  first(uri: string): void {
    const endpoint = there(this.#endpoints.at(uri), 'the process of the first deployment');
    this.#deployments.put(this.#discovered(normalUri(uri), endpoint, undefined, this.#newId));
  }

  /** `POST /deployments`: 201 for a new one, 200 for a URI that is known, whether or not `force` discovers it again. @param endpoint what listens there */
  register(
    uri: string,
    { force = false, breaking = false, dryRun = false }: RegisterOptions = {},
    endpoint: Endpoint | undefined = this.#endpoints.at(normalUri(uri)),
  ): AdminResponse {
    const at = normalUri(uri);
    const known = this.#deployments.at(at);
    if (known !== undefined && !force) return { status: 200, body: registered(known) };
    if (endpoint === undefined) return unreachable(at);
    const changed = breaking || force ? undefined : this.#changesType(endpoint);
    if (changed !== undefined) return changesType(changed);
    const deployment = this.#discovered(at, endpoint, known, dryRun ? this.#idOfDryRun : this.#newId);
    const status = known === undefined ? 201 : 200;
    if (!dryRun) {
      this.#deployments.put(deployment);
      this.#trace(deployment, known === undefined ? 'new' : 'registered again');
    }
    return { status, body: registered(deployment) };
  }

  /** `PATCH /deployments/{id}`: moves all that is in flight on it to another address. */
  update(id: string, { uri, overwrite = false }: UpdateOptions): AdminResponse {
    const known = this.#deployments.byId(id);
    if (known === undefined) return refused(404, `The requested deployment '${id}' does not exist`);
    if (uri === undefined) return { status: 200, body: detailed(known) };
    const at = normalUri(uri);
    const endpoint = this.#endpoints.at(at);
    if (endpoint === undefined) return unreachable(at);
    const { min, max } = endpoint.protocols;
    if (min !== known.protocols.min || max !== known.protocols.max) return changesProtocols(known, endpoint);
    const services = overwrite ? this.#overwritten(known, endpoint) : known.services;
    const deployment = { ...known, uri: at, services };
    this.#deployments.put(deployment);
    this.#trace(deployment, 'updated');
    return { status: 200, body: detailed(deployment) };
  }

  /** `DELETE /deployments/{id}`: what is pinned to it stays pinned to it. */
  remove(id: string, { force = false }: { readonly force?: boolean } = {}): AdminResponse {
    if (!force) return done(501);
    const known = this.#deployments.byId(id);
    if (known === undefined) return refused(404, `not found in the schema registry: deployment with id '${id}'`);
    this.#deployments.remove(id);
    this.#world.trace.add({ type: 'undeployed', deployment: known.number });
    return done(202);
  }

  #discovered(
    uri: string,
    { services, protocols }: Endpoint,
    known: Deployment | undefined,
    newId: () => Pick<Deployment, 'id' | 'number'>,
  ): Deployment {
    const revisions = new Map<string, ServiceRevision>();
    for (const [name, service] of services) {
      revisions.set(name, { service, revision: (this.#deployments.latest(name)?.revision ?? 0) + 1 });
    }
    const { id, number } = known ?? newId();
    const order = ++this.#count;
    return { id, number, uri, protocols, services: revisions, order, createdAtMs: this.#world.clock.now };
  }

  /** The revisions stay as they were in this deployment. */
  #overwritten(known: Deployment, endpoint: Endpoint): ReadonlyMap<string, ServiceRevision> {
    return new Map(
      [...endpoint.services].map(([name, service]) => {
        return [name, { service, revision: known.services.get(name)?.revision ?? 1 }];
      }),
    );
  }

  /** @returns the name of a service whose type differs from that of its latest revision */
  #changesType({ services }: Endpoint): string | undefined {
    return [...services.values()].find(({ name, kind }) => (this.#deployments.kindOf(name) ?? kind) !== kind)?.name;
  }

  readonly #newId = (): Pick<Deployment, 'id' | 'number'> => {
    const number = ++this.#made;
    return { number, id: this.#idOf(String(number)) };
  };

  readonly #idOfDryRun = (): Pick<Deployment, 'id' | 'number'> => {
    return { number: this.#made + 1, id: this.#idOf(`dry run ${++this.#dryRuns}`) };
  };

  #idOf(name: string): string {
    return `dp_1${this.#world.random.id('deployment', name, 22)}`;
  }

  #trace({ number, uri, services }: Deployment, how: 'new' | 'registered again' | 'updated'): void {
    this.#world.trace.add({
      type: 'deployed',
      deployment: number,
      uri,
      how,
      services: [...services].map(([name, { revision }]) => ({ name, revision })),
    });
  }
}

const unreachable = (uri: string): AdminResponse =>
  refused(
    500,
    `[META0003] [META0003] error when calling '${uri}': h2 pool connection error: Connection refused (os error 111)`,
    'META0003',
  );

const changesType = (service: string): AdminResponse =>
  refused(
    409,
    `[META0006] detected a new service revision for '${service}' changing the service type from previous revision. ` +
      'Service type cannot be changed across revisions.',
    'META0006',
  );

function changesProtocols({ protocols: from }: Deployment, { protocols: to }: Endpoint): AdminResponse {
  return refused(
    400,
    '[META0016] an update deployment operation must provide an endpoint with the same services and handlers. The update ' +
      `tried to change the supported protocol versions from ${from.min}..=${from.max} to ${to.min}..=${to.max}`,
    'META0016',
  );
}
