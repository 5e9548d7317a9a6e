import type { SlidingWindowChart } from './chart-spec.ts';
import type { Decision } from './decisions.ts';
import { numberAt } from './paths.ts';

/** A decision of a sliding window, with what lay in the window that ended at it. */
export interface WindowReading {
  readonly decision: Decision;
  readonly admitted: boolean | undefined;
  /** The instant by which it counts: a clock set back stands still at the last admission. */
  readonly instantMs: number;
  /** That instant since the last admission as the clock showed it: below zero for a clock set back. */
  readonly sinceMs: number | undefined;
  readonly limit: number;
  readonly windowMs: number;
  /** Admissions in the window that ends at that instant, before and after the decision. */
  readonly before: number;
  readonly after: number;
  /** Place among the readings of the earliest admission in that window. */
  readonly earliest: number;
  /** Ages of all earlier admissions that are not much older than the window, in ms. */
  readonly agesMs: readonly number[];
}

/** @param decisions of one key, in order */
export function windowReadings(decisions: readonly Decision[], chart: SlidingWindowChart): readonly WindowReading[] {
  const readings: WindowReading[] = [];
  const admissions: { readonly instantMs: number; readonly index: number }[] = [];
  for (const decision of decisions) {
    const limit = numberAt(decision, chart.limit);
    const windowMs = numberAt(decision, chart.windowMs);
    if (limit === undefined || windowMs === undefined) continue;
    const last = admissions.at(-1)?.instantMs;
    const instantMs = Math.max(decision.shownMs, last ?? decision.shownMs);
    const inWindow = admissions.filter((admission) => admission.instantMs > instantMs - windowMs);
    const { granted } = decision;
    const index = readings.length;
    readings.push({
      decision,
      admitted: granted,
      instantMs,
      sinceMs: last === undefined ? undefined : decision.shownMs - last,
      limit,
      windowMs,
      before: inWindow.length,
      after: inWindow.length + (granted === true ? 1 : 0),
      earliest: inWindow[0]?.index ?? index,
      agesMs: admissions.map((admission) => instantMs - admission.instantMs).filter((ageMs) => ageMs <= windowMs + 1),
    });
    if (granted === true) admissions.push({ instantMs, index });
  }
  return readings;
}
