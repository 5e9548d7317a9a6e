import { chartName, type ChartSpec } from '../trace/charts/chart-spec.ts';
import { byKey, decisionsOf, type Decision } from '../trace/charts/decisions.ts';
import { jsonOfBytes } from '../trace/charts/seen.ts';
import { windowReadings, type WindowReading } from '../trace/charts/sliding-window.ts';
import { bucketReadings } from '../trace/charts/token-bucket.ts';
import type { EventType, TraceEvent } from '../trace/event.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { count } from '../core/count.ts';
import type { Breach, Invariant } from './invariant.ts';
import { describeInvocation, handlerOf } from './naming.ts';

/**
 * A limiter never grants more than the limit that its chart declares. The bound is computed from what was granted, as the
 * report draws it, and not from what the limiter stores. It is judged when the run has settled.
 */
export function withinLimit(chart: ChartSpec): Invariant {
  return {
    name: `${chartName(chart)} grants no more than its ${chart.kind}`,
    watch: () => {
      const events: TraceEvent[] = [];
      let judged = 0;
      return {
        sees: SEES,
        see: (event) => void events.push(event),
        end: () => {
          const decisions = decisionsOf(events, chart, jsonOfBytes);
          judged = decisions.filter(({ granted }) => granted !== undefined).length;
          for (const own of byKey(decisions).values()) {
            const breach = chart.kind === 'token bucket' ? overdrawn(own, chart) : overfull(own, chart);
            if (breach !== undefined) return breach;
          }
          return undefined;
        },
        exercised: () => judged,
      };
    },
  };
}

/** What `decisionsOf` reads. */
const SEES: ReadonlySet<EventType> = new Set([
  'operation',
  'invocation created',
  'appended',
  'notified',
  'state replaced',
  'killed',
  'completed',
]);

/** Fractions of tokens are rounded. */
const NEAR = 1e-9;

function overdrawn(
  decisions: readonly Decision[],
  chart: Extract<ChartSpec, { readonly kind: 'token bucket' }>,
): Breach | undefined {
  const readings = bucketReadings(decisions, chart);
  const over = readings.find(({ granted, after }) => granted === true && after < -NEAR);
  if (over === undefined) return undefined;
  const { decision, tokens, before, capacity, ratePerMs } = over;
  return breachOf(
    chart,
    decision,
    `granted ${count(tokens, 'token')}, and its bucket could hold ${rounded(before)} of ${rounded(capacity)} then, with ${rounded(ratePerMs * 1_000)} tokens refilled per second`,
    readings.filter(({ granted }) => granted === true).map((reading) => reading.decision),
  );
}

function overfull(
  decisions: readonly Decision[],
  chart: Extract<ChartSpec, { readonly kind: 'sliding window' }>,
): Breach | undefined {
  const readings = windowReadings(decisions, chart);
  const place = readings.findIndex(
    ({ admitted, after, limit }, index) => admitted === true && after > limit && isSameLimit(readings, index),
  );
  const over = readings[place];
  if (over === undefined) return undefined;
  const { decision, after, limit, windowMs, earliest } = over;
  return breachOf(
    chart,
    decision,
    `admitted request ${after} within ${windowMs} ms, and its limit is ${limit}`,
    readings.slice(earliest, place + 1).flatMap((each) => (each.admitted === true ? [each.decision] : [])),
  );
}

/**
 * Whether the limits have not changed in the window. Where they have, a limiter may have forgotten admissions that it did
 * not have to count by the limits of then.
 */
function isSameLimit(readings: readonly WindowReading[], index: number): boolean {
  const { limit, windowMs, earliest = index } = readings[index] ?? {};
  return readings.slice(earliest, index).every((each) => each.limit === limit && each.windowMs === windowMs);
}

function breachOf(chart: ChartSpec, decision: Decision, what: string, granted: readonly Decision[]): Breach {
  const { invocation, handler, key, shownMs, atMs, seq } = decision;
  const target = { service: chart.service, handler, ...(key !== '' && { key }) };
  const decided = shownMs === atMs ? '' : `, by a clock that showed ${virtualTime(shownMs)}`;
  const events = granted.map((each) => each.seq).filter((each) => each <= seq);
  return {
    message:
      `${describeInvocation({ target, invocation })} ${what} (at ${virtualTime(atMs)}${decided}). ` +
      'Read and write the count in one exclusive handler of the key, and take the time from ctx.date.now().',
    events: [...new Set([...events, seq])].sort((a, b) => a - b),
    handler: handlerOf(target),
    kind: 'over the limit',
  };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
