import type { TokenBucketChart } from './chart-spec.ts';
import type { Decision } from './decisions.ts';
import { numberAt, valueAt } from './paths.ts';

/** A decision of a bucket, with the most that could be in it by its capacity, its rate and all that it has granted. */
export interface BucketReading {
  readonly decision: Decision;
  /** Tokens that were asked for; 0 where only the limits were set. */
  readonly tokens: number;
  readonly granted: boolean | undefined;
  readonly capacity: number;
  /** Tokens that come back in a millisecond. */
  readonly ratePerMs: number;
  readonly before: number;
  readonly after: number;
  /** What there would have been before it, were there no capacity. */
  readonly unbounded: number;
  /** Moment that counts, since the one before; below zero for a clock set back; undefined for the first. */
  readonly sinceMs: number | undefined;
  /** What the limiter says is left; undefined where the chart does not know. */
  readonly stored: number | undefined;
}

interface Limits {
  readonly capacity: number;
  readonly ratePerMs: number;
}

/**
 * To begin full, to fill at the rate up to the capacity and to pay for each grant is the bound over all intervals at
 * once: it falls below zero exactly where some interval saw more than capacity + rate × length. Instants before the
 * latest one that was shown count as that one: a clock set back fills nothing. A limiter may keep the instant of a request
 * that it refuses, or write nothing then. Where clocks are set back, or the limits change, the two hold different amounts, and
 * the bound is the larger one.
 * @param decisions of one key, in order
 */
export function bucketReadings(decisions: readonly Decision[], chart: TokenBucketChart): readonly BucketReading[] {
  const keeping = readingsOf(decisions, chart, true);
  const writing = readingsOf(decisions, chart, false);
  return keeping.map((reading, place) => {
    const other = writing[place] ?? reading;
    return other.after > reading.after ? other : reading;
  });
}

/** @param keeps whether the limiter keeps the instant of a request that it refuses */
function readingsOf(decisions: readonly Decision[], chart: TokenBucketChart, keeps: boolean): readonly BucketReading[] {
  const readings: BucketReading[] = [];
  let known: { tokens: number; latestMs: number; limits: Limits } | undefined;
  for (const decision of decisions) {
    const { handler, granted, shownMs } = decision;
    const configures = handler === chart.configure?.handler;
    if (granted === undefined && !configures) continue;
    if (known === undefined && chart.configure !== undefined && !configures) continue;
    const own = limitsOf(decision, chart);
    const limits = (configures || chart.configure === undefined ? own : undefined) ?? known?.limits;
    if (limits === undefined) continue;
    const full = chart.configure?.full;
    const isFresh = known === undefined || (configures && full !== undefined && valueAt(decision, full) === true);
    const sinceMs = known === undefined ? undefined : shownMs - known.latestMs;
    const unbounded: number =
      known === undefined || isFresh
        ? limits.capacity
        : known.tokens + Math.max(0, sinceMs ?? 0) * known.limits.ratePerMs;
    const before = Math.min(unbounded, known === undefined || isFresh ? limits.capacity : known.limits.capacity);
    const tokens = configures ? 0 : (numberAt(decision, chart.tokens ?? 1) ?? 0);
    const fits = Math.min(before, limits.capacity);
    const after = granted === true ? fits - tokens : fits;
    const level = numberAt(decision, chart.level);
    readings.push({
      decision,
      tokens,
      granted,
      ...limits,
      before: fits,
      after,
      unbounded,
      sinceMs,
      stored: level === undefined ? undefined : level / (chart.unitsPerToken ?? 1),
    });
    if (granted === false && !keeps) continue;
    known = { tokens: after, latestMs: isFresh ? shownMs : Math.max(known?.latestMs ?? shownMs, shownMs), limits };
  }
  return readings;
}

function limitsOf(decision: Decision, { capacity, refill, unitsPerToken = 1 }: TokenBucketChart): Limits | undefined {
  const units = numberAt(decision, capacity);
  const amount = numberAt(decision, refill.amount);
  const everyMs = numberAt(decision, refill.everyMs);
  if (units === undefined || amount === undefined || everyMs === undefined || everyMs <= 0) return undefined;
  return { capacity: units / unitsPerToken, ratePerMs: amount / everyMs / unitsPerToken };
}
