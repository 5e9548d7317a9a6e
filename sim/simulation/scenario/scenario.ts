import type { EndpointOptions } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { checkedAllowances, type Allowance } from '../../core/allowances.ts';
import { UsageError } from '../../core/errors.ts';
import type { Known, ObjectHandlers, ServiceHandlers, WorkflowHandlers } from '../definition-types.ts';
import { horizonOf } from '../../core/horizon.ts';
import type { AdviceCode } from '../../checks/advice/advice.ts';
import type { RunEnd } from '../../checks/crash-equivalence.ts';
import type { Invariant } from '../../checks/invariant.ts';
import type { Model } from '../../checks/linearizability/model.ts';
import type { ChartSpec } from '../../trace/charts/chart-spec.ts';
import type { Limits } from '../../core/limits.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Body } from '../run/body.ts';
import { checkedOperations, isArbitrary } from './checked-arbitraries.ts';
import { checkedCharts } from './checked-charts.ts';
import { declaredChecks } from './declared-checks.ts';
import type { Effect, EffectCalls } from './effect.ts';
import type { OutsideKnowledge } from '../client/outside-client.ts';
import type { Json } from '../faults/plan.ts';
import type { AnyHttpStubs, HttpStubs } from './http-stubs.ts';
import type { FaultProfile } from './fault-profile.ts';
import type { OperationSpec } from './operation-spec.ts';
import { DEFAULT_ACTIONS, operatorActions } from './operators.ts';
import type { AnyStubs, Stubs } from './stubs.ts';
import { serverOptionsFrom } from '../../server/options.ts';
import type { ServerVersion } from '../../core/server-version.ts';
import { checkedRoutes, type Upgrade, type UpgradeOptions } from './upgrade.ts';

/** Options that an endpoint sets for all of its services. */
export type DefaultServiceOptions = NonNullable<EndpointOptions['defaultServiceOptions']>;

/** A named workload with its services and invariants: what a search runs. Made by {@link scenario} or `property`. */
export interface Scenario {
  readonly name: string;
  /** Makes the definitions for one run, given the functions that call its effects. */
  readonly services: (effects: Readonly<Record<string, (input: never) => Promise<unknown>>>) => readonly unknown[];
  readonly effects: Readonly<Record<string, Effect<never, unknown>>>;
  /** Options of services that do not set their own. */
  readonly defaultServiceOptions?: DefaultServiceOptions;
  /** Replacements for `ctx.run` steps. */
  readonly stubs: AnyStubs;
  /** Responses to HTTP requests of handlers. */
  readonly http?: AnyHttpStubs;
  /** What handlers may use for real. */
  readonly allow?: readonly Allowance[];
  /** Requests that every run makes first, one after another, before the clients start. */
  readonly setup: readonly OperationSpec[];
  /** Requests that clients may make, an arbitrary for each kind. */
  readonly operations: readonly fc.Arbitrary<OperationSpec>[];
  readonly clients: number;
  readonly maxOperations: number;
  /** Whether the scenario leaves the number of requests to the search, which then draws it from a wide range. */
  readonly drawsWidely?: boolean;
  readonly invariants: readonly Invariant[];
  readonly faults: Required<FaultProfile>;
  /** What must happen somewhere in a campaign, or the verdict is `not exercised`. */
  readonly outcomes: Readonly<Record<string, (event: TraceEvent) => boolean>>;
  /** Names of assertions that a campaign must reach. */
  readonly assertions: readonly string[];
  /** The part of a run that crashes must not change. */
  readonly observe: ((end: RunEnd) => Json) | undefined;
  /** Its limiters: reports draw them with their bounds, and count how close runs come to the edges. */
  readonly charts?: readonly ChartSpec[];
  /** The body of a `property`. The one operation of a plan then has the drawn values as its input. */
  readonly body?: Body;
  /** Whether its modules are loaded again for each run. */
  readonly isolate: boolean;
  /** False for a derived scenario: built-in invariants that judged nothing do not make its verdict `not exercised`. */
  readonly judgesReach?: boolean;
  /** Handlers, `Service/handler`, that are not called on purpose, so that they are not missed. */
  readonly uncalled?: readonly string[];
  /** What the world outside of a derived scenario knows: it completes what handlers wait for. */
  readonly outside?: OutsideKnowledge;
  /** For how long its runs follow jobs that schedule themselves forever, in ms; plans carry it. */
  readonly horizonMs?: number;
  /** Limits of its runs that differ from the defaults. */
  readonly limits?: Partial<Limits>;
  /** Settings of the server that differ from the defaults. */
  readonly server?: ServerSettings;
  /** The new version that arrives in its runs; absent where none does. */
  readonly upgrade?: Upgrade;
}

