import type { ServiceDefinition, VirtualObjectDefinition, WorkflowDefinition } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import type { RunEnd } from '../../checks/crash-equivalence.ts';
import type { Invariant } from '../../checks/invariant.ts';
import type { Model } from '../../checks/linearizability/model.ts';
import type { ChartSpec } from '../../trace/charts/chart-spec.ts';
import type { Limits } from '../../core/limits.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Body } from '../run/body.ts';
import { checkedCharts } from './checked-charts.ts';
import { declaredChecks } from './declared-checks.ts';
import type { Effect, EffectCalls } from './effect.ts';
import type { Json } from '../faults/plan.ts';
import type { AnyStubs, Stubs } from './stubs.ts';

/** One request that a client may make, before it has got a name and a client. */
export interface OperationSpec {
  readonly kind: 'call' | 'send';
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly input?: Json;
  readonly idempotencyKey?: string;
  readonly delayMs?: number;
  readonly afterMs?: number;
}

/** What the faults of a scenario may be; all are on unless switched off. */
export interface FaultProfile {
  /** Most crashes, lost connections and forced suspensions in one run. Default 3. */
  readonly troubles?: number;
  /** Whether effects may fail or lose their answers. Default true. */
  readonly effects?: boolean;
  /** Whether the service's clock may differ from the server's. Default false. */
  readonly skew?: boolean;
  /** Whether the server's clock may jump, forwards or backwards. Default false. */
  readonly clockJumps?: boolean;
  /** Whether the server may restart, which breaks the connections of clients. Default true; false for a `property`. */
  readonly serverRestarts?: boolean;
  /**
   * Whether clients send a request a second time while the first is on its way, with the same idempotency key or without
   * one. Default true. A `property` sends its own requests, which are not repeated.
   */
  readonly duplicates?: boolean;
  /** Whether operators cancel, kill and pause what is under way; what is paused waits for one, see `owed`. Default false. */
  readonly operators?: boolean;
  /** Whether operators clear the state of keys, in line with the handlers that write it. Default false. */
  readonly clearedState?: boolean;
}

/** A named workload with its services and what must hold. What `npm run sim` searches. */
export interface Scenario {
  readonly name: string;
  /** Makes the definitions for one run, given the functions that call its effects. */
  readonly services: (effects: Readonly<Record<string, (input: never) => Promise<unknown>>>) => readonly unknown[];
  readonly effects: Readonly<Record<string, Effect<never, unknown>>>;
  /** What stands in for steps of `ctx.run`. */
  readonly stubs: AnyStubs;
  /** Operations that every run begins with, one after another, before the clients start. */
  readonly setup: readonly OperationSpec[];
  /** What clients may do, one arbitrary for each kind of request. */
  readonly operations: readonly fc.Arbitrary<OperationSpec>[];
  readonly clients: number;
  readonly maxOperations: number;
  /** Makes the invariants anew for each run: they may keep state. */
  readonly invariants: readonly Invariant[];
  readonly faults: Required<FaultProfile>;
  /** What must have happened somewhere in a campaign, or the scenario is `not exercised`. */
  readonly outcomes: Readonly<Record<string, (event: TraceEvent) => boolean>>;
  /** Names of assertions that the code must have come to somewhere in a campaign. */
  readonly assertions: readonly string[];
  /** What of a run crashes must not change. */
  readonly observe: ((end: RunEnd) => Json) | undefined;
  /** Its limiters, drawn against their bounds in reports; how close runs come to the edges is counted. */
  readonly charts?: readonly ChartSpec[];
  /** What a test does in the place of clients. The one operation of a plan then holds what was drawn for it. */
  readonly body?: Body;
  /** Whether its modules are loaded anew for each run. */
  readonly isolate: boolean;
  /** False for one that nobody has written: what it never reaches is nobody's fault. */
  readonly judgesReach?: boolean;
  /** Bounds of its runs, where they are other than the usual ones. */
  readonly limits?: Partial<Limits>;
  /** Settings of the server that are other than the usual ones. */
  readonly server?: ServerSettings;
}

/** Settings of the simulated server that a scenario may choose. */
export interface ServerSettings {
  /** Largest total size of state that is sent along when an attempt starts, in bytes; what exceeds it is lazy. */
  readonly eagerStateBytes?: number;
}

/** Makes arbitraries of operations, typed by the definitions they address. */
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
  /** Time the client lets pass before it asks, in ms. */
  readonly afterMs?: fc.Arbitrary<number>;
}

/** Any definition made by `restate.service`, `restate.object` or `restate.workflow`. */
export interface AnyDefinition {
  readonly name: string;
}

/** Names of the handlers of a definition. */
export type HandlerName<D> = keyof HandlersOf<D> & string;

/** Input type of a handler: what follows the context; undefined for handlers without input. */
export type HandlerInput<D, H extends HandlerName<D>> = HandlersOf<D>[H] extends (...args: infer Args) => unknown
  ? Args extends readonly [unknown, infer Input, ...unknown[]]
    ? Input
    : undefined
  : never;

/** The SDK keeps handler types in a parameter of the definition's type that appears in no member: only naming the
 * same type again gives them back, and each kind of definition has to be tried in turn. */
type HandlersOf<D> =
  D extends VirtualObjectDefinition<string, infer M>
    ? Known<M, D extends ServiceDefinition<string, infer S> ? Known<S, WorkflowHandlers<D>> : never>
    : never;

/** Objects and workflows are asked with a key, and plain services without one. */
export type Keyed<D> =
  D extends ServiceDefinition<string, infer S>
    ? unknown extends S
      ? { readonly key: fc.Arbitrary<string> | string }
      : { readonly key?: never }
    : unknown;

