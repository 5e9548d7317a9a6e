import { inspect } from 'node:util';
import { UsageError } from '../../core/errors.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { AdminResponse } from '../../server/admin-response.ts';
import { DEFAULT_PROTOCOLS, normalUri, type ProtocolRange } from '../../server/deployments/deployment.ts';
import type { RegisterOptions } from '../../server/deployments/registrations.ts';
import type { Server } from '../../server/server.ts';
import type { Processes, Program } from './processes.ts';

/** How new code is deployed. */
export interface DeployOptions extends RegisterOptions {
  /**
   * `new`: a process of its own at a URI of its own, registered there, as for an immutable deployment. `in-place`: the process
   * at a URI is replaced, as by a rolling restart; its streams break. Only `force` discovers it again then.
   */
  readonly how: 'new' | 'in-place';
  /** Where it listens. Default: for `new` one that no deployment has; for `in-place` that of the latest deployment. */
  readonly uri?: string;
  /** Whether it is registered. False starts the process only, for {@link Simulation.updateDeployment}. Default true. */
  readonly register?: boolean;
  /** Versions of the service protocol that the process speaks. Default: those of @restatedev/restate-sdk 1.17. */
  readonly protocols?: ProtocolRange;
}

/** Where the process of the first deployment listens. */
export const FIRST_URI: string = uriOf(1);

/** What a deploy touches: it conflicts with every other step. */
export const FROM_OUTSIDE: Footprint = { reads: ['clock'], writes: ['world'] };

/** Replaces and adds service processes, and registers them. */
export class Deploys {
  readonly #server: Server;
  readonly #processes: Processes;

  constructor(server: Server, processes: Processes) {
    this.#server = server;
    this.#processes = processes;
  }

  /**
   * Takes effect at once, in one step of the world.
   * @returns the response of the admin API to the registration; without one, status 200 and the URI
   * @throws {UsageError} when the definitions or the options cannot be used
   */
  deploy(
    program: Omit<Program, 'protocols'>,
    { how, protocols = DEFAULT_PROTOCOLS, uri, register = true, ...options }: DeployOptions,
  ): AdminResponse {
    const at = uri === undefined ? this.#uriFor(how) : checkedUri(uri);
    const { endpoint, listen } = this.#processes.made({ ...program, protocols });
    this.#server.world.trace.enter(FROM_OUTSIDE);
    if (options.dryRun === true) return this.#server.registrations.register(at, options, endpoint);
    const before = this.#server.endpoints.at(at);
    // The streams of the old process break.
    if (before !== undefined) this.#server.faults.crashProcess(at);
    listen(at);
    if (before !== undefined) this.#report(at, endpoint.services.keys());
    if (!register) return { status: 200, body: { uri: at } };
    const answer = this.#server.registrations.register(at, options);
    if (answer.status >= 400) {
      this.#server.world.trace.add({ type: 'deploy refused', status: answer.status, message: messageOf(answer) });
      if (before === undefined) this.#processes.end(at);
    }
    return answer;
  }

  #report(uri: string, names: Iterable<string>): void {
    const deployment = this.#server.deployments.at(uri);
    if (deployment === undefined) return;
    this.#server.world.trace.add({
      type: 'deployed',
      deployment: deployment.number,
      uri,
      how: 'in-place',
      services: [...names].map((name) => ({ name, revision: deployment.services.get(name)?.revision })),
    });
  }

  #uriFor(how: DeployOptions['how']): string {
    const { deployments, endpoints } = this.#server;
    if (how === 'in-place') {
      const [latest] = deployments.all.toSorted((a, b) => b.order - a.order);
      if (latest !== undefined) return latest.uri;
      throw new UsageError(
        'INVALID_DEPLOY',
        "deploy(services, { how: 'in-place' }) replaces the process of a deployment, and none is registered; deploy with how: 'new'.",
      );
    }
    if (how !== 'new') {
      throw new UsageError('INVALID_DEPLOY', `how a deploy is made is 'new' or 'in-place', not ${inspect(how)}.`);
    }
    for (let number = 1; ; number++) if (endpoints.at(uriOf(number)) === undefined) return uriOf(number);
  }
}

function messageOf({ body }: AdminResponse): string {
  return typeof body?.['message'] === 'string' ? body['message'] : '';
}

function uriOf(number: number): string {
  return `http://deployment-${number}:9080/`;
}

function checkedUri(uri: string): string {
  if (URL.canParse(uri)) return normalUri(uri);
  throw new UsageError(
    'INVALID_DEPLOY',
    `The URI of a deployment is absolute, such as http://service:9080, not ${inspect(uri)}.`,
  );
}
