import type { Phase } from '../../core/address.ts';
import type { ServerVersion } from '../../core/server-version.ts';

/** A JSON value in a plan. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What to run, as plain data: operations with their troubles (injected faults), holds (ordering constraints), and the
 * choices that were not quiet (the default option). It has no global numbers, so removing one operation does not change
 * the meaning of the rest.
 */
export interface Plan {
  readonly version: 1;
  readonly scenario: string;
  /** Seed of ids, random seeds and ambient random numbers of the run. */
  readonly seed: number;
  /** For how long the run follows jobs that schedule themselves forever, in ms. Absent: as the scenario says. */
  readonly horizonMs?: number;
  /** Which restate-server is simulated. Absent: as the scenario says. */
  readonly serverVersion?: ServerVersion;
  readonly operations: readonly PlannedOperation[];
  readonly world: readonly WorldTrouble[];
  /** Ordering constraints: which step waits for which. */
  readonly holds: readonly Hold[];
  /**
   * Choices that are neither troubles nor holds: `kind address` -> index of the option. `time ADDRESS` -> n lets time pass
   * n times right after that step, although other steps are enabled. Absent choices are left to the strategy.
   */
  readonly choices: Readonly<Record<string, number>>;
  /** Whether a process crash loads the user's modules again, as a new process does. Absent: they keep their variables. */
  readonly renews?: boolean;
  /** Makes the choices that the plan leaves open. Absent: always the quiet option. */
  readonly strategy?: PlannedStrategy;
}

/** Strategies that make their choices during the run. `pct`, `pos` and `surw` are schedulers from the literature. */
export type StrategyName = 'random' | 'pct' | 'pos' | 'surw' | 'delays';

export interface PlannedStrategy {
  readonly name: StrategyName;
  /** Seed of the strategy's random numbers. */
  readonly dice: number;
  /** How many crashes, lost connections and suspensions the strategy may inject for each {@link STRETCH} of journal points. */
  readonly troubles: number;
  /** How often operators may intervene for each stretch, in invocations that other handlers created. Absent: never. */
  readonly interventions?: number;
}

/**
 * An ordering constraint: a step is not taken before another one was taken, or before no other step is enabled. Steps are
 * named by their addresses: invocation (operation and call path), attempt, and kind of step, such as
 * `b/2#1:append 3 SetState`. When an address occurs again, it gets the suffix `~2`, `~3` and so on.
 */
export interface Hold {
  readonly before: string;
  /** Address of a step, or {@link REST}. */
  readonly until: string;
}

/** The `until` of a hold that lasts until no other step is enabled. */
export const REST = 'rest';

/** One request of a client. A client issues its next operation when it has the response to the last one. */
export interface PlannedOperation {
  /** Stable name, unique in the plan: the address of the invocation that it creates. */
  readonly id: string;
  readonly client: string;
  readonly kind: 'call' | 'send';
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly input?: Json;
  readonly idempotencyKey?: string;
  /** The scope in which the handler is called. */
  readonly scope?: string;
  readonly limitKey?: string;
  /** Delay of a send, in ms. */
  readonly delayMs?: number;
  /** Time that the client waits before the request, in ms. */
  readonly afterMs?: number;
  /** Whether the client makes the request only after the upgrade: it calls the new version. */
  readonly afterUpgrade?: boolean;
  readonly troubles: readonly Trouble[];
}

/** A point in the journal of an invocation. `path` is relative to the operation: '' for its own invocation, '/3' for the
 * invocation that its entry 3 called. `entry` counts commands, the input being 0. */
export interface Point {
  readonly path: string;
  readonly attempt: number;
  readonly entry: number;
  readonly phase: Phase;
}

export type Trouble =
  /** One connection breaks (the code may keep running as a zombie), or the whole service process dies. */
  | ({ readonly kind: 'crash'; readonly scope: 'connection' | 'process' } & Point)
  | ({ readonly kind: 'suspend' | 'cancel' | 'kill' | 'pause' } & Point)
  /** An operator clears the state of the key; the change queues for the lock like an exclusive handler. */
  | ({ readonly kind: 'clear state' } & Point)
  /** The new version of an upgrade is deployed. */
  | ({ readonly kind: 'deploy'; readonly how: DeployHow } & Point)
  /** The old version is deployed again, in the same way. */
  | ({ readonly kind: 'roll back' } & Point)
  /** A client repeats its request while the first one is in flight. */
  | { readonly kind: 'duplicate' }
  /** A client stops waiting for the response; the invocation continues. */
  | { readonly kind: 'abandon' };

export type WorldTrouble =
  | { readonly kind: 'clock jump'; readonly atMs: number; readonly byMs: number }
  | { readonly kind: 'server restart'; readonly atMs: number }
  | { readonly kind: 'process crash'; readonly atMs: number }
  | { readonly kind: 'deploy'; readonly how: DeployHow; readonly atMs: number }
  | { readonly kind: 'roll back'; readonly atMs: number };

/**
 * How a new version arrives: as a new deployment, next to the old one; in place of the process at the same address; or as a new
 * deployment on which an operator then resumes everything that is in flight.
 */
export type DeployHow = 'new' | 'in-place' | 'resume';

/** @returns the plan without its strategy: every choice that it leaves open is quiet */
export function withoutStrategy<P extends Plan>(plan: P): Omit<P, 'strategy'> {
  const { strategy: _, ...rest } = plan;
  return rest;
}

/** A trouble that is injected at a point of a journal. */
export type PointTrouble = Extract<Trouble, { readonly entry: number }>;

/** What an operator may do to an invocation at a point of its journal. */
export type Intervention = Exclude<PointTrouble['kind'], 'crash' | 'suspend' | UpgradeMove>;

/** What belongs to an upgrade of the services, and is no fault. */
export type UpgradeMove = 'deploy' | 'roll back';
