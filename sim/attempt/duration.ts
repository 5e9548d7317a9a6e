import type { Duration } from '@restatedev/restate-sdk';

/** @returns whole milliseconds, truncated as in the SDK; NaN stays NaN, for the caller to refuse. */
export function toMillis(duration: number | Duration): number {
  if (typeof duration === 'number') return Math.trunc(duration);
  return Math.trunc(
    (duration.milliseconds ?? 0) +
      1_000 * (duration.seconds ?? 0) +
      60_000 * (duration.minutes ?? 0) +
      3_600_000 * (duration.hours ?? 0) +
      86_400_000 * (duration.days ?? 0),
  );
}

/**
 * As {@link toMillis}, for values that the SDK passes on as unsigned 64-bit integers, which wrap.
 * @throws {RangeError} for NaN and Infinity, in the same words as in the SDK
 */
export function toWholeMillis(duration: number | Duration): number {
  const millis = toMillis(duration);
  return Number.isSafeInteger(millis) && millis >= 0 ? millis : Number(BigInt.asUintN(64, BigInt(millis)));
}
