import type { ShownEvent } from '../data/shown.ts';
import { moment, short, span } from '../data/text.ts';
import { TimeAxis, type Chart, type ChartBracket, type ChartDot, type ChartPoint } from './chart.ts';
import { decisionsOf, type Decision } from './decisions.ts';
import { at, numberAt, type SlidingWindowSpec } from './spec.ts';

interface Reading {
  readonly decision: Decision;
  readonly admitted: boolean | undefined;
  /** The instant by which it counts: a clock set back stands still at the last admission. */
  readonly instantMs: number;
  readonly limit: number;
  readonly windowMs: number;
  /** Admissions in the window that ends at that instant, before and after the decision. */
  readonly before: number;
  readonly after: number;
  /** Place among the readings of the earliest admission in that window. */
  readonly earliest: number;
}

/** Charts for each limiter that decided anything: admissions in the trailing window against the limit. */
export function slidingWindowCharts(
  events: readonly ShownEvent[],
  spec: SlidingWindowSpec,
  startMs: number,
): readonly Chart[] {
  const decisions = decisionsOf(events, spec.service, spec.state.name);
  const keys = [...new Set(decisions.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const readings = readingsOf(
      decisions.filter((decision) => decision.key === key),
      spec,
    );
    return readings.some(({ admitted }) => admitted !== undefined)
      ? [chartOf(`${spec.service}/${key}`, readings, startMs)]
      : [];
  });
}

function readingsOf(decisions: readonly Decision[], spec: SlidingWindowSpec): readonly Reading[] {
  const readings: Reading[] = [];
  const admissions: { readonly instantMs: number; readonly index: number }[] = [];
  for (const decision of decisions) {
    const limit = numberAt(decision.state, spec.state.limit);
    const windowMs = numberAt(decision.state, spec.state.windowMs);
    if (limit === undefined || windowMs === undefined) continue;
    const isDecision = decision.handler === spec.decide.handler;
    const instantMs = Math.max(decision.shownMs, admissions.at(-1)?.instantMs ?? decision.shownMs);
    const inWindow = admissions.filter((admission) => admission.instantMs > instantMs - windowMs);
    const admitted = isDecision ? at(decision.answer, spec.decide.allowed) === true : undefined;
    if (admitted === true) admissions.push({ instantMs, index: readings.length });
    readings.push({
      decision,
      admitted,
      instantMs,
      limit,
      windowMs,
      before: inWindow.length,
      after: inWindow.length + (admitted === true ? 1 : 0),
      earliest: inWindow[0]?.index ?? readings.length,
    });
  }
  return readings;
}

function chartOf(key: string, readings: readonly Reading[], startMs: number): Chart {
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
    const clock = decision.shownMs === decision.atMs ? '' : `, shown ${moment(decision.shownMs - startMs)}`;
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
        label: `${after} admissions in ${span(windowMs)}, at most ${limit} are allowed`,
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
