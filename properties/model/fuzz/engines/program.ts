import type { SerdeName, UpgradeProgram } from './upgrade.ts';

/**
 * Handler programs as data, for a generic service to interpret. A program may do anything that the context allows; what
 * is senseless where it stands (a durable promise outside of a workflow, say) is left out or refused, on every engine
 * alike.
 */
export interface Program {
  /** One body for each of {@link SLOTS}. */
  readonly handlers: readonly HandlerProgram[];
  readonly operations: readonly OperationProgram[];
  /** Seed of ids and random numbers. */
  readonly seed: number;
  /** Seed of the strategy that makes all choices; 0 is the quiet one, always. */
  readonly dice: number;
  /** How many troubles the strategy may add. */
  readonly troubles: number;
  readonly world: readonly WorldProgram[];
  readonly protocolVersion: 6 | 7;
  /** Suspend at every await. */
  readonly alwaysSuspend: boolean;
  /** A new version that is deployed meanwhile. */
  readonly upgrade?: UpgradeProgram | undefined;
}

export interface WorldProgram {
  readonly kind: 'process crash' | 'server restart';
  readonly atMs: number;
}

/** What a handler calls: a later slot only, so that nothing waits for itself. */
export interface Slot {
  readonly service: string;
  readonly handler: string;
  readonly kind: 'service' | 'exclusive' | 'shared' | 'workflow' | 'query';
}

export const SLOTS: readonly Slot[] = [
  { service: 'Obj', handler: 'write', kind: 'exclusive' },
  { service: 'Svc', handler: 'work', kind: 'service' },
  { service: 'Flow', handler: 'run', kind: 'workflow' },
  { service: 'Flow', handler: 'query', kind: 'query' },
  { service: 'Other', handler: 'write', kind: 'exclusive' },
  { service: 'Obj', handler: 'read', kind: 'shared' },
];

export interface HandlerProgram {
  readonly body: readonly Op[];
  readonly explicitCancellation: boolean;
  readonly lazyState: boolean;
  readonly mismatch: 'retry' | 'pause' | 'fail';
  readonly exhausted: 'pause' | 'kill';
  readonly hooks: 'none' | 'passing' | 'failing' | 'terminal';
  readonly mapsErrors: boolean;
  /** What state, results of steps and calls are read and written with. Default: that of the SDK. */
  readonly serde?: SerdeName;
  /** Whether it has another name than its slot, as in a new version. */
  readonly isRenamed?: boolean;
}

export interface OperationProgram extends ScopeProgram {
  readonly client: number;
  readonly slot: number;
  readonly key: number;
  readonly kind: 'call' | 'send';
  readonly delayMs: number;
  readonly afterMs: number;
  readonly troubles: readonly PointProgram[];
}

/** Where something is called; only on a server that has scopes. */
export interface ScopeProgram {
  /** An index into {@link SCOPES}. */
  readonly scope?: number | undefined;
  /** An index into {@link NAMES}. */
  readonly limitKey?: number | undefined;
}

export interface PointProgram {
  readonly kind: 'connection' | 'process' | 'suspend' | 'cancel' | 'kill' | 'pause';
  readonly path: '' | '/1' | '/2' | '/3';
  readonly attempt: number;
  readonly entry: number;
  readonly phase: 'before' | 'inside' | 'after';
}

/** An index into {@link VALUES}. */
export type Value = number;

export interface RunProgram {
  readonly name: string | undefined;
  readonly ends: 'value' | 'terminal' | 'plain' | 'retryable' | 'pause' | 'text' | 'context';
  readonly value: Value;
  /** How often it throws what `ends` says before it returns the value. */
  readonly fails: number;
  readonly takes: 'nothing' | 'microtasks' | 'timer' | 'immediate' | 'effect';
  readonly options: RunOptionsProgram | undefined;
}

export interface RunOptionsProgram {
  readonly maxRetryAttempts?: number;
  readonly initialRetryInterval?: number;
  readonly maxRetryInterval?: number;
  readonly retryIntervalFactor?: number;
  readonly maxRetryDuration?: number;
}

