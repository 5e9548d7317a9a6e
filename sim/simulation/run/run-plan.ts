import type { Step } from '../../core/agenda.ts';
import type { Choice, Decider } from '../../core/choices.ts';
import { LimitReached } from '../../core/errors.ts';
import { withHorizon } from '../../core/horizon.ts';
import type { Limits } from '../../core/limits.ts';
import type { Engine } from '../../attempt/attempt.ts';
import { answersOf } from '../../checks/crash-equivalence.ts';
import { upgradesKeepInFlight } from '../../checks/upgrade/keeps-in-flight.ts';
import type { Breach, Invariant, LeftWaiting, Verdict } from '../../checks/invariant.ts';
import { handlerOf } from '../../checks/naming.ts';
import { LIMIT_CHECKS } from '../../checks/limits/limit-checks.ts';
import { RunWatch } from '../../checks/run-watch.ts';
import type { ServerOptions } from '../../server/options.ts';
import type { Server } from '../../server/server.ts';
import { traceHash } from '../../trace/recorder.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { allowedIn, type AllowedCall } from './allowed-calls.ts';
import { assemble, type Assembled, type Assembly } from './assemble.ts';
import { runBody } from './body.ts';
import type { Cut } from './loop.ts';
import { OutsideClient } from '../client/outside-client.ts';
import { PlanClients } from '../client/plan-clients.ts';
import type { Json, Plan } from '../faults/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { boundHandlersOf } from '../scenario/bound-handlers.ts';
import type { SourceListener } from '../../trace/source-line.ts';
import { runOn, runToRest } from '../faults/run-to-rest.ts';
import { allowancesOf, interventionsOf } from '../faults/interventions.ts';
import { Upgrading } from '../faults/upgrading.ts';
import { PlannedTroubles, type JournalPoint } from '../faults/planned-troubles.ts';
import { viewOf } from './view-of.ts';
import { armWorldTroubles } from '../faults/world-troubles.ts';

/** How runs are made: the settings of a single run and of a search. */
export interface RunSettings {
  /** Invariants that are checked in addition to the scenario's own. Default in a search: {@link BUILT_IN}. */
  readonly builtIn?: readonly Invariant[];
  /** False lets a run go on after an upgrade that breaks what is in flight, unjudged. Default true. */
  readonly judgesUpgrades?: boolean;
  readonly engine?: Engine;
  /** Changes the server model before the run; for tests that a broken model is detected. */
  readonly sabotage?: (server: Server) => void;
  readonly limits?: Partial<Limits>;
  readonly serverOptions?: Partial<ServerOptions>;
  /** Prints what handlers print, too: for a single run that is looked at. Default false: it only goes into the trace. */
  readonly printsThrough?: boolean;
  /** Stops the run before this step; the verdict is then `undecided`. */
  readonly until?: number;
  /** Asked before each step; true ends the run with {@link RunCut}. */
  readonly cut?: Cut;
  /** False allows faults until the end of the run; for explorations with a bound on faults. Default true. */
  readonly freezes?: boolean;
}

/** How one run is made and observed. */
export interface RunOptions extends RunSettings {
  /** Makes every choice that the plan leaves open. */
  readonly decider: Decider;
  /** Loads the scenario again, with fresh modules, when the service process has died. Absent: modules stay. */
  readonly renew?: () => Promise<Scenario>;
  /** An array to which the choices are appended. */
  readonly record?: Choice[];
  readonly observer?: RunObserver;
}

/** Observes a run without changing it. */
export interface RunObserver {
  /** Called before each step; undefined means that time passes. */
  readonly beforeStep?: (step: Step | undefined) => void;
  readonly see?: (event: TraceEvent) => void;
  /** Called when user code issues a command or its error ends an attempt. It costs a stack trace for each. */
  readonly line?: SourceListener;
  /** Called after the set-up, before the clients start and faults are injected. */
  readonly begin?: () => void;
  /** Called at each journal point where a trouble can be injected. */
  readonly point?: (point: JournalPoint) => void;
  /** Called after the run, while its world still exists. */
  readonly end?: (assembled: Assembled) => void;
}

/** The result of one run. */
export interface RunResult {
  readonly verdict: Verdict;
  readonly hash: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly invocations: number;
  readonly events: readonly TraceEvent[];
  readonly invariants: readonly InvariantResult[];
  /** Invocations that still wait at the end for what the scenario owes them. */
  readonly left: readonly LeftWaiting[];
  /** Why the run is undecided, in a sentence. */
  readonly undecided: string | undefined;
  /** Whether code waited for something outside the simulation, in real time: such a run is not deterministic. */
  readonly waitedOutside: boolean;
  /** Calls to what is real that the scenario allows, in the order in which they were made. */
  readonly allowed: readonly AllowedCall[];
  /** Why a crash of the process kept the variables of its modules: they could not be loaded again. */
  readonly notRenewed?: string;
  /** The result of the scenario's `observe`; undefined without one, and for runs that did not settle. */
  readonly observed: Json | undefined;
}

export interface InvariantResult {
  readonly name: string;
  readonly breach: Breach | undefined;
  readonly advice: readonly Breach[];
  readonly exercised: number;
}

