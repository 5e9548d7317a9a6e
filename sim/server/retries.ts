import type { RetryPolicy } from '../attempt/definition.ts';
import type { Invocation } from './invocation.ts';
import type { ServerOptions } from './options.ts';

/** The server adds 0 to 1/3 of the delay at random; these three stand for the range. */
export const JITTERS: readonly [number, ...number[]] = [0, 1 / 6, 1 / 3];

/**
 * The delay before the next attempt, without jitter.
 * @param failures failed attempts so far, at least 1
 * @returns ms, or undefined when the policy allows no further attempt (`maxAttempts` counts the first one)
 */
export function retryDelayMs(policy: RetryPolicy, failures: number): number | undefined {
  if (policy.maxAttempts !== undefined && failures >= policy.maxAttempts) return undefined;
  return Math.min(policy.initialIntervalMs * policy.exponentiationFactor ** (failures - 1), policy.maxIntervalMs);
}

/** @returns whether an invocation whose retries are exhausted ends; otherwise it is paused */
export function endsWhenExhausted(
  { retryPolicy }: Pick<Invocation, 'retryPolicy'>,
  { disableRetries }: Pick<ServerOptions, 'disableRetries'>,
): boolean {
  return disableRetries || retryPolicy.onMaxAttempts === 'kill';
}
