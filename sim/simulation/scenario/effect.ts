import type { EffectPromises } from '../../checks/effects/promises.ts';
import { UsageError } from '../../core/errors.ts';

/** How a call of an effect may fail. */
export interface EffectTroubles {
  /** The call fails, and nothing happens outside. */
  readonly fails?: boolean;
  /** It happens, but the caller gets an error. */
  readonly losesAnswer?: boolean;
}

/**
 * A part of the outside world: a database, a payment provider, a language model. It has state of its own, takes virtual
 * time, and may fail. Each run has its own copy.
 */
export interface EffectDefinition<State, Input, Output> extends EffectPromises {
  /** Makes the initial state of one run. */
  readonly state: () => State;
  /**
   * What happens outside, atomically. Throwing refuses the call: the caller gets the error, unless the response is lost.
   * @returns the response
   */
  readonly apply: (state: State, input: Input) => Output;
  /** Possible delays until a call happens, in ms; the first is the quiet one. Default: 0, 30 and 600. */
  readonly latenciesMs?: readonly [number, ...number[]];
  /** Which failures are injected. Default: both. */
  readonly troubles?: EffectTroubles;
  /** @returns the idempotency key of an input; undefined without one */
  readonly idempotencyKey?: (input: Input) => string | undefined;
  /**
   * The part of the state that a repetition with the same key must not change. Default: the response must be the same as
   * the first time; without a response, the whole state must be the same.
   */
  readonly repetitionKeeps?: (state: State) => unknown;
}

/** An effect as a scenario declares it. */
export interface Effect<Input, Output> {
  readonly definition: EffectDefinition<unknown, unknown, unknown>;
  /** For the type system only; never set. */
  readonly types?: (input: Input) => Output;
}

/** The function that services get for an effect. */
export type EffectCall<E> = E extends Effect<infer Input, infer Output> ? (input: Input) => Promise<Output> : never;

/** The functions for all effects of a scenario, by name. */
export type EffectCalls<Effects> = { readonly [Name in keyof Effects]: EffectCall<Effects[Name]> };

const DEFAULT_LATENCIES_MS = [0, 30, 600] as const;

/**
 * Declares a part of the outside world.
 * @throws {UsageError} when `latenciesMs` is empty or has a negative number
 */
export function effect<State, Input, Output>(
  definition: EffectDefinition<State, Input, Output>,
): Effect<Input, Output> {
  const latencies = definition.latenciesMs ?? DEFAULT_LATENCIES_MS;
  if (latencies.length === 0 || latencies.some((ms) => !(ms >= 0))) {
    throw new UsageError('INVALID_LATENCY', 'An effect needs at least one latency, and each must be 0 ms or more.');
  }
  // Types are checked where the effect is declared and called; in between it is handled without them.
  return { definition: { ...definition, latenciesMs: latencies } as EffectDefinition<unknown, unknown, unknown> };
}