/** Settings of the simulated server that a scenario may choose. */
export interface ServerSettings {
  /** Which restate-server is simulated. Default: the newest stable one on npm, which is 1.7. See docs/server-versions.md. */
  readonly version?: ServerVersion;
  /** Maximum total size of state that the server sends with a new attempt, in bytes; the rest is lazy. */
  readonly eagerStateBytes?: number;
  /** Concurrency limits of scopes, by pattern: `{ tenant: 10, 'tenant/*': 2 }`. See docs/limits-and-scopes.md. */
  readonly limits?: Readonly<Record<string, number>>;
}

/** Makes arbitraries of requests, typed by the definitions that they address. */
export interface OperationBuilder {
  readonly call: <D extends AnyDefinition, H extends HandlerName<D>>(
    definition: D,
    handler: H,
    options: OperationOptions<HandlerInput<D, H>> & Keyed<D>,
  ) => fc.Arbitrary<OperationSpec>;
  readonly send: <D extends AnyDefinition, H extends HandlerName<D>>(
    definition: D,
    handler: H,
    options: OperationOptions<HandlerInput<D, H>> & Keyed<D> & { readonly delayMs?: fc.Arbitrary<number | undefined> },
  ) => fc.Arbitrary<OperationSpec>;
}

export interface OperationOptions<Input> {
  /** Object or workflow key; left out for plain services. */
  readonly key?: fc.Arbitrary<string> | string;
  readonly input?: fc.Arbitrary<Input> | Input;
  readonly idempotencyKey?: fc.Arbitrary<string | undefined>;
  /** The scope in which the handler is called; a server before 1.8 refuses it. See docs/limits-and-scopes.md. */
  readonly scope?: fc.Arbitrary<string | undefined> | string;
  /** Only with a scope. */
  readonly limitKey?: fc.Arbitrary<string | undefined> | string;
  /** Time that the client waits before the request, in ms. */
  readonly afterMs?: fc.Arbitrary<number>;
}

/** Any definition made by `restate.service`, `restate.object` or `restate.workflow`. */
export interface AnyDefinition {
  readonly name: string;
}

/** Names of the handlers of a definition. */
export type HandlerName<D> = keyof HandlersOf<D> & string;

/** Input type of a handler: its parameter after the context; undefined for handlers without input. */
export type HandlerInput<D, H extends HandlerName<D>> = HandlersOf<D>[H] extends (...args: infer Args) => unknown
  ? Args extends readonly [unknown, infer Input, ...unknown[]]
    ? Input
    : undefined
  : never;

/** Each kind of definition is tried in turn. */
type HandlersOf<D> = Known<ObjectHandlers<D>, Known<ServiceHandlers<D>, WorkflowHandlers<D>>>;

/** Requests to objects and workflows have a key, requests to plain services have none. */
export type Keyed<D> =
  unknown extends ServiceHandlers<D> ? { readonly key: fc.Arbitrary<string> | string } : { readonly key?: never };

/** The services under test, and the outside world that their handlers reach. */
export interface ServicesUnderTest<Effects extends Readonly<Record<string, Effect<never, unknown>>>> {
  /** The definitions, or a function that makes them: it is called for each run and after each process crash. */
  readonly services: readonly AnyDefinition[] | ((effects: EffectCalls<Effects>) => readonly AnyDefinition[]);
  /** What your endpoint sets for all services: `defaultServiceOptions` of `serve()`. Options of a service come first. */
  readonly defaultServiceOptions?: DefaultServiceOptions;
  /** Declared parts of the outside world, by name. */
  readonly effects?: Effects;
  /** Replacements for `ctx.run` steps, by the name of the step. */
  readonly stubs?: Stubs<Effects>;
  /** Responses to HTTP requests of handlers, by method and URL. */
  readonly http?: HttpStubs<Effects>;
  /**
   * What handlers may use for real, which is refused otherwise: `network`, `processes`, `threads`, `native`, `files`. The verdict
   * names what they used; no seed repeats it. Default: nothing. See docs/ways-out.md.
   */
  readonly allow?: readonly Allowance[];
}

