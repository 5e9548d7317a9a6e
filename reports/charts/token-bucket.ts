import type { TokenBucketChart } from '../../sim/trace/charts/chart-spec.ts';
import type { Decision } from '../../sim/trace/charts/decisions.ts';
import { bucketReadings, type BucketReading } from '../../sim/trace/charts/token-bucket.ts';
import { TimeAxis, type Chart, type ChartDot, type ChartPoint } from './chart.ts';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/**
 * What a bucket says is left against the most that can be.
 * @param decisions of one key, in order
 * @returns undefined where nothing was decided within known limits
 */
export function tokenBucketChart(
  key: string,
  decisions: readonly Decision[],
  spec: TokenBucketChart,
  startMs: number,
): Chart | undefined {
  const readings = bucketReadings(decisions, spec);
  return readings.some(({ granted }) => granted !== undefined) ? chartOf(key, readings, startMs) : undefined;
}

function chartOf(key: string, readings: readonly BucketReading[], startMs: number): Chart {
  const axis = new TimeAxis(readings.map(({ decision }) => decision.atMs));
  const possible: ChartPoint[] = [];
  const stored: ChartPoint[] = [];
  const bound: ChartPoint[] = [];
  const dots: ChartDot[] = [];
  for (const [index, reading] of readings.entries()) {
    const x = axis.place(index);
    possible.push({ x, y: reading.before }, { x, y: reading.after });
    const storedBefore = stored.at(-1)?.y;
    if (reading.stored !== undefined) {
      if (storedBefore !== undefined) stored.push({ x, y: storedBefore });
      stored.push({ x, y: reading.stored });
    }
    bound.push({ x: index === 0 ? 0 : x, y: bound.at(-1)?.y ?? reading.capacity }, { x, y: reading.capacity });
    if (reading.granted !== undefined) dots.push(dotOf(reading, x, startMs));
  }
  const end = axis.width;
  for (const line of [possible, stored, bound]) {
    const last = line.at(-1);
    if (last !== undefined) line.push({ x: end, y: last.y });
  }
  const capacity = Math.max(...readings.map((reading) => reading.capacity));
  const owing = Math.min(0, ...readings.map(({ after }) => after));
  // What a limiter stores may be nonsense, and must not flatten the rest.
  const reach = FAR * Math.max(1, capacity);
  const cut = (level: number): number => Math.max(owing - reach, Math.min(capacity + reach, level));
  const levels = readings.flatMap((reading) => reading.stored ?? []);
  const farOff = levels.filter((level) => cut(level) !== level);
  const lowest = Math.min(owing, ...levels.map(cut));
  const highest = Math.max(capacity, ...levels.map(cut));
  const broken = dots.some(({ kind }) => kind === 'broken');
  const grants = readings.reduce((sum, { granted, tokens }) => sum + (granted === true ? tokens : 0), 0);
  const margin = Math.max(0.5, capacity * 0.15);
  return {
    kind: 'token bucket',
    key,
    title: `Tokens of ${short(key, 60)}`,
    summary: broken
      ? `It granted ${trimmed(-owing)} more than was possible: more than capacity ${trimmed(capacity)} plus refill.${farOff.length === 0 ? '' : outside(farOff)}`
      : `${count(grants, 'token')} granted, never more than capacity ${trimmed(capacity)} plus refill.${farOff.length === 0 ? '' : outside(farOff)}`,
    unit: 'tokens',
    broken,
    width: end,
    minY: lowest - margin,
    maxY: highest + margin,
    lines: [
      { name: 'capacity', kind: 'bound', points: bound },
      ...(stored.length === 0
        ? []
        : [
            {
              name: 'stored by the bucket',
              kind: 'value',
              points: stored.map(({ x, y }) => ({ x, y: cut(y) })),
            } as const,
          ]),
      { name: 'maximum possible', kind: 'possible', points: possible },
    ],
    areas: [
      { from: lowest - margin, to: 0, label: 'more granted than possible' },
      ...(new Set(readings.map((reading) => reading.capacity)).size === 1
        ? [{ from: capacity, to: highest + margin, label: 'above capacity' }]
        : []),
    ],
    dots,
    brackets: [],
    ticks: readings.map(({ decision }, index) => ({ x: axis.place(index), atMs: decision.atMs - startMs })),
  };
}

/** Capacities above and below the bound that are drawn. */
const FAR = 2;

function outside(levels: readonly number[]): string {
  const [furthest = 0] = levels.toSorted((a, b) => Math.abs(b) - Math.abs(a));
  return ` The bucket itself stores ${Math.round(furthest).toLocaleString('en')} tokens at times, which is outside of the chart.`;
}

function dotOf({ decision, tokens, granted, before, after }: BucketReading, x: number, startMs: number): ChartDot {
  const clock = decision.shownMs === decision.atMs ? '' : `, at clock time ${durationText(decision.shownMs - startMs)}`;
  const over = granted === true && after < -1e-9;
  const word = granted === true ? 'granted' : 'refused';
  return {
    x,
    y: granted === true ? after : before,
    seq: decision.seq,
    atMs: decision.atMs - startMs,
    kind: over ? 'broken' : granted === true ? 'granted' : 'refused',
    label: `${short(decision.invocation, 30)}: ${count(tokens, 'token')} ${word} of ${trimmed(before)} possible${clock}`,
  };
}

function trimmed(number: number): string {
  return String(Math.round(number * 1_000) / 1_000);
}
