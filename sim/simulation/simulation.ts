import { inspect } from 'node:util';
import type { TypedState, UntypedState } from '@restatedev/restate-sdk';
import type { Engine } from '../attempt/attempt.ts';
import { outOfScope } from '../attempt/scope.ts';
import { BUILT_IN } from '../checks/built-in.ts';
import type { Breach, Invariant } from '../checks/invariant.ts';
import { RunWatch } from '../checks/run-watch.ts';
import { quiet, type Choice, type Decider } from '../core/choices.ts';
import { UsageError } from '../core/errors.ts';
import { checkedAllowances } from '../core/allowances.ts';
import { horizonOf, withHorizon } from '../core/horizon.ts';
import type { Limits } from '../core/limits.ts';
import type { Target } from '../journal/command.ts';
import type { AdminResponse } from '../server/admin-response.ts';
import type { RestartOptions, ResumeOptions } from '../server/admin.ts';
import type { ServerOptions } from '../server/options.ts';
import type { Server } from '../server/server.ts';
import type { TraceEvent } from '../trace/event.ts';
import { traceHash } from '../trace/recorder.ts';
import { processBaton } from './run/baton.ts';
import { assemble, type Assembled, type Assembly } from './run/assemble.ts';
import { FROM_OUTSIDE, type DeployOptions } from './run/deploy.ts';
import type { DeploymentRow } from '../server/deployments/deployment-rows.ts';
import type { UpdateOptions } from '../server/deployments/registrations.ts';
import type { BodyWorld } from './run/body.ts';
import { clientFor, type SimulationClient } from './client/simulation-client.ts';
import { parseDuration } from '../core/duration.ts';
import { targetName } from '../core/target-name.ts';
import type { Effect } from './scenario/effect.ts';
import { fetchFor, type Fetch } from './client/fetch.ts';
import { httpIngressFor, type HttpIngress } from './client/http-ingress.ts';
import { Mover } from './run/mover.ts';
import type { Plan, PointTrouble } from './faults/plan.ts';
import { WorldPort } from './client/world-port.ts';
import { RandomOrder } from './run/random-order.ts';
import type { AnyDefinition, ServicesUnderTest } from './scenario/scenario.ts';
import { StateOfKey } from './run/state-of-key.ts';
import { PlannedTroubles } from './faults/planned-troubles.ts';
import { viewOf } from './run/view-of.ts';

export interface SimulationOptions<Effects extends EffectMap = EffectMap> extends ServicesUnderTest<Effects> {
  /** Seed of ids, random numbers and, with `interleaving: 'random'`, every choice. Default 0. */
  readonly seed?: number;
  /**
   * How choices are made: `sequential` always takes the quiet (default) option, so each invocation runs until it waits;
   * `random` draws each choice from the seed. Faults are injected only by the test itself. Default `sequential`.
   */
  readonly interleaving?: 'sequential' | 'random';
  readonly limits?: Partial<Limits>;
  /**
   * How much virtual time `runToQuiet` and `toSettle` follow jobs that schedule themselves forever, from the start on: ms, or a
   * string such as '90d'. Default: for at least twelve rounds.
   */
  readonly horizon?: number | string;
  /** Settings of the simulated server. */
  readonly server?: Partial<ServerOptions>;
  /** Suspends the attempt at each await, so that the next attempt replays everything before it. Default false. */
  readonly alwaysReplay?: boolean;
  /** Ends an invocation at the first failure of an attempt. Default false. */
  readonly disableRetries?: boolean;
  /**
   * Real time, in ms, to wait for a response that nothing in the simulation can produce, because another client may still
   * make a request over the network. Default 0: the promise rejects at once, with the waiting invocations.
   */
  readonly patienceMs?: number;
  /**
   * Prints what handlers write to the console and to `ctx.console`, with the name of the invocation before each line; false
   * prints nothing, and it only goes into the trace. Default: the console prints as it does without a simulation, and
   * `ctx.console` nothing. In a search nothing is printed.
   */
  readonly showLogs?: boolean;
  readonly engine?: Engine;
  /** Makes the choices instead of `interleaving`. */
  readonly decider?: Decider;
}

