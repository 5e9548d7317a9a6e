import type { SlidingWindowChart } from '../../sim/trace/charts/chart-spec.ts';
import type { Decision } from '../../sim/trace/charts/decisions.ts';
import { windowReadings, type WindowReading } from '../../sim/trace/charts/sliding-window.ts';
import { TimeAxis, type Chart, type ChartBracket, type ChartDot, type ChartPoint } from './chart.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/**
 * Admissions in the trailing window against the limit.
 * @param decisions of one key, in order
 * @returns undefined where nothing was decided within known limits
 */
export function slidingWindowChart(
  key: string,
  decisions: readonly Decision[],
  spec: SlidingWindowChart,
  startMs: number,
): Chart | undefined {
  const readings = windowReadings(decisions, spec);
  return readings.some(({ admitted }) => admitted !== undefined) ? chartOf(key, readings, startMs) : undefined;
}

function chartOf(key: string, readings: readonly WindowReading[], startMs: number): Chart {
  const axis = new TimeAxis(readings.map(({ decision }) => decision.atMs));
  const value: ChartPoint[] = [];
  const bound: ChartPoint[] = [];
  const dots: ChartDot[] = [];
  const brackets: ChartBracket[] = [];
  for (const [index, reading] of readings.entries()) {
    const { decision, admitted, before, after, limit, windowMs } = reading;
    const x = axis.place(index);
    // What has left the window since the last decision left it on the way here.
    const last = value.at(-1)?.y;
    if (last !== undefined && before < last) {
      const fell = (axis.place(index - 1) + x) / 2;
      value.push({ x: fell, y: last }, { x: fell, y: before });
    }
    value.push({ x, y: before }, { x, y: after });
    bound.push({ x: index === 0 ? 0 : x, y: bound.at(-1)?.y ?? limit }, { x, y: limit });
    if (admitted === undefined) continue;
    const over = admitted && after > limit;
    const clock =
      decision.shownMs === decision.atMs ? '' : `, at clock time ${durationText(decision.shownMs - startMs)}`;
    dots.push({
      x,
      y: after,
      seq: decision.seq,
      atMs: decision.atMs - startMs,
      kind: over ? 'broken' : admitted ? 'granted' : 'refused',
      label: `${short(decision.invocation, 30)}: ${admitted ? 'admitted' : 'refused'}, ${after} of ${limit} in the window${clock}`,
    });
    if (over) {
      brackets.push({
        from: axis.place(reading.earliest),
        to: x,
        y: after,
        label: `${after} admissions in ${durationText(windowMs)}, at most ${limit} are allowed`,
      });
    }
  }
  const end = axis.width;
  for (const line of [value, bound]) line.push({ x: end, y: line.at(-1)?.y ?? 0 });
  const limit = Math.max(...readings.map((reading) => reading.limit));
  const most = Math.max(...readings.map(({ after }) => after));
  const broken = dots.some(({ kind }) => kind === 'broken');
  const [bracket] = brackets;
  const maxY = Math.max(limit, most) + 1;
  const sameLimit = new Set(readings.map((reading) => reading.limit)).size === 1;
  return {
    kind: 'sliding window',
    key,
    title: `Admissions of ${short(key, 60)}`,
    summary: bracket?.label ?? `Never more than ${most} in one window; at most ${limit} are allowed.`,
    unit: 'admissions in the window',
    broken,
    width: end,
    minY: 0,
    maxY,
    lines: [
      { name: 'limit', kind: 'bound', points: bound },
      { name: 'admissions in the window that ends here', kind: 'value', points: value },
    ],
    areas: sameLimit ? [{ from: limit, to: maxY, label: 'above the limit' }] : [],
    dots,
    brackets: brackets.slice(0, 1),
    ticks: readings.map(({ decision }, index) => ({ x: axis.place(index), atMs: decision.atMs - startMs })),
  };
}
