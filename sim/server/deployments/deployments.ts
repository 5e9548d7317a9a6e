import {
  DEFAULT_RETRY_POLICY,
  type BoundHandler,
  type BoundService,
  type RetryPolicy,
} from '../../attempt/definition.ts';
import type { Target } from '../../journal/command.ts';
import type { Deployment, Serving } from './deployment.ts';

/**
 * The deployments that the server has registered, in the order of their first registration, and the latest revision of each
 * service: the highest one over all of them, computed again on each change.
 * Rule: docs/internals/upgrade-semantics.md#latest
 */
export class Deployments {
  #all: readonly Deployment[] = [];
  #latest: ReadonlyMap<string, Serving> = new Map();
  #services: ReadonlyMap<string, BoundService> = new Map();

  get all(): readonly Deployment[] {
    return this.#all;
  }

  /** The latest revision of each service. Another object after each change. */
  get services(): ReadonlyMap<string, BoundService> {
    return this.#services;
  }

  /** @returns undefined when no deployment has the service */
  latest(service: string): Serving | undefined {
    return this.#latest.get(service);
  }

  /** @returns undefined when it was removed, or never was */
  byId(id: string): Deployment | undefined {
    return this.#all.find((deployment) => deployment.id === id);
  }

  /** The deployment that a registration of a URI means: the one that was registered last, where several have it. */
  at(uri: string): Deployment | undefined {
    return this.#all.filter((deployment) => deployment.uri === uri).toSorted((a, b) => b.order - a.order)[0];
  }

  /** @returns undefined for a service that is not deployed */
  kindOf(service: string): BoundService['kind'] | undefined {
    return this.#services.get(service)?.kind;
  }

  /** @returns undefined when there is no such service, or its latest revision has no such handler */
  handler(target: Target): BoundHandler | undefined {
    return this.#services.get(target.service)?.handlers.get(target.handler);
  }

  /**
   * The retry policy of a handler: as a deployment has registered it, else that of its service there, else the default.
   * @param deployment undefined for that of the latest revision
   */
  retryPolicy(target: Target, deployment?: Deployment): RetryPolicy {
    const revision = deployment === undefined ? this.latest(target.service) : deployment.services.get(target.service);
    if (revision === undefined) return DEFAULT_RETRY_POLICY;
    const { handlers, retryPolicy } = revision.service;
    return handlers.get(target.handler)?.options.retryPolicy ?? retryPolicy;
  }

  /** Adds a deployment, or puts it in the place of the one with its id. */
  put(deployment: Deployment): void {
    const isKnown = this.byId(deployment.id) !== undefined;
    this.#change(
      isKnown
        ? this.#all.map((known) => (known.id === deployment.id ? deployment : known))
        : [...this.#all, deployment],
    );
  }

  remove(id: string): void {
    this.#change(this.#all.filter((deployment) => deployment.id !== id));
  }

  #change(all: readonly Deployment[]): void {
    this.#all = all;
    const latest = new Map<string, Serving>();
    for (const deployment of all) {
      for (const [name, revision] of deployment.services) {
        const known = latest.get(name);
        if (known === undefined || known.revision < revision.revision) latest.set(name, { ...revision, deployment });
      }
    }
    this.#latest = latest;
    this.#services = new Map([...latest].map(([name, { service }]) => [name, service]));
  }
}
