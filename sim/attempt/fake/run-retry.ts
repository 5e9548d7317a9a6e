import { toMillis, toWholeMillis } from '../duration.ts';
import type { RunOptions } from '@restatedev/restate-sdk';

/** Failed tries of one `ctx.run` so far, including this one. */
export interface Tries {
  readonly count: number;
  readonly durationMs: number;
}

/** What follows a failed try: another one (after a delay, or by the service's policy), or a terminal failure. */
export type AfterFailure = { readonly retry: true; readonly afterMs: number | undefined } | { readonly retry: false };

/** Bounds and delays of a `ctx.run`, read from its options when the closure has failed. */
export interface RunRetry {
  readonly maxAttempts: number | undefined;
  readonly maxDurationMs: number | undefined;
  delayMs(tries: number): number | undefined;
}

/** @returns the policy for an ordinary error; undefined without any retry option: then the service's policy decides. */
export function ordinaryRetry(options: RunOptions<never> | undefined): RunRetry | undefined {
  const isSet =
    options?.retryIntervalFactor !== undefined ||
    options?.maxRetryAttempts !== undefined ||
    options?.initialRetryInterval !== undefined ||
    options?.maxRetryDuration !== undefined ||
    options?.maxRetryInterval !== undefined;
  if (!isSet) return undefined;
  const factor = options.retryIntervalFactor ?? 2;
  const initialMs = toWholeMillis(options.initialRetryInterval ?? 50);
  const maxMs = toWholeMillis(options.maxRetryInterval ?? 10_000);
  return {
    maxAttempts: options.maxRetryAttempts,
    maxDurationMs: options.maxRetryDuration === undefined ? undefined : toWholeMillis(options.maxRetryDuration),
    delayMs: (tries) => Math.min(maxMs, exponentialMs(initialMs, factor, tries - 1)),
  };
}

/** @returns the policy for a `RetryableError`: its own delay, and of the options only the bounds. */
export function requestedRetry(afterMs: number | undefined, options: RunOptions<never> | undefined): RunRetry {
  return {
    maxAttempts: options?.maxRetryAttempts,
    maxDurationMs: options?.maxRetryDuration === undefined ? undefined : toMillis(options.maxRetryDuration),
    delayMs: () => afterMs,
  };
}

/** @returns what happens after so many tries under this policy. */
export function afterFailure(retry: RunRetry | undefined, tries: Tries): AfterFailure {
  if (retry === undefined) return { retry: true, afterMs: undefined };
  const outOfTries = retry.maxAttempts !== undefined && retry.maxAttempts <= tries.count;
  const outOfTime = retry.maxDurationMs !== undefined && retry.maxDurationMs <= tries.durationMs;
  if (outOfTries || outOfTime) return { retry: false };
  return { retry: true, afterMs: retry.delayMs(tries.count) };
}

/** The SDK computes in 32-bit floating-point seconds and truncates to whole ms, so a factor of 1.3 is not quite 1.3. */
function exponentialMs(initialMs: number, factor: number, exponent: number): number {
  const seconds = Math.fround(initialMs / 1_000);
  const nanos = Math.round(Math.fround(seconds * power(Math.fround(factor), exponent)) * 1e9);
  return Math.floor(nanos / 1e6);
}

function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = Math.fround(result * square);
    square = Math.fround(square * square);
  }
  return result;
}
