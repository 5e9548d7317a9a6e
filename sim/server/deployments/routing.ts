import type { AttemptError, ProtocolVersion } from '../../attempt/attempt.ts';
import { DEFAULT_ABORT_TIMEOUT_MS } from '../../attempt/definition.ts';
import type { Invocation } from '../invocation.ts';
import type { ServerOptions } from '../options.ts';
import type { Deployment, ProtocolRange } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import type { AttemptOptions, Destination } from './destination.ts';
import type { Endpoints } from './endpoints.ts';

const DEPLOYMENT_REMOVED: AttemptError = {
  code: 500,
  docCode: 'RT0011',
  message:
    'the invocation has a deployment id associated, but it was not found in the registry. This might indicate ' +
    'that a deployment was forcefully removed from the registry, but there are still in-flight invocations pinned to it',
};
const SERVICE_NOT_DEPLOYED: AttemptError = {
  code: 500,
  docCode: 'RT0011',
  message: 'no deployment was found to process the invocation',
};
const HANDLER_NOT_FOUND: AttemptError = {
  code: 500,
  docCode: 'RT0012',
  message: 'unexpected http status code: 404 Not Found',
};

const SERVER_DEFAULTS: AttemptOptions = {
  inactivityTimeoutMs: undefined,
  abortTimeoutMs: DEFAULT_ABORT_TIMEOUT_MS,
  enableLazyState: false,
};

/** What routing reads. */
export interface RoutingPorts {
  readonly deployments: Pick<Deployments, 'byId' | 'latest' | 'retryPolicy'>;
  readonly endpoints: Pick<Endpoints, 'handler'>;
}

/**
 * Decides where the next attempt of an invocation runs: on the deployment to which it is pinned, else on the latest of its
 * service.
 * Rules: docs/internals/upgrade-semantics.md#when-an-invocation-is-pinned and docs/internals/upgrade-semantics.md#where-the-next-attempt-goes
 */
export class Routing {
  readonly #options: Pick<ServerOptions, 'protocolVersion'>;
  readonly #ports: RoutingPorts;

  constructor(options: Pick<ServerOptions, 'protocolVersion'>, ports: RoutingPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  /** The deployment of the next attempt; undefined when there is none. */
  deploymentOf(invocation: Invocation): Deployment | undefined {
    const { deployments } = this.#ports;
    if (invocation.pinned !== undefined) return deployments.byId(invocation.pinned.deployment);
    return deployments.latest(invocation.origin.target.service)?.deployment;
  }

  /**
   * Chooses where an attempt that starts now runs, and the retry policy that holds for its failure.
   * @returns where; or why it fails before any code of the service runs
   */
  choose(invocation: Invocation): Destination | AttemptError {
    const { deployments, endpoints } = this.#ports;
    const { target } = invocation.origin;
    invocation.retry ??= { from: undefined, policy: deployments.retryPolicy(target) };
    const deployment = this.deploymentOf(invocation);
    if (deployment === undefined) return invocation.pinned === undefined ? SERVICE_NOT_DEPLOYED : DEPLOYMENT_REMOVED;
    invocation.lastDeployment = deployment.id;
    if (invocation.retry.from !== deployment.id) {
      invocation.retry = { from: deployment.id, policy: deployments.retryPolicy(target, deployment) };
    }
    const handler = endpoints.handler(deployment.uri, target);
    if (handler === undefined) return HANDLER_NOT_FOUND;
    const registered = deployment.services.get(target.service)?.service.handlers.get(target.handler);
    return {
      deployment,
      protocol: invocation.pinned?.protocol ?? this.#negotiated(deployment.protocols),
      handler,
      options: registered?.options ?? SERVER_DEFAULTS,
    };
  }

  /** Whether an attempt that starts now would fail before any code of the service runs. */
  refuses(invocation: Invocation): boolean {
    const deployment = this.deploymentOf(invocation);
    return (
      deployment === undefined || this.#ports.endpoints.handler(deployment.uri, invocation.origin.target) === undefined
    );
  }

  /** The highest version that both sides speak. */
  #negotiated({ max }: ProtocolRange): ProtocolVersion {
    const own = this.#options.protocolVersion;
    return max >= own ? own : max === 6 ? 6 : 5;
  }
}
