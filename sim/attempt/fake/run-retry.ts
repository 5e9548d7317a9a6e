import { toMillis, toWholeMillis } from '../duration.ts';
import type { RunOptions } from '@restatedev/restate-sdk';
import { malformedRetryPolicy } from '../malformed.ts';

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
  const policy = policyOf(options);
  if (policy === undefined) return undefined;
  const { factor, initialInterval, maxInterval, maxAttempts, maxDuration } = policy;
  return {
    maxAttempts,
    maxDurationMs: maxDuration,
    delayMs: (tries) => {
      const delayMs = exponentialMs(initialInterval, factor, tries - 1);
      // The SDK cannot represent anything else as a duration.
      return delayMs >= 0 ? Math.min(maxInterval, delayMs) : maxInterval;
    },
  };
}

/** @returns what keeps the SDK's state machine from taking the options, when an ordinary error needs them. */
export function retryProblem(options: RunOptions<never> | undefined): string | undefined {
  const policy = policyOf(options);
  return policy === undefined ? undefined : malformedRetryPolicy(policy);
}

interface Policy {
  readonly factor: number;
  readonly initialInterval: number;
  readonly maxInterval: number;
  readonly maxAttempts: number | undefined;
  readonly maxDuration: number | undefined;
}

/** @returns the policy as the SDK passes it on, all durations in ms; undefined without a single retry option. */
function policyOf(options: RunOptions<never> | undefined): Policy | undefined {
  const isSet =
    options?.retryIntervalFactor !== undefined ||
    options?.maxRetryAttempts !== undefined ||
    options?.initialRetryInterval !== undefined ||
    options?.maxRetryDuration !== undefined ||
    options?.maxRetryInterval !== undefined;
  if (!isSet) return undefined;
  return {
    factor: options.retryIntervalFactor ?? 2,
    initialInterval: toMillis(options.initialRetryInterval ?? 50),
    maxInterval: toMillis(options.maxRetryInterval ?? 10_000),
    maxAttempts: options.maxRetryAttempts ?? undefined,
    maxDuration: options.maxRetryDuration === undefined ? undefined : toMillis(options.maxRetryDuration),
  };
}

/** @returns the policy for a `RetryableError`: its own delay, and of the options only the bounds. */
export function requestedRetry(afterMs: number | undefined, options: RunOptions<never> | undefined): RunRetry {
  return {
    // These two go to the state machine as unsigned integers, which wrap.
    maxAttempts: isNone(options?.maxRetryAttempts) ? undefined : Number(options?.maxRetryAttempts) >>> 0,
    maxDurationMs: options?.maxRetryDuration === undefined ? undefined : toWholeMillis(options.maxRetryDuration),
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

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
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
