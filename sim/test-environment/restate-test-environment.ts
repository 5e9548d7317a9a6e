import type { TypedState, UntypedState } from '@restatedev/restate-sdk';
import { UsageError } from '../core/errors.ts';
import type { AnyDefinition } from '../simulation/scenario/scenario.ts';
import type { Simulation, SimulationOptions } from '../simulation/simulation.ts';
import type { Backend } from './backend.ts';
import { Real } from './real.ts';
import { Simulated } from './simulated.ts';
import { StateProxy } from './state-proxy.ts';

/** Options of {@link RestateTestEnvironment.start}: those of `@restatedev/restate-sdk-testcontainers`, and a few more. */
export interface TestEnvironmentOptions extends Pick<
  SimulationOptions,
  'seed' | 'interleaving' | 'defaultServiceOptions' | 'effects' | 'stubs' | 'http' | 'allow'
> {
  readonly services: readonly AnyDefinition[];
  /** Every await suspends, so that the next attempt replays all that came before. Default false. */
  readonly alwaysReplay?: boolean;
  /** The first failure of an attempt ends its invocation. Default false. */
  readonly disableRetries?: boolean;
  /**
   * `sim` (the default) is a simulation in this process; `server` a real restate-server, from the npm package
   * `@restatedev/restate-server`. The variable RESTATE_SIM_ENGINE decides where nothing is said.
   */
  readonly engine?: 'sim' | 'server';
  /** About containers, so it says nothing here. */
  readonly storage?: 'disk' | 'memory';
  /** About containers, so it says nothing here. */
  readonly serviceEndpointAccess?: 'testcontainers' | 'docker-host';
  /** About containers, so it is not called. */
  readonly container?: () => unknown;
}

/**
 * Stands in for the class of the same name in `@restatedev/restate-sdk-testcontainers`: a suite that has its services
 * in a container changes one import, and has them in a simulation, without Docker and in milliseconds.
 *
 * It differs where a simulation does: `ctx.sleep` and delays take no real time while a response is awaited;
 * handlers have no network; there is no admin API; and time that a test waits by itself passes for the services, too.
 *
 * @example
 * const environment = await RestateTestEnvironment.start({ services: [bankAccount] });
 * const ingress = clients.connect({ url: environment.baseUrl() });
 */
export class RestateTestEnvironment {
  readonly #backend: Backend;

  /** @throws {UsageError} when the services cannot be used, or a real server does not start */
  static async start(options: TestEnvironmentOptions): Promise<RestateTestEnvironment> {
    const {
      services,
      defaultServiceOptions,
      alwaysReplay = false,
      disableRetries = false,
      engine = engineFrom(process.env),
    } = options;
    if (engine === 'server') {
      return new RestateTestEnvironment(
        await Real.start({ services, defaultServiceOptions, alwaysReplay, disableRetries }),
      );
    }
    const { seed, interleaving, effects, stubs, http, allow } = options;
    return new RestateTestEnvironment(
      await Simulated.start({
        services,
        alwaysReplay,
        disableRetries,
        ...(defaultServiceOptions !== undefined && { defaultServiceOptions }),
        ...(seed !== undefined && { seed }),
        ...(interleaving !== undefined && { interleaving }),
        ...(effects !== undefined && { effects }),
        ...(stubs !== undefined && { stubs }),
        ...(http !== undefined && { http }),
        ...(allow !== undefined && { allow }),
      }),
    );
  }

  private constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** URL of the ingress. */
  baseUrl(): string {
    return this.#backend.baseUrl;
  }

  /** URL of the admin API of a real server. @throws {UsageError} in a simulation, which has none */
  adminAPIBaseUrl(): string {
    return this.#backend.adminUrl();
  }

  /** The simulation behind it. @throws {UsageError} where it is a real server */
  get sim(): Simulation {
    if (this.#backend instanceof Simulated) return this.#backend.sim;
    throw new UsageError('SIMULATION_UNAVAILABLE', 'This environment is a real server, so it has no simulation.');
  }

  /** State of a key of an object or a workflow. */
  stateOf<State extends TypedState = UntypedState>(service: AnyDefinition, key: string): StateProxy<State> {
    return new StateProxy<State>(this.#backend, service.name, key);
  }

  async stop(): Promise<void> {
    await this.#backend.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function engineFrom(environment: Readonly<Record<string, string | undefined>>): 'sim' | 'server' {
  const name = environment['RESTATE_SIM_ENGINE'];
  if (name === undefined || name === '' || name === 'sim') return 'sim';
  if (name === 'server') return 'server';
  throw new UsageError('UNKNOWN_ENGINE', `RESTATE_SIM_ENGINE is sim or server, not "${name}".`);
}
