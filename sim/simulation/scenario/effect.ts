import type { EffectPromises } from '../../checks/effects/promises.ts';
import { UsageError } from '../../core/errors.ts';

/** How a call of an effect may go, beside going well. */
export interface EffectTroubles {
  /** The call fails before anything has happened outside. */
  readonly fails?: boolean;
  /** It happens, but the caller is told that it failed. */
  readonly losesAnswer?: boolean;
}

/**
 * Part of the outside world: a database, a payment provider, a model. It keeps its own state, takes virtual time, and
 * may fail. Nothing outside a run ever sees it.
 */
export interface EffectDefinition<State, Input, Output> extends EffectPromises {
  /** Makes the state that one run begins with. */
  readonly state: () => State;
  /**
   * What happens outside, in one indivisible moment. Throwing refuses the call; the caller sees the error, unless that
   * answer is lost.
   */
  readonly apply: (state: State, input: Input) => Output;
  /** How long a call may take until it happens, in ms; the first is the quiet one. Default 0, 30 and 600. */
  readonly latenciesMs?: readonly [number, ...number[]];
  /** What may go wrong. Default: it may fail and it may lose the answer. */
  readonly troubles?: EffectTroubles;
  /** Reads from the input the key that makes a repetition harmless, if there is one. */
  readonly idempotencyKey?: (input: Input) => string | undefined;
  /**
   * What of the state a repetition with the same key must leave as it is. Default: the answer has to be the same as the
   * first time, or, where there is no answer, the whole state.
   */
  readonly repetitionKeeps?: (state: State) => unknown;
}

/** An effect as a scenario declares it. */
export interface Effect<Input, Output> {
  readonly definition: EffectDefinition<unknown, unknown, unknown>;
  /** Only for the type system. */
  readonly types?: (input: Input) => Output;
}

/** What services are handed for an effect: a function that calls it. */
export type EffectCall<E> = E extends Effect<infer Input, infer Output> ? (input: Input) => Promise<Output> : never;

/** Functions for all effects of a scenario, by name. */
export type EffectCalls<Effects> = { readonly [Name in keyof Effects]: EffectCall<Effects[Name]> };

const DEFAULT_LATENCIES_MS = [0, 30, 600] as const;

/**
 * Declares a part of the outside world.
 * @throws {UsageError} when no latency is given or one is negative
 */
export function effect<State, Input, Output>(
  definition: EffectDefinition<State, Input, Output>,
): Effect<Input, Output> {
  const latencies = definition.latenciesMs ?? DEFAULT_LATENCIES_MS;
  if (latencies.length === 0 || latencies.some((ms) => !(ms >= 0))) {
    throw new UsageError('INVALID_LATENCY', 'An effect needs at least one latency, and each must be 0 ms or more.');
  }
  // The parameters are checked where the effect is declared and called; in between it is handled without them.
  return { definition: { ...definition, latenciesMs: latencies } as EffectDefinition<unknown, unknown, unknown> };
}