/** Something that makes a promise. */
export type Expr =
  | { readonly make: 'earlier'; readonly index: number }
  | { readonly make: 'run'; readonly run: RunProgram }
  | { readonly make: 'sleep'; readonly ms: number }
  | { readonly make: 'get'; readonly key: number }
  | { readonly make: 'stateKeys' }
  | { readonly make: 'date' }
  | ({
      readonly make: 'call';
      readonly slot: number;
      readonly key: number;
      readonly idempotent: boolean;
    } & ScopeProgram)
  | { readonly make: 'callee id'; readonly slot: number; readonly key: number }
  | { readonly make: 'awakeable'; readonly by: Resolver; readonly value: Value }
  | { readonly make: 'signal'; readonly name: number; readonly by: Resolver; readonly value: Value }
  | { readonly make: 'promise'; readonly name: number; readonly how: 'get' | 'peek' }
  | { readonly make: 'sent id' }
  | { readonly make: 'constant'; readonly value: Value }
  | { readonly make: 'all' | 'race' | 'any' | 'allSettled'; readonly of: readonly Expr[] }
  | { readonly make: 'map'; readonly of: Expr; readonly how: 'value' | 'terminal' | 'plain' }
  | { readonly make: 'orTimeout'; readonly of: Expr; readonly ms: number };

/** Who completes an awakeable or a signal: never, the handler itself, or a helper after a while. */
export type Resolver = 'never' | 'self' | 'self rejects' | 'helper' | 'helper rejects';

export type Op =
  | { readonly do: 'await'; readonly expr: Expr; readonly caught: boolean }
  | { readonly do: 'let'; readonly expr: Expr }
  | { readonly do: 'set'; readonly key: number; readonly value: Value }
  | { readonly do: 'clear'; readonly key: number }
  | { readonly do: 'clearAll' }
  | ({ readonly do: 'send'; readonly slot: number; readonly key: number; readonly delayMs: number } & ScopeProgram)
  | {
      readonly do: 'complete promise';
      readonly name: number;
      readonly value: Value;
      readonly rejects: boolean;
      readonly awaited: boolean;
    }
  | { readonly do: 'attach' }
  | { readonly do: 'cancel'; readonly whom: 'self' | 'sent' }
  | {
      readonly do: 'throw';
      readonly how: 'terminal' | 'plain' | 'retryable' | 'pause' | 'text';
      readonly times: number;
    }
  | { readonly do: 'random'; readonly how: 'rand' | 'uuid' | 'ambient' | 'clock' }
  | { readonly do: 'log' }
  | { readonly do: 'cancellation'; readonly forgetCalls: boolean }
  | { readonly do: 'effect' }
  | { readonly do: 'timer'; readonly ms: number }
  /** Awaits an awakeable that the surroundings complete. */
  | { readonly do: 'gate' }
  /** An index into the table of misuses. */
  | { readonly do: 'misuse'; readonly which: number; readonly awaited: boolean }
  | { readonly do: 'branches'; readonly of: readonly (readonly Op[])[]; readonly awaited: boolean };

export const KEYS = ['ann', 'bob'] as const;
export const STATE_KEYS = ['a', 'b', 'ü'] as const;
export const NAMES = ['p', 'q'] as const;
export const SCOPES = ['s', 't'] as const;

const CYCLE: Record<string, unknown> = {};
CYCLE['self'] = CYCLE;

/** Values with an edge to them: what the default serde makes of each is up to the SDK. */
export const VALUES: readonly { readonly text: string; readonly make: () => unknown }[] = [
  { text: '1', make: () => 1 },
  { text: "'text'", make: () => 'text' },
  { text: 'null', make: () => null },
  { text: 'undefined', make: () => undefined },
  { text: "''", make: () => '' },
  { text: 'NaN', make: () => NaN },
  { text: "{ a: [1, 'ü€😀'], b: undefined }", make: () => ({ a: [1, 'ü€😀'], b: undefined }) },
  // oxlint-disable-next-line no-restricted-globals -- a fixed date, for what JSON makes of it
  { text: 'new Date(0)', make: () => new Date(0) },
  { text: 'new Map([[1, 2]])', make: () => new Map([[1, 2]]) },
  { text: '-0', make: () => -0 },
  { text: '10n', make: () => 10n },
  { text: 'a cycle', make: () => CYCLE },
  { text: '() => {}', make: () => () => undefined },
];