export interface ScenarioOptions<
  Effects extends Readonly<Record<string, Effect<never, unknown>>>,
> extends ServicesUnderTest<Effects> {
  /** Fixed requests that every run makes first, one after another. */
  readonly setup?: readonly OperationSpec[];
  /** Requests that clients make: one of these arbitraries is chosen for each request. */
  readonly operations: (build: OperationBuilder) => readonly fc.Arbitrary<OperationSpec>[];
  /** Maximum number of concurrent clients; most runs have three or four. Default 6. */
  readonly clients?: number;
  /**
   * Maximum number of requests in one run; most runs have about two thirds of it. Default 24, and then many runs have two to
   * four requests, and some have many of one kind.
   */
  readonly maxOperations?: number;
  readonly invariants?: readonly Invariant[];
  /**
   * How much virtual time, from the start of a run, jobs that schedule themselves forever are followed: ms, or a string such as
   * '90d'. Default: for at least twelve rounds. See docs/time.md.
   */
  readonly horizon?: number | string;
  readonly faults?: FaultProfile;
  /** What must happen somewhere in a campaign (an error path, a refusal): a name, and a test for the event that shows it. */
  readonly outcomes?: Readonly<Record<string, (event: TraceEvent) => boolean>>;
  /** Names of `always`, `sometimes` and `never` assertions that a campaign must reach. */
  readonly assertions?: readonly string[];
  /** The specification of the services: the responses of every run must be linearizable with respect to it. */
  readonly model?: Model<unknown>;
  /** Groups of state names that a shared handler must read together, never half of one change. */
  readonly together?: readonly (readonly string[])[];
  /** What an invocation may still wait for at the end of a run: `promise <name>`, `signal <name>`, `awakeable`, `cancel`, `resume`, `anything`. */
  readonly owed?: readonly string[];
  /** The part of a run that crashes must not change. It is compared with runs of the same operations without crashes. */
  readonly observe?: (end: RunEnd) => Json;
  /**
   * Limiters: token buckets and sliding windows. Reports draw them with their bounds, and granting more than the bound is a
   * finding.
   */
  readonly charts?: readonly ChartSpec[];
  /** Codes of advice that is not given, because what it suspects is intended; see `docs/built-in-checks.md`. */
  readonly waivesAdvice?: readonly AdviceCode[];
  /** Settings of the server that differ from the defaults. A real server (`--engine server`) ignores them. */
  readonly server?: ServerSettings;
  /** A new version of the services, which is deployed at a drawn point of each run. See docs/upgrades.md. */
  readonly upgrade?: UpgradeOptions<Effects>;
  /**
   * Loads the scenario's module, and its imports from outside `node_modules`, again for each run, so that services may keep
   * state in module variables. It costs some milliseconds per run, and memory that is never freed. Default false: such
   * state is detected, because the first run of a campaign is repeated in a fresh worker.
   */
  readonly isolate?: boolean;
}

/**
 * Declares a scenario.
 * @throws {UsageError} when it has no services or no operations, operations that are not arbitraries, an invalid chart, or
 * fewer than one client or request, or when its horizon is not a duration, or it allows what there is not, or for settings that
 * no server can have
 */
export function scenario<Effects extends Readonly<Record<string, Effect<never, unknown>>> = Record<never, never>>(
  name: string,
  options: ScenarioOptions<Effects>,
): Scenario {
  const { services } = options;
  if (Array.isArray(services) && services.length === 0) {
    throw new UsageError('SERVICES_REQUIRED', `The scenario "${name}" has no services; list at least one definition.`);
  }
  const operations = checkedOperations(name, options.operations(builder));
  return {
    name,
    // Effects are handed over by name; their types were checked against the options above.
    services: (typeof services === 'function' ? services : () => services) as Scenario['services'],
    effects: options.effects ?? {},
    stubs: options.stubs ?? {},
    ...(options.defaultServiceOptions !== undefined && { defaultServiceOptions: options.defaultServiceOptions }),
    ...(options.http !== undefined && { http: options.http }),
    ...(options.allow !== undefined && { allow: checkedAllowances(options.allow, `The scenario "${name}"`) }),
    setup: options.setup ?? [],
    operations,
    clients: atLeastOne(name, 'clients', options.clients ?? 6),
    maxOperations: atLeastOne(name, 'maxOperations', options.maxOperations ?? 24),
    ...(options.maxOperations === undefined && { drawsWidely: true }),
    invariants: [...declaredChecks(options), ...(options.invariants ?? [])],
    faults: faultsOf(options.faults ?? {}),
    outcomes: options.outcomes ?? {},
    assertions: options.assertions ?? [],
    observe: options.observe,
    isolate: options.isolate ?? false,
    charts: checkedCharts(name, options.charts ?? []),
    ...(options.horizon !== undefined && { horizonMs: horizonOf(options.horizon, `the scenario "${name}"`) }),
    ...(options.server !== undefined && { server: checkedServer(options.server) }),
    ...(options.upgrade !== undefined && { upgrade: upgradeOf(name, options.upgrade) }),
  };
}

