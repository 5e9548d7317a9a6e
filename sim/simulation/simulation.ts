import type { TypedState, UntypedState } from '@restatedev/restate-sdk';
import type { Engine } from '../attempt/attempt.ts';
import { BUILT_IN } from '../checks/built-in.ts';
import type { Breach, Invariant } from '../checks/invariant.ts';
import { RunWatch } from '../checks/run-watch.ts';
import { quiet, type Choice, type Decider } from '../core/choices.ts';
import { UsageError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import type { Target } from '../journal/command.ts';
import type { AdminResponse } from '../server/admin.ts';
import type { ServerOptions } from '../server/options.ts';
import type { Server } from '../server/server.ts';
import type { TraceEvent } from '../trace/event.ts';
import { traceHash } from '../trace/recorder.ts';
import { assemble, type Assembled } from './run/assemble.ts';
import type { BodyWorld } from './run/body.ts';
import { clientFor, type SimulationClient } from './client/simulation-client.ts';
import { parseDuration } from '../core/duration.ts';
import { targetName } from '../core/target-name.ts';
import type { Effect } from './scenario/effect.ts';
import { fetchFor, type Fetch } from './client/fetch.ts';
import { Mover } from './run/mover.ts';
import type { Plan } from './faults/plan.ts';
import { WorldPort } from './client/world-port.ts';
import { RandomOrder } from './run/random-order.ts';
import type { AnyDefinition, ServicesUnderTest } from './scenario/scenario.ts';
import { StateOfKey } from './run/state-of-key.ts';
import { PlannedTroubles, type PointTrouble } from './faults/planned-troubles.ts';
import { viewOf } from './run/view-of.ts';

export interface SimulationOptions<Effects extends EffectMap = EffectMap> extends ServicesUnderTest<Effects> {
  /** Names ids, random numbers and, with `interleaving: 'random'`, every choice. Default 0. */
  readonly seed?: number;
  /**
   * Who makes the choices: `sequential` always takes the quiet option, so that what has begun goes on until it waits;
   * `random` draws each from the seed. Troubles come only where the test asks for them. Default `sequential`.
   */
  readonly interleaving?: 'sequential' | 'random';
  readonly limits?: Partial<Limits>;
  /** How the modelled server is set up. */
  readonly server?: Partial<ServerOptions>;
  /** Each await suspends its attempt, so that the next one replays all that came before. Default false. */
  readonly alwaysReplay?: boolean;
  /** The first failure of an attempt ends its invocation. Default false. */
  readonly disableRetries?: boolean;
  /**
   * Real time, in ms, in which an answer that nothing in the world can bring is still waited for, because somebody outside
   * may ask for what brings it: another client over the network. Default 0: the promise rejects at once, with who waits.
   */
  readonly patienceMs?: number;
  /** Print what handlers write to their console, and `ctx.console`. Default: it only goes into the trace. */
  readonly showLogs?: boolean;
  readonly engine?: Engine;
  /** Makes the choices, in the place of `interleaving`. */
  readonly decider?: Decider;
}

type EffectMap = Readonly<Record<string, Effect<never, unknown>>>;

/**
 * One world with your services in it: a model of restate-server, virtual time, clients, and whatever goes wrong. The
 * world moves only while you await one of its promises, and no further than that promise needs.
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
    this.#troubles = within?.troubles ?? new PlannedTroubles(server, NO_PLAN, () => this.#assembled.restartProcess());
    server.faults.injector = this.#troubles;
    this.#mover = within?.mover ?? new Mover(server, loop, undefined, options.patienceMs);
    this.#port = new WorldPort(this.#assembled, this.#mover);
    this.client = clientFor(this.#port, this.#assembled.sdk, () => this.#assembled.server.deployment.services);
    this.fetch = fetchFor(this.#port);
    if (options.showLogs === true) world.trace.listen(printLog);
  }

  /** The server's clock, in ms since the Unix epoch. */
  get now(): number {
    return this.#assembled.world.clock.now;
  }

  /** Everything that has happened so far. */
  get trace(): readonly TraceEvent[] {
    return this.#assembled.world.trace.events;
  }

  /** Identity of what has happened so far: the same for the same seed, code and versions. */
  get traceHash(): string {
    return traceHash(this.trace);
  }

  /** Attempts (`operation#attempt`) whose code has waited for the real world: what followed is no function of the seed. */
  get outsiders(): ReadonlySet<string> {
    return this.#assembled.loop.outsiders;
  }

  /** Choices made so far that were not quiet. */
  get choices(): readonly Choice[] {
    return this.#choices;
  }

  /** The modelled server, for looking into; anything it offers beyond this class may change. */
  get server(): Server {
    return this.#assembled.server;
  }

  /** Lets virtual time pass and everything happen that is due in it. @param span ms, or text such as '10s' */
  advance(span: number | string): Promise<void> {
    return this.#mover.pass(parseDuration(span));
  }

  /** Moves until nothing can move any more and no deadline is pending. */
  runToQuiet(): Promise<void> {
    return this.#mover.toRest();
  }

  /** State of a key: `get`, `set`, `getAll`, `setAll`, typed by `stateOf<State>(definition, key)`. */
  stateOf<State extends TypedState = UntypedState>(definition: AnyDefinition, key: string): StateOfKey<State> {
    return new StateOfKey<State>(this.#assembled.server, this.#mover, definition.name, key);
  }

  /** State of a declared effect, as its definition's `state` made it. */
  stateOfEffect(name: keyof Effects & string): unknown {
    return viewOf(this.#assembled).effect(name);
  }

  /**
   * Judges what has happened so far by invariants; those that look at state see it as it is now.
   * @param invariants default: those that hold for every service
   * @returns what is broken: nothing, one hopes
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

  resume(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.resume(invocationId);
  }

  purge(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.purge(invocationId);
  }

  restartAsNew(invocationId: string): AdminResponse {
    return this.#assembled.server.admin.restartAsNew(invocationId);
  }

  /**
   * Arranges for something to go wrong at a point of an operation's journal.
   * @param operation name of the operation: clients name theirs a, b, c, ... in the order of the calls
   */
  trouble(operation: string, trouble: PointTrouble): void {
    this.#troubles.arrange(operation, trouble);
  }

  /** The service process dies with everything in its memory, and comes up again. */
  crashProcess(): void {
    this.#troubles.crashProcess();
  }

  /** The server is killed and comes up again on the same data; clients that wait see a broken connection. */
  restartServer(): void {
    this.#assembled.server.faults.restartServer();
  }

  /** Jumps the server's wall clock, forwards or backwards. */
  jumpClock(byMs: number): void {
    this.#assembled.world.clock.jump(byMs);
  }

  /** Ends the world. Whoever still waits for something in it is told so by an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#mover.close(worldEnded);
    warnOfUnasked([...this.#assembled.operations.unasked.values()]);
    this.#assembled.server.faults.crashProcess();
    await this.#assembled.server.deployment.engine.settle();
  }
}

const NO_PLAN: Plan = { version: 1, scenario: '', seed: 0, operations: [], world: [], holds: [], choices: {} };

function assembledFrom<Effects extends EffectMap>(options: SimulationOptions<Effects>, record: Choice[]): Assembled {
  const { services, seed = 0 } = options;
  if (!Number.isSafeInteger(seed))
    throw new UsageError('NOT_AN_INTEGER', `seed takes an integer, not ${String(seed)}.`);
  // Effects are handed over by name; their types were checked against the options.
  const make = (typeof services === 'function' ? services : () => services) as (
    effects: Readonly<Record<string, (input: unknown) => Promise<unknown>>>,
  ) => readonly AnyDefinition[];
  return assemble({
    seed,
    decider: options.decider ?? (options.interleaving === 'random' ? new RandomOrder(seed) : quiet),
    services: make,
    effects: options.effects ?? {},
    stubs: options.stubs ?? {},
    limits: options.limits ?? {},
    server: {
      ...(options.alwaysReplay === true && { inactivityTimeoutMs: 0 }),
      ...(options.disableRetries === true && { disableRetries: true }),
      ...options.server,
    },
    record,
    engine: options.engine,
  });
}

function worldEnded(what: string): UsageError {
  return new UsageError(
    'SIMULATION_DISPOSED',
    `${what} did not come before its world ended; await it while the world is there ("return await" in a block with ` +
      '"await using"), or call its abandon().',
  );
}

/** A world moves only while somebody awaits something, so these requests were made in vain. */
function warnOfUnasked(targets: readonly Target[]): void {
  if (targets.length === 0) return;
  const names = targets.map((target) => targetName(target));
  process.emitWarning(
    `${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} asked, and the world never moved on: an await is missing. ` +
      'Await the answer, or sim.runToQuiet().',
    'restate-sim',
  );
}

function printLog(event: TraceEvent): void {
  if (event.type === 'remark' && event.what === 'log') process.stdout.write(`${event.invocation}: ${event.text}\n`);
}
