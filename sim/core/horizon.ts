import { durationIn } from './duration.ts';
import { UsageError } from './errors.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

/**
 * Reads for how long, from the start of a run, jobs that schedule themselves forever are followed.
 * @param horizon ms of virtual time, or a string such as '90d'
 * @param where names what has the option, such as `the scenario "x"`
 * @returns ms
 * @throws {UsageError} for anything else
 */
export function horizonOf(horizon: number | string, where: string): number {
  const ms = typeof horizon === 'string' ? durationIn(horizon) : horizon;
  if (ms !== undefined && ms >= 0 && Number.isFinite(ms)) return ms;
  throw new UsageError(
    'INVALID_DURATION',
    `The horizon of ${where} is a number of ms or a string such as '90d' or '12h', not ${JSON.stringify(horizon)}.`,
  );
}

/**
 * @param horizonMs undefined: the limits stay as they are
 * @returns limits with which a run follows such jobs for so long, and has time left to settle after that
 */
export function withHorizon(limits: Partial<Limits>, horizonMs: number | undefined): Partial<Limits> {
  if (horizonMs === undefined) return limits;
  const { virtualMs = DEFAULT_LIMITS.virtualMs } = limits;
  return { ...limits, horizonMs, virtualMs: Math.max(virtualMs, horizonMs + DEFAULT_LIMITS.virtualMs) };
}
