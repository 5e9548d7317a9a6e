/** JSON as it may stand in a plan file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What to run, as plain data: operations that carry their own troubles, and the choices that were not quiet. Nothing
 * is addressed by a global number, so taking one operation away does not change the meaning of the rest.
 */
export interface Plan {
  readonly version: 1;
  readonly scenario: string;
  /** Names ids, random seeds and ambient numbers of the run. */
  readonly seed: number;
  readonly operations: readonly PlannedOperation[];
  readonly world: readonly WorldTrouble[];
  /** What has to wait, and for what. */
  readonly holds: readonly Hold[];
  /**
   * What neither troubles nor holds can say: `kind address` -> option. `time ADDRESS` -> n lets time pass n times right
   * after that step, although something could move. What is absent is left to the strategy.
   */
  readonly choices: Readonly<Record<string, number>>;
  /** Who makes the choices that the plan leaves open. Absent: the quiet option, always. */
  readonly strategy?: PlannedStrategy;
}

/** Strategies that make their choices as the run goes. */
export type StrategyName = 'random' | 'pct' | 'pos' | 'surw' | 'delays';

export interface PlannedStrategy {
  readonly name: StrategyName;
  /** Seed of the strategy's dice. */
  readonly dice: number;
  /** How many troubles the strategy may add of its own. */
  readonly troubles: number;
}

/**
 * A step waits: it is not taken before another one was, or before nothing else can move. Steps are named by their
 * addresses: invocation (operation and call path), attempt, and what happens, such as `b/2#1:append 3 SetState`. When
 * an address comes again, `~2` and so on is put behind it.
 */
export interface Hold {
  readonly before: string;
  /** Address of a step, or {@link REST}. */
  readonly until: string;
}

/** The end of a hold that lasts until nothing else can move. */
export const REST = 'rest';

/** One request of a client. Clients issue their operations one after another, each when the last was answered. */
export interface PlannedOperation {
  /** Stable name, unique in the plan: the address of the invocation it creates. */
  readonly id: string;
  readonly client: string;
  readonly kind: 'call' | 'send';
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly input?: Json;
  readonly idempotencyKey?: string;
  /** Delay of a send, in ms. */
  readonly delayMs?: number;
  /** Time the client lets pass before it asks, in ms. */
  readonly afterMs?: number;
  readonly troubles: readonly Trouble[];
}

/** Before or after an entry is stored; `inside` is between a run closure's work and the storing of its result. */
export type Phase = 'before' | 'inside' | 'after';

/** A moment in the life of an invocation. `path` is relative to the operation: '' for its own invocation, '/3' for the
 * one that its entry 3 called. Entries count commands, the input being 0. */
export interface Point {
  readonly path: string;
  readonly attempt: number;
  readonly entry: number;
  readonly phase: Phase;
}

export type Trouble =
  /** One connection breaks (its code may live on as a zombie), or the whole service process dies. */
  | ({ readonly kind: 'crash'; readonly scope: 'connection' | 'process' } & Point)
  | ({ readonly kind: 'suspend' | 'cancel' | 'kill' | 'pause' } & Point)
  /** An operator clears the state of its key, and waits in line for that like anybody who writes. */
  | ({ readonly kind: 'clear state' } & Point)
  /** A client repeats its request while the first is on its way. */
  | { readonly kind: 'duplicate' }
  /** A client stops waiting for the answer; the invocation goes on. */
  | { readonly kind: 'abandon' };

export type WorldTrouble =
  | { readonly kind: 'clock jump'; readonly atMs: number; readonly byMs: number }
  | { readonly kind: 'server restart'; readonly atMs: number }
  | { readonly kind: 'process crash'; readonly atMs: number };

/** @returns the plan as it runs when nobody adds anything to it: whatever it leaves open is quiet */
export function withoutStrategy<P extends Plan>(plan: P): Omit<P, 'strategy'> {
  const { strategy: _, ...rest } = plan;
  return rest;
}

/** The name of a point, as used for choices and in stories. */
export function pointName(address: string, attempt: number, entry: number, phase: Phase): string {
  return `${address}#${attempt}@${entry}:${phase}`;
}