/** @throws {UsageError} for settings that no server can have */
function checkedServer(settings: ServerSettings): ServerSettings {
  serverOptionsFrom(settings);
  return settings;
}

/** @throws {UsageError} for a new version without services, a way that there is not, or requests that are none */
function upgradeOf<Effects extends Readonly<Record<string, Effect<never, unknown>>>>(
  name: string,
  { to, how = ['new', 'in-place'], operations }: UpgradeOptions<Effects>,
): Upgrade {
  if (Array.isArray(to) && to.length === 0) {
    throw new UsageError('SERVICES_REQUIRED', `The upgrade of the scenario "${name}" has no services.`);
  }
  return {
    to: (typeof to === 'function' ? to : () => to) as Scenario['services'],
    routes: checkedRoutes(how, `The upgrade of the scenario "${name}"`),
    operations: operations === undefined ? [] : checkedOperations(name, operations(builder)),
  };
}

/** @throws {UsageError} for a number with which clients would do nothing */
function atLeastOne(name: string, option: 'clients' | 'maxOperations', value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(
    'NOT_POSITIVE',
    `The scenario "${name}" has \`${option}: ${String(value)}\`, so its clients would do nothing; give an integer of at least 1.`,
  );
}

const FAULTS: Required<FaultProfile> = {
  troubles: 3,
  effects: true,
  skew: false,
  clockJumps: false,
  serverRestarts: true,
  duplicates: true,
  operators: DEFAULT_ACTIONS,
  clearedState: false,
  services: {},
};

function faultsOf(given: FaultProfile): Required<FaultProfile> {
  // Wrong names of actions are refused where they are given, and not in the middle of a search.
  for (const { operators } of Object.values(given.services ?? {})) operatorActions(operators ?? []);
  return { ...FAULTS, ...given, operators: operatorActions(given.operators ?? DEFAULT_ACTIONS) };
}

const builder: OperationBuilder = {
  call: (definition, handler, options) => build('call', definition, handler, options),
  send: (definition, handler, options) => build('send', definition, handler, options),
};

function build(
  kind: 'call' | 'send',
  definition: AnyDefinition,
  handler: string,
  options: OperationOptions<unknown> & { readonly delayMs?: fc.Arbitrary<number | undefined> },
): fc.Arbitrary<OperationSpec> {
  const parts = {
    key: arbitrary(options.key),
    input: arbitrary(options.input),
    idempotencyKey: options.idempotencyKey ?? fc.constant(undefined),
    ...(options.scope !== undefined && { scope: arbitrary(options.scope) }),
    ...(options.limitKey !== undefined && { limitKey: arbitrary(options.limitKey) }),
    afterMs: options.afterMs ?? fc.constant(undefined),
    delayMs: options.delayMs ?? fc.constant(undefined),
  };
  const toSpec = (drawn: object): OperationSpec => {
    const spec: Record<string, unknown> = { kind, service: definition.name, handler };
    for (const [name, value] of Object.entries(drawn)) if (value !== undefined) spec[name] = value;
    return spec as unknown as OperationSpec;
  };
  return fc.record(parts).map(toSpec, partsOf);
}

/** The way back, by which fast-check can say whether a request might have been drawn. */
function partsOf(spec: unknown) {
  const { key, input, idempotencyKey, scope, limitKey, afterMs, delayMs } = spec as Partial<OperationSpec>;
  return {
    key,
    input,
    idempotencyKey,
    ...(scope !== undefined && { scope }),
    ...(limitKey !== undefined && { limitKey }),
    afterMs,
    delayMs,
  };
}

function arbitrary<T>(value: fc.Arbitrary<T> | T | undefined): fc.Arbitrary<T | undefined> {
  return isArbitrary(value) ? value : fc.constant(value);
}
