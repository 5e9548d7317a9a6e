import type { Engine } from '../../attempt/attempt.ts';
import type { BoundService } from '../../attempt/definition.ts';
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
import { Server } from '../../server/server.ts';
import type { Deployment } from '../../server/service-registry.ts';
import type { World } from '../../server/world.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { Effect } from '../scenario/effect.ts';
import { Effects } from './effects.ts';
import { Loop, type Cut, type LoopListener } from './loop.ts';
import { Operations } from '../client/operations.ts';
import { Reloads } from './reloads.ts';
import { AttemptProcess } from './attempt-process.ts';
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
  /** Creates the definitions again, as a restarted service process does. */
  restartProcess(): void;
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
  const bind = (
    make: Assembly['services'] = assembly.services,
  ): { services: ReadonlyMap<string, BoundService>; sdk: Sdk } => {
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
  const { services, sdk } = bind();
  const stubs = assembly.stubs ?? {};
  const stubbing = Object.keys(stubs).length === 0 ? undefined : new Stubbing(stubs, effects.calls);
  const http = assembly.http ?? {};
  const httpStubbing = Object.keys(http).length === 0 ? undefined : new HttpStubbing(http, effects.calls);
  const { onLine, printsThrough } = assembly;
  const noticing = { stubbing, httpStubbing, onLine, printsThrough, allowed };
  let life = { dead: false };
  const deployment: Deployment = {
    services,
    engine: assembly.engine ?? new FakeEngine(),
    processFor: (stream) => new AttemptProcess(world, stream, life, assembly.skew ?? false, noticing),
  };
  const server = new Server(world, deployment, serverOptionsFrom(assembly.server));
  const { ingress } = server;
  const loop = new Loop(server, assembly.listener, assembly.cut);
  const startAgain = (make?: Assembly['services']): void => {
    server.deployment = { ...deployment, services: bind(make).services };
  };
  const reloads = assembly.renewed && new Reloads(world, assembly.renewed);
  return {
    world,
    server,
    ingress,
    operations: new Operations(world, ingress),
    effects,
    loop,
    sdk,
    notRenewed: () => reloads?.failure,
    restartProcess: () => {
      life.dead = true;
      life = { dead: false };
      if (reloads === undefined) startAgain();
      else loop.waitFor(reloads.next().then(startAgain));
    },
  };
}