type WorkflowHandlers<D> = D extends WorkflowDefinition<string, infer W> ? W : never;

type Known<M, Otherwise> = unknown extends M ? Otherwise : M;

/** The services under test, and the outside world that their handlers reach. */
export interface ServicesUnderTest<Effects extends Readonly<Record<string, Effect<never, unknown>>>> {
  /** The definitions, or a function that makes them: it is called for each run and after each process crash. */
  readonly services: readonly AnyDefinition[] | ((effects: EffectCalls<Effects>) => readonly AnyDefinition[]);
  /** Declared parts of the outside world, by name. */
  readonly effects?: Effects;
  /** Replacements for `ctx.run` steps, by the name of the step. */
  readonly stubs?: Stubs<Effects>;
}

export interface ScenarioOptions<
  Effects extends Readonly<Record<string, Effect<never, unknown>>>,
> extends ServicesUnderTest<Effects> {
  /** Fixed requests that every run begins with. */
  readonly setup?: readonly OperationSpec[];
  /** What clients do: any of these, drawn at random for each request. */
  readonly operations: (build: OperationBuilder) => readonly fc.Arbitrary<OperationSpec>[];
  /** Clients that work at the same time, at most. Default 3. */
  readonly clients?: number;
  /** Requests in one run, at most. Default 8. */
  readonly maxOperations?: number;
  readonly invariants?: readonly Invariant[];
  readonly faults?: FaultProfile;
  /** What must happen somewhere in a campaign (an error path, a refusal), each with the event that shows it. */
  readonly outcomes?: Readonly<Record<string, (event: TraceEvent) => boolean>>;
  /** Names of `always`, `sometimes` and `never` assertions that a campaign must come to. */
  readonly assertions?: readonly string[];
  /** What the services are meant to be: the answers of every run must fit it, one operation after another. */
  readonly model?: Model<unknown>;
  /** Groups of names of state that a shared handler must see together, never half of one change. */
  readonly together?: readonly (readonly string[])[];
  /** What a run may leave open: `promise <name>`, `signal <name>`, `awakeable`, `cancel`, `resume`, `anything`. */
  readonly owed?: readonly string[];
  /** Projects what crashes must not change: compared with runs of the same operations in which nothing crashes. */
  readonly observe?: (end: RunEnd) => Json;
  /** Limiters to be drawn against their bounds in reports: token buckets and sliding windows. */
  readonly charts?: readonly ChartSpec[];
  /** Settings of the server that are other than the usual ones. A real server (`--engine server`) keeps its own. */
  readonly server?: ServerSettings;
  /**
   * Loads the scenario's module, and whatever it imports from outside `node_modules`, anew for each run, so that services
   * may keep state in variables of their modules. Costs some milliseconds a run, and memory that is not given back.
   * Default false: such state is noticed, because the first run does not repeat in a fresh worker.
   */
  readonly isolate?: boolean;
}

/**
 * Declares a scenario.
 * @throws {UsageError} when it has no services or no operations, or a chart that cannot be drawn
 */
export function scenario<Effects extends Readonly<Record<string, Effect<never, unknown>>> = Record<never, never>>(
  name: string,
  options: ScenarioOptions<Effects>,
): Scenario {
  const { services } = options;
  if (Array.isArray(services) && services.length === 0) {
    throw new UsageError('SERVICES_REQUIRED', `The scenario "${name}" has no services; list at least one definition.`);
  }
  const operations = options.operations(builder);
  if (operations.length === 0) {
    throw new UsageError(
      'OPERATIONS_REQUIRED',
      `The scenario "${name}" has no operations, so its clients would do nothing.`,
    );
  }
  return {
    name,
    // Effects are handed over by name; their types were checked against the options above.
    services: (typeof services === 'function' ? services : () => services) as Scenario['services'],
    effects: options.effects ?? {},
    stubs: options.stubs ?? {},
    setup: options.setup ?? [],
    operations,
    clients: options.clients ?? 3,
    maxOperations: options.maxOperations ?? 8,
    invariants: [...declaredChecks(options), ...(options.invariants ?? [])],
    faults: { ...FAULTS, ...options.faults },
    outcomes: options.outcomes ?? {},
    assertions: options.assertions ?? [],
    observe: options.observe,
    isolate: options.isolate ?? false,
    charts: checkedCharts(name, options.charts ?? []),
    ...(options.server !== undefined && { server: options.server }),
  };
}

const FAULTS: Required<FaultProfile> = {
  troubles: 3,
  effects: true,
  skew: false,
  clockJumps: false,
  serverRestarts: true,
  duplicates: true,
  operators: false,
  clearedState: false,
};

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
    afterMs: options.afterMs ?? fc.constant(undefined),
    delayMs: options.delayMs ?? fc.constant(undefined),
  };
  return fc.record(parts).map((drawn) => {
    const spec: Record<string, unknown> = { kind, service: definition.name, handler };
    for (const [name, value] of Object.entries(drawn)) if (value !== undefined) spec[name] = value;
    return spec as unknown as OperationSpec;
  });
}

function arbitrary<T>(value: fc.Arbitrary<T> | T | undefined): fc.Arbitrary<T | undefined> {
  return isArbitrary(value) ? value : fc.constant(value);
}

/** Told by its shape: who has another version of fast-check, or requires it, has another class of that name than ours. */
function isArbitrary<T>(value: fc.Arbitrary<T> | T | undefined): value is fc.Arbitrary<T> {
  if (typeof value !== 'object' || value === null) return false;
  const methods = ['generate', 'shrink', 'canShrinkWithoutContext'] as const;
  return methods.every((name) => typeof (value as Partial<Record<string, unknown>>)[name] === 'function');
}
