import type { Json } from './json.ts';

/**
 * What a handler of the conformance services does, as data: the same list of ops runs on every engine. Ops that produce
 * something append it to the handler's results, which are its return value.
 */
export type Op = OutsideOp | StateOp | WaitOp | BackgroundOp | MessageOp | PromiseOp | FlowOp | OwnOp;

/** What handlers are given: a program for `exec` and similar handlers, plain JSON for the others. */
export type Input = Json | readonly Op[];

/** Ops that do not touch Restate; a handler may do them anywhere, a run closure may do nothing else. */
export type OutsideOp =
  | { readonly op: 'log'; readonly tag: string; readonly note?: Json }
  /** Plain waiting, not durable. */
  | { readonly op: 'pass'; readonly ms: number }
  /** Produces how often this counter was counted, over all attempts, processes and invocations. */
  | { readonly op: 'count'; readonly counter: string }
  | { readonly op: 'value'; readonly value: Json }
  /** The first `times` passes throw a retryable `boom n`. */
  | { readonly op: 'failTimes'; readonly counter: string; readonly times: number; readonly retryAfterMs?: number }
  /** The first `times` passes throw a PauseError. */
  | { readonly op: 'pauseTimes'; readonly counter: string; readonly times: number }
  /** The first `times` passes end the service process. */
  | { readonly op: 'crashTimes'; readonly counter: string; readonly times: number }
  /** Throws a TerminalError. */
  | { readonly op: 'refuse'; readonly message: string; readonly code: number; readonly metadata?: StringMap };

export type StateOp =
  | { readonly op: 'get'; readonly name: string }
  | { readonly op: 'set'; readonly name: string; readonly value: Json }
  | { readonly op: 'clear'; readonly name: string }
  | { readonly op: 'clearAll' }
  | { readonly op: 'keys' };

/** Ops that the handler waits for; `start` issues one of them without waiting. */
export type WaitOp =
  | { readonly op: 'sleep'; readonly ms: number }
  | { readonly op: 'run'; readonly name: string; readonly steps: readonly OutsideOp[]; readonly retry?: RunRetry }
  | { readonly op: 'call'; readonly target: Target; readonly input?: Input; readonly idempotencyKey?: string }
  | { readonly op: 'signal'; readonly name: string }
  | { readonly op: 'promise'; readonly name: string }
  | { readonly op: 'attach'; readonly id: string }
  | { readonly op: 'cancellation' };

export type BackgroundOp =
  | { readonly op: 'start'; readonly as: string; readonly wait: WaitOp }
  /** Creates an awakeable, logs its id under `tag`, does not wait. */
  | { readonly op: 'awakeable'; readonly as: string; readonly tag: string }
  /** Completes an awakeable that this handler has created. */
  | { readonly op: 'resolveOwn'; readonly of: string; readonly value: Json }
  | { readonly op: 'rejectOwn'; readonly of: string; readonly reason: string }
  | { readonly op: 'await'; readonly of: string; readonly timeoutMs?: number }
  /** Produces the name of the one that won. */
  | { readonly op: 'race'; readonly of: readonly string[] }
  | { readonly op: 'all'; readonly of: readonly string[] };

export type MessageOp =
  | {
      readonly op: 'send';
      readonly target: Target;
      readonly input?: Input;
      readonly delayMs?: number;
      readonly idempotencyKey?: string;
      /** Waits for the invocation id and produces it. */
      readonly wantId?: boolean;
    }
  | { readonly op: 'cancel'; readonly id: string }
  | { readonly op: 'resolveAwakeable'; readonly id: string; readonly value: Json }
  | { readonly op: 'rejectAwakeable'; readonly id: string; readonly reason: string }
  | { readonly op: 'sendSignal'; readonly id: string; readonly name: string; readonly value: Json };

export type PromiseOp =
  | { readonly op: 'peek'; readonly name: string }
  | { readonly op: 'resolve'; readonly name: string; readonly value: Json }
  | { readonly op: 'reject'; readonly name: string; readonly reason: string };

export type FlowOp =
  /** A TerminalError inside produces `{ error, code, message }` and the handler goes on behind it. */
  | { readonly op: 'try'; readonly ops: readonly Op[] }
  /** The n-th pass does `passes[n]`, passes beyond the list do its last entry. */
  | { readonly op: 'onPass'; readonly counter: string; readonly passes: readonly (readonly Op[])[] }
  | { readonly op: 'return'; readonly value: Json }
  | { readonly op: 'returnNothing' };

/** What a handler knows of its invocation. */
export type OwnOp =
  /** Logs two draws of `ctx.rand` under `tag`. */
  | { readonly op: 'logRandom'; readonly tag: string }
  /** Produces a draw of `ctx.rand`. */
  | { readonly op: 'draw' }
  /** Produces the key of the object or workflow. */
  | { readonly op: 'key' }
  /** Produces scope and limit key of the invocation. */
  | { readonly op: 'scope' }
  /** Produces one request header, or null. */
  | { readonly op: 'header'; readonly name: string };

export interface Target {
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly scope?: string;
  readonly limitKey?: string;
}

export interface RunRetry {
  readonly maxRetryAttempts?: number;
  readonly maxRetryDuration?: number;
  readonly initialRetryInterval?: number;
  readonly maxRetryInterval?: number;
  readonly retryIntervalFactor?: number;
}

export type StringMap = Readonly<Record<string, string>>;