/** Runs a plan once, in a fresh world, until the run settles, and checks every invariant. */
export async function runPlan(scenario: Scenario, plan: Plan, options: RunOptions): Promise<RunResult> {
  const { observer } = options;
  const assembled = assemble({
    seed: plan.seed,
    decider: options.decider,
    services: (effects) => scenario.services(effects),
    effects: scenario.effects,
    stubs: scenario.stubs,
    ...(scenario.defaultServiceOptions !== undefined && { defaultServiceOptions: scenario.defaultServiceOptions }),
    ...(scenario.http !== undefined && { http: scenario.http }),
    ...(scenario.allow !== undefined && { allow: scenario.allow }),
    skew: scenario.faults.skew,
    engine: options.engine,
    record: options.record,
    listener: observer,
    cut: options.cut,
    renewed: renewal(options.renew),
    onLine: observer?.line,
    printsThrough: options.printsThrough,
    limits: { ...withHorizon(scenario.limits ?? {}, plan.horizonMs ?? scenario.horizonMs), ...options.limits },
    server: {
      ...scenario.server,
      ...(plan.serverVersion !== undefined && { version: plan.serverVersion }),
      ...options.serverOptions,
    },
  });
  const { world, server, loop } = assembled;
  options.sabotage?.(server);
  const startMs = world.clock.now;
  const watch = new RunWatch(viewOf(assembled), [
    ...(options.builtIn ?? []),
    ...(options.judgesUpgrades === false ? [] : upgradeChecks(scenario, server)),
    ...(server.rules.scopes === 'accepted' ? LIMIT_CHECKS : []),
    ...scenario.invariants,
  ]);
  if (observer?.see !== undefined) world.trace.listen(observer.see);
  world.trace.listen((event) => watch.see(event));
  const undecided = await move(assembled, scenario, plan, watch, options);
  observer?.end?.(assembled);
  const invariants = watch.results();
  const { events } = world.trace;
  const notRenewed = assembled.notRenewed();
  const isOver = undecided === undefined && !watch.broken;
  return {
    verdict: verdictOf(invariants, undecided),
    hash: traceHash(events),
    steps: loop.steps,
    virtualMs: world.clock.now - startMs,
    invocations: events.reduce((count, event) => count + (event.type === 'invocation created' ? 1 : 0), 0),
    events,
    invariants,
    left: watch.left(),
    undecided,
    waitedOutside: loop.outsiders.size > 0,
    allowed: allowedIn(events),
    ...(notRenewed !== undefined && { notRenewed }),
    observed: isOver ? scenario.observe?.({ answers: answersOf(events), view: viewOf(assembled) }) : undefined,
  };
}

/** @returns what an upgrade must not do, where the runs of a scenario have one */
function upgradeChecks(scenario: Scenario, { deployments }: Server): readonly Invariant[] {
  const { upgrade } = scenario;
  if (upgrade === undefined) return [];
  const handlers = [...deployments.services.values()].flatMap((service) =>
    [...service.handlers.keys()].map((handler) => handlerOf({ service: service.name, handler })),
  );
  const next = (): ReadonlySet<string> => new Set(boundHandlersOf({ ...scenario, services: upgrade.to }));
  return [upgradesKeepInFlight(new Set(handlers), next)];
}

/** @returns what makes the services of a new process */
function renewal(renew: RunOptions['renew']): Assembly['renewed'] {
  return renew && (async () => (await renew()).services);
}

async function move(
  assembled: Assembled,
  scenario: Scenario,
  plan: Plan,
  watch: RunWatch,
  { observer, until = Infinity, freezes = true }: RunOptions,
): Promise<string | undefined> {
  const { world, server, loop, effects } = assembled;
  try {
    const upgrading = new Upgrading(assembled, scenario);
    const clients = new PlanClients(assembled, plan, upgrading);
    await clients.setUp(scenario.setup);
    const outside = scenario.outside === undefined ? undefined : new OutsideClient(assembled, scenario.outside);
    loop.idle = outside && ((mayAdvance) => outside.idle(mayAdvance));
    const troubles = new PlannedTroubles(server, plan, {
      processCrashed: (uri) => assembled.restartProcess(uri),
      interventions: interventionsOf(scenario.faults),
      allowed: allowancesOf(scenario.faults),
      upgrading,
      visited: observer?.point,
    });
    effects.frozen = !scenario.faults.effects;
    server.faults.injector = troubles;
    armWorldTroubles(assembled, plan, troubles);
    observer?.begin?.();
    const over = (): boolean => watch.broken || loop.steps >= until;
    if (scenario.body === undefined) {
      clients.begin();
      await loop.run(() => over() || clients.done);
    } else {
      await runBody(scenario.body, { assembled, plan, troubles }, over);
    }
    if (freezes) {
      // What the clients have begun may go on for months, and what a strategy injects with it.
      if (plan.strategy !== undefined) await runOn(server, loop, over);
      // No more faults from here on: every invocation must end.
      troubles.freeze();
      effects.frozen = true;
      if (outside !== undefined) outside.frozen = true;
    }
    await runToRest(server, loop, over);
    if (!watch.broken && loop.steps >= until) return `The run was stopped before step ${until + 1}.`;
    if (!watch.broken) watch.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    world.trace.add({ type: 'limit', limit: error.limit, message: error.message });
    return error.message;
  }
}

function verdictOf(invariants: readonly InvariantResult[], undecided: string | undefined): Verdict {
  if (invariants.some((invariant) => invariant.breach !== undefined)) return 'broken';
  return undecided === undefined ? 'held' : 'undecided';
}
