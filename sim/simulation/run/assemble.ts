import type { Engine } from '../../attempt/attempt.ts';
import { withDefaultOptions } from '../../attempt/endpoint-options.ts';
import { installAmbient } from '../../attempt/ambient.ts';
import { FakeEngine } from '../../attempt/fake/engine.ts';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf, type Sdk } from '../../attempt/sdk-shape.ts';
import { Agenda } from '../../core/agenda.ts';
import { Choices, type Choice, type Decider } from '../../core/choices.ts';
import { VirtualClock } from '../../core/clock.ts';
import type { Allowance } from '../../core/allowances.ts';
import { UsageError } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { limitsFrom } from '../../core/limits-from.ts';
import { KeyedRandom } from '../../core/random.ts';
import type { Ingress } from '../../server/ingress/ingress.ts';
import { serverOptionsFrom, type ServerOptions } from '../../server/options.ts';
import { Endpoints } from '../../server/deployments/endpoints.ts';
import { Server } from '../../server/server.ts';
import { DEFAULT_PROTOCOLS } from '../../server/deployments/deployment.ts';
import type { AdminResponse } from '../../server/admin-response.ts';
import type { World } from '../../server/world.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { Effect } from '../scenario/effect.ts';
import { Effects } from './effects.ts';
import { Loop, type Cut, type LoopListener } from './loop.ts';
import { Operations } from '../client/operations.ts';
import { Deploys, FIRST_URI, type DeployOptions } from './deploy.ts';
import { Processes, type Bound, type Program } from './processes.ts';
import type { SourceListener } from '../../trace/source-line.ts';
import { HttpStubbing, type AnyHttpStubs } from '../scenario/http-stubs.ts';
import { Stubbing, type AnyStubs } from '../scenario/stubs.ts';

/** What a world is built from. */
export interface Assembly {
  readonly seed: number;
  readonly decider: Decider;
  /** Creates the definitions; called again after each process crash. */
  readonly services: (effects: Effects['calls']) => readonly unknown[];
  readonly effects?: Readonly<Record<string, Effect<never, unknown>>>;
  /** Options of services that do not set their own. */
  readonly defaultServiceOptions?: object;
  /** What runs instead of closures of `ctx.run`. */
  readonly stubs?: AnyStubs;
  /** What answers requests over HTTP. */
  readonly http?: AnyHttpStubs;
  /** What the code may use for real. */
  readonly allow?: readonly Allowance[];
  readonly limits?: Partial<Limits>;
  readonly server?: Partial<ServerOptions>;
  /** Whether service clocks may differ from the server's. */
  readonly skew?: boolean;
  readonly engine?: Engine | undefined;
  /** Where decisions are recorded, for replays and reports. */
  readonly record?: Choice[] | undefined;
  /** Looks at the world before each step. */
  readonly listener?: LoopListener | undefined;
  readonly cut?: Cut | undefined;
  /** Loads what makes the services again, from fresh modules, for a new process. Absent: `services` makes them again. */
  readonly renewed?: (() => Promise<Assembly['services']>) | undefined;
  /** Called with the location of each command that user code issues; costs a stack for each. */
  readonly onLine?: SourceListener | undefined;
  /** Whether what handlers print is printed too, and does not only go into the trace. Default false. */
  readonly printsThrough?: boolean | undefined;
}

/** One world, ready to move. */
export interface Assembled {
  readonly world: World;
  readonly server: Server;
  readonly ingress: Ingress;
  readonly operations: Operations;
  readonly effects: Effects;
  readonly loop: Loop;
  readonly sdk: Sdk;
  /**
   * Creates the definitions again, as a restarted service process does.
   * @param uri where it listens; undefined for all processes
   */
  restartProcess(uri?: string): void;
  /**
   * Deploys other code: definitions that may come from other modules, and from another copy of the SDK.
   * @returns the response of the admin API to the registration
   */
  deploy(make: Assembly['services'], options: DeployOptions & Pick<Program, 'renewed'>): AdminResponse;
  /** @returns why the latest crash of the process kept the variables of its modules; undefined where none did */
  notRenewed(): string | undefined;
}

/** How long a world waits in real time for what is allowed, in ms, where no limit is given. */
const ALLOWED_MS = 10_000;

/**
 * Builds one world around the user's definitions.
 * @throws {UsageError} when the definitions, a limit or an option of the server cannot be used
 */
export function assemble(assembly: Assembly): Assembled {
  installAmbient();
  const clock = new VirtualClock();
  const allowed = assembly.allow === undefined || assembly.allow.length === 0 ? undefined : new Set(assembly.allow);
  const limits = limitsFrom({ ...(allowed !== undefined && { outsideMs: ALLOWED_MS }), ...assembly.limits });
  const world: World = {
    clock,
    agenda: new Agenda(),
    choices: new Choices(assembly.decider, assembly.record),
    random: new KeyedRandom(assembly.seed),
    limits,
    trace: new Recorder(clock, limits.events),
  };
  const effects = new Effects(world, assembly.effects ?? {});
  const bind = (make: Assembly['services']): Bound => {
    const definitions = withDefaultOptions(make(effects.calls), assembly.defaultServiceOptions);
    if (definitions.length === 0) {
      throw new UsageError(
        'SERVICES_REQUIRED',
        'A simulation needs at least one service definition; `services` is empty.',
      );
    }
    const sdk = sdkOf(definitions);
    return { services: readDefinitions(definitions, sdk), sdk };
  };
  const stubs = assembly.stubs ?? {};
  const stubbing = Object.keys(stubs).length === 0 ? undefined : new Stubbing(stubs, effects.calls);
  const http = assembly.http ?? {};
  const httpStubbing = Object.keys(http).length === 0 ? undefined : new HttpStubbing(http, effects.calls);
  const { onLine, printsThrough } = assembly;
  const endpoints = new Endpoints(assembly.engine ?? new FakeEngine());
  const processes = new Processes({
    world,
    endpoints,
    bind,
    waitFor: (pending) => loop.waitFor(pending),
    settings: { stubbing, httpStubbing, onLine, printsThrough, allowed, skew: assembly.skew ?? false },
  });
  const { services, renewed } = assembly;
  const first = processes.made({ services, renewed, protocols: DEFAULT_PROTOCOLS });
  first.listen(FIRST_URI);
  const server = new Server(world, endpoints, FIRST_URI, serverOptionsFrom(assembly.server));
  const { ingress } = server;
  const loop = new Loop(server, assembly.listener, assembly.cut);
  const deploys = new Deploys(server, processes);
  return {
    world,
    server,
    ingress,
    operations: new Operations(world, ingress),
    effects,
    loop,
    sdk: first.sdk,
    notRenewed: () => processes.notRenewed,
    restartProcess: (uri) => processes.restart(uri),
    deploy: (make, { renewed: again, ...options }) => deploys.deploy({ services: make, renewed: again }, options),
  };
}