type EffectMap = Readonly<Record<string, Effect<never, unknown>>>;

/**
 * One world (a simulated deployment) with your services: a model of restate-server, virtual time, clients, and faults. It
 * runs only while you await one of its promises, and no further than that promise needs.
 *
 * @example
 * await using sim = new Simulation({ services: [bankAccount], seed: 7 });
 * const ann = sim.client.object(bankAccount, 'ann');
 * await ann.credit(100);
 */
export class Simulation<Effects extends EffectMap = EffectMap> implements AsyncDisposable {
  /** Typed clients of the bound definitions. */
  readonly client: SimulationClient;
  /** The ingress, as a `fetch` function: hand it to any HTTP client. Its URLs may have any origin. */
  readonly fetch: Fetch;
  /** @internal The ingress without the rules of `fetch`, for what speaks HTTP itself. */
  readonly httpIngress: HttpIngress;
  readonly #assembled: Assembled;
  readonly #mover: Mover;
  readonly #port: WorldPort;
  readonly #troubles: PlannedTroubles;
  readonly #choices: Choice[] = [];
  #disposed = false;

  /** @throws {UsageError} when the definitions cannot be used: none, one bound twice, mixed SDK copies, ... */
  constructor(options: SimulationOptions<Effects>);
  /** @internal @param within the world of a search, which makes worlds of its own */
  constructor(options: SimulationOptions<Effects>, within: BodyWorld);
  constructor(options: SimulationOptions<Effects>, within?: BodyWorld) {
    this.#assembled = within?.assembled ?? assembledFrom(options, this.#choices);
    const { server, loop, world } = this.#assembled;
    this.#troubles =
      within?.troubles ??
      new PlannedTroubles(server, EMPTY_PLAN, { processCrashed: (uri) => this.#assembled.restartProcess(uri) });
    server.faults.injector = this.#troubles;
    this.#mover = within?.mover ?? new Mover(server, loop, undefined, options.patienceMs);
    this.#port = new WorldPort(this.#assembled, this.#mover);
    this.client = clientFor(this.#port, this.#assembled.sdk, () => this.#assembled.server.services);
    this.fetch = fetchFor(this.#port);
    this.httpIngress = httpIngressFor(this.#port, () => this.#assembled.server.services, server.rules);
    if (options.showLogs === true) world.trace.listen(printLog);
  }

  /** The server's clock, in ms since the Unix epoch. */
  get now(): number {
    return this.#assembled.world.clock.now;
  }

  /** The events so far. */
  get trace(): readonly TraceEvent[] {
    return this.#assembled.world.trace.events;
  }

  /** Hash of the events so far: the same for the same seed, code and versions. */
  get traceHash(): string {
    return traceHash(this.trace);
  }

  /** Attempts (`operation#attempt`) whose code has waited for real I/O: what followed is not deterministic. */
  get outsiders(): ReadonlySet<string> {
    return this.#assembled.loop.outsiders;
  }

  /** Choices made so far that were not quiet. */
  get choices(): readonly Choice[] {
    return this.#choices;
  }

  /** The simulated server, for inspection. Its members are not part of the stable API. */
  get server(): Server {
    return this.#assembled.server;
  }

  /** Lets virtual time pass, with everything that is due in it. @param duration ms, or a string such as '10s' */
  advance(duration: number | string): Promise<void> {
    return this.#mover.pass(parseDuration(duration));
  }

  /** Runs until the run settles: no step is enabled and no timer is pending. */
  runToQuiet(): Promise<void> {
    return this.#mover.toRest();
  }

  /** State of a key: `get`, `set`, `getAll`, `setAll`, typed by `stateOf<State>(definition, key)`. */
  stateOf<State extends TypedState = UntypedState>(definition: AnyDefinition, key: string): StateOfKey<State> {
    return new StateOfKey<State>(this.#assembled.server, this.#mover, definition.name, key);
  }

  /** State of a declared effect. */
  stateOfEffect(name: keyof Effects & string): unknown {
    return viewOf(this.#assembled).effect(name);
  }

  /**
   * Checks invariants on the events so far. Invariants that read state get it as it is now.
   * @param invariants default: the built-in ones
   * @returns the breaches; empty when every invariant holds
   */
  breaches(invariants: readonly Invariant[] = BUILT_IN): readonly (Breach & { readonly invariant: string })[] {
    const watch = new RunWatch(viewOf(this.#assembled), invariants);
    for (const event of this.trace) watch.see(event);
    watch.end();
    return watch
      .results()
      .flatMap(({ name, breach }) => (breach === undefined ? [] : [{ ...breach, invariant: name }]));
  }

  cancel(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.cancel(invocationId);
  }

  kill(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.kill(invocationId);
  }

  pause(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.pause(invocationId);
  }

  /**
   * Starts the next attempt of a paused or suspended invocation now; one that waits for a retry is retried at once.
   * @param options `deployment`: `keep` (default), `latest`, or an id of {@link deployments}. Only an invocation that is paused
   *   or suspended, and has stored a command, can be moved to another deployment
   */
  resume(invocationId: string, options?: ResumeOptions): AdminResponse {
    return this.#assembled.server.admin.resume(invocationId, options);
  }

  /**
   * Sets a concurrency limit of scopes, as an operator does by a rule. @see docs/limits-and-scopes.md
   * @param pattern a scope, or a scope and limit keys, with `*` for any: `tenant`, `tenant/*`
   * @param concurrency undefined removes the rule
   */
  setLimit(pattern: string, concurrency: number | undefined): AdminResponse {
    return this.#assembled.server.admin.setLimit(pattern, concurrency);
  }

  purge(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.purge(invocationId);
  }

  /**
   * Runs a completed invocation once more, under a new id. State that it has written stays as it is.
   * @param options `from`: the last row of its journal that is kept, with later completions of the commands up to there
   *   (default 0, the input); `deployment`: `latest` (default), `keep`, or an id of {@link deployments}
   */
  restartAsNew(invocationId: string, options?: RestartOptions): AdminResponse {
    return this.#assembled.server.admin.restartAsNew(invocationId, options);
  }

  /**
   * Injects a fault at a point of an operation's journal, when the run reaches it.
   * @param operation name of the operation: requests are named a, b, c, ... in the order of the calls
   */
  trouble(operation: string, trouble: PointTrouble): void {
    this.#troubles.arrange(operation, trouble);
  }

  /** Kills the service process with everything in its memory, and starts it again. */
  crashProcess(): void {
    this.#troubles.crashProcess();
  }

  /**
   * Deploys other code, at once: what is in flight, queued or delayed meets it as on a server. Its definitions may come from
   * other modules, and from another copy of the SDK.
   * @param services as in the options of the simulation
   * @param options `how: 'new'` for a process at a URI of its own, `how: 'in-place'` for one that takes the place of another,
   *   whose streams break; the latter is discovered again only with `force`.
   * @returns the response of the admin API to the registration; what it refuses is not deployed. With `register: false`: status
   *   200 and the URI
   */
  deploy(services: ServicesUnderTest<Effects>['services'], options: DeployOptions): AdminResponse {
    return this.#assembled.deploy(makerOf(services), options);
  }

  /** The registered deployments, oldest first: ids, URIs, services with their revisions, and whether they are drained. */
  get deployments(): readonly DeploymentRow[] {
    return this.#assembled.server.introspection.deployments();
  }

  /**
   * Changes a registered deployment: everything in flight on it goes on at another URI.
   * @param id of {@link deployments}
   * @param options `uri`: where a process listens, without it nothing changes; `overwrite`: whether the services are discovered
   *   there again, with the revisions as they are
   */
  updateDeployment(id: string, options: UpdateOptions): AdminResponse {
    return this.#operated(() => this.#assembled.server.admin.updateDeployment(id, options));
  }

  /**
   * Removes a deployment from the registry. What is pinned to it can run nowhere, until it is resumed on another one.
   * @param id of {@link deployments}
   * @param options the server refuses it without `force`
   */
  removeDeployment(id: string, options?: { readonly force?: boolean }): AdminResponse {
    return this.#operated(() => this.#assembled.server.admin.removeDeployment(id, options));
  }

  /** Kills the server and starts it again on the same data. Waiting clients get a broken connection. */
  restartServer(): void {
    this.#assembled.server.faults.restartServer();
  }

  /** Jumps the server's wall clock, forwards or backwards. */
  jumpClock(byMs: number): void {
    this.#assembled.world.clock.jump(byMs);
  }

  /** What an operator does to the whole server conflicts with every step. */
  #operated(act: () => AdminResponse): AdminResponse {
    this.#assembled.world.trace.enter(FROM_OUTSIDE);
    return act();
  }

  /** Ends the simulation. Promises that are still pending reject with an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#mover.halt();
    warnOfUndelivered([...this.#assembled.operations.undelivered.values()]);
    const { faults, endpoints } = this.#assembled.server;
    // A test that times out ends while its world moves: that move ends first, or its code and this would settle at once.
    await processBaton.hold(async () => {
      faults.crashProcess();
      await endpoints.engine.settle();
    });
    // Last: before the code that awaits the disposal can handle the rejections, the event loop must not have a turn.
    this.#mover.close(worldEnded);
  }
}

const EMPTY_PLAN: Plan = { version: 1, scenario: '', seed: 0, operations: [], world: [], holds: [], choices: {} };

function assembledFrom<Effects extends EffectMap>(options: SimulationOptions<Effects>, record: Choice[]): Assembled {
  const { services, seed = 0, engine } = options;
  if (engine !== undefined && typeof (engine as Partial<Engine> | null)?.settle !== 'function')
    throw new UsageError(
      'UNKNOWN_ENGINE',
      `engine takes an engine, not ${inspect(engine, { depth: 0 })}; leave it out. A search chooses one by its name: --engine sdk, or checkScenario(it, { engine: 'sdk' }).`,
    );
  if (!Number.isSafeInteger(seed))
    throw new UsageError('NOT_AN_INTEGER', `seed takes an integer, not ${String(seed)}.`);
  return assemble({
    seed,
    decider: options.decider ?? (options.interleaving === 'random' ? new RandomOrder(seed) : quiet),
    services: makerOf(services),
    effects: options.effects ?? {},
    stubs: options.stubs ?? {},
    http: options.http ?? {},
    ...(options.allow !== undefined && { allow: checkedAllowances(options.allow, 'The simulation') }),
    ...(options.defaultServiceOptions !== undefined && { defaultServiceOptions: options.defaultServiceOptions }),
    limits: withHorizon(
      options.limits ?? {},
      options.horizon === undefined ? undefined : horizonOf(options.horizon, 'the simulation'),
    ),
    server: {
      ...(options.alwaysReplay === true && { inactivityTimeoutMs: 0 }),
      ...(options.disableRetries === true && { disableRetries: true }),
      ...options.server,
    },
    record,
    engine: options.engine,
    printsThrough: options.showLogs === undefined,
  });
}

/** Effects are handed over by name; their types were checked against the options. */
function makerOf<Effects extends EffectMap>(services: ServicesUnderTest<Effects>['services']): Assembly['services'] {
  return (typeof services === 'function' ? services : () => services) as Assembly['services'];
}

function worldEnded(what: string): UsageError {
  return new UsageError(
    'SIMULATION_DISPOSED',
    `${what} was still pending when the simulation was disposed; await it before ("return await" in a block with ` +
      '"await using"), or call its abandon().',
  );
}

/** The simulation runs only while a promise of it is awaited, so these requests never reached the server. */
function warnOfUndelivered(targets: readonly Target[]): void {
  if (targets.length === 0) return;
  const names = targets.map((target) => targetName(target));
  process.emitWarning(
    `${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} called, but nothing was awaited, so the simulation never ran. ` +
      'Await the response, or sim.runToQuiet().',
    'restate-sim',
  );
}

function printLog(event: TraceEvent): void {
  if (event.type === 'remark' && event.what === 'log')
    outOfScope(() => process.stdout.write(`${event.invocation}: ${event.text}\n`));
}
