import type { ShownEvent } from '../data/shown.ts';
import { count, moment, short } from '../data/text.ts';
import { TimeAxis, type Chart, type ChartDot, type ChartPoint } from './chart.ts';
import { decisionsOf, type Decision } from './decisions.ts';
import { at, numberAt, type TokenBucketSpec } from './spec.ts';

/** The level that a bucket stored, and the most that there could be by its capacity, rate and all it has granted. */
interface Reading {
  readonly decision: Decision;
  readonly tokens: number;
  readonly granted: boolean | undefined;
  readonly capacity: number;
  readonly possibleBefore: number;
  readonly possibleAfter: number;
  readonly stored: number;
}

/** Charts for each bucket that decided anything: what it stored against the most that could have been in it. */
export function tokenBucketCharts(
  events: readonly ShownEvent[],
  spec: TokenBucketSpec,
  startMs: number,
): readonly Chart[] {
  const decisions = decisionsOf(events, spec.service, spec.state.name);
  const keys = [...new Set(decisions.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const readings = readingsOf(
      decisions.filter((decision) => decision.key === key),
      spec,
    );
    return readings.some(({ granted }) => granted !== undefined)
      ? [chartOf(`${spec.service}/${key}`, readings, startMs)]
      : [];
  });
}

/**
 * To begin full, to fill at the rate up to the capacity and to pay for each grant is the bound over all intervals at
 * once: it falls below zero exactly where some interval saw more than capacity + rate × length. Instants before the
 * latest one that was shown count as that one: a clock set back fills nothing.
 */
function readingsOf(decisions: readonly Decision[], spec: TokenBucketSpec): readonly Reading[] {
  const readings: Reading[] = [];
  let possible: number | undefined;
  let latestMs = 0;
  let limits = { capacity: 0, rate: 0 };
  for (const decision of decisions) {
    const { state, handler, input, answer, shownMs } = decision;
    const now = {
      capacity: (numberAt(state, spec.state.capacity) ?? 0) / spec.unitsPerToken,
      rate: (numberAt(state, spec.state.ratePerMs) ?? 0) / spec.unitsPerToken,
    };
    const stored = (numberAt(state, spec.state.level) ?? 0) / spec.unitsPerToken;
    if (handler === spec.configure.handler) {
      const fresh = possible === undefined || at(input, spec.configure.reset) === true;
      const before: number = fresh ? now.capacity : filled(possible ?? 0, limits, shownMs - latestMs);
      possible = Math.min(before, now.capacity);
      latestMs = fresh ? shownMs : Math.max(latestMs, shownMs);
      limits = now;
      readings.push({
        decision,
        tokens: 0,
        granted: undefined,
        capacity: now.capacity,
        possibleBefore: possible,
        possibleAfter: possible,
        stored,
      });
    } else if (handler === spec.decide.handler && possible !== undefined) {
      const tokens = numberAt(input, spec.decide.tokens) ?? 0;
      const granted = at(answer, spec.decide.allowed) === true;
      const before = filled(possible, limits, shownMs - latestMs);
      latestMs = Math.max(latestMs, shownMs);
      possible = granted ? before - tokens : before;
      readings.push({
        decision,
        tokens,
        granted,
        capacity: limits.capacity,
        possibleBefore: before,
        possibleAfter: possible,
        stored,
      });
    }
  }
  return readings;
}

function filled(tokens: number, { capacity, rate }: { capacity: number; rate: number }, ms: number): number {
  return Math.min(capacity, tokens + Math.max(0, ms) * rate);
}

function chartOf(key: string, readings: readonly Reading[], startMs: number): Chart {
  const axis = new TimeAxis(readings.map(({ decision }) => decision.atMs));
  const possible: ChartPoint[] = [];
  const stored: ChartPoint[] = [];
  const bound: ChartPoint[] = [];
  const dots: ChartDot[] = [];
  for (const [index, reading] of readings.entries()) {
    const x = axis.place(index);
    const storedBefore = readings[index - 1]?.stored;
    possible.push({ x, y: reading.possibleBefore }, { x, y: reading.possibleAfter });
    if (storedBefore !== undefined) stored.push({ x, y: storedBefore });
    stored.push({ x, y: reading.stored });
    bound.push({ x: index === 0 ? 0 : x, y: bound.at(-1)?.y ?? reading.capacity }, { x, y: reading.capacity });
    if (reading.granted !== undefined) dots.push(dotOf(reading, x, startMs));
  }
  const end = axis.width;
  for (const line of [possible, stored, bound]) line.push({ x: end, y: line.at(-1)?.y ?? 0 });
  const capacity = Math.max(...readings.map((reading) => reading.capacity));
  const lowest = Math.min(0, ...readings.map(({ possibleAfter, stored: level }) => Math.min(possibleAfter, level)));
  const highest = Math.max(capacity, ...readings.map((reading) => reading.stored));
  const broken = dots.some(({ kind }) => kind === 'broken');
  const grants = readings.reduce((sum, { granted, tokens }) => sum + (granted === true ? tokens : 0), 0);
  const margin = Math.max(0.5, capacity * 0.15);
  return {
    kind: 'token bucket',
    key,
    title: `Tokens of ${short(key, 60)}`,
    summary: broken
      ? `It gave away ${trimmed(-lowest)} more than could be there: capacity ${trimmed(capacity)} plus what refills was used up.`
      : `${count(grants, 'token')} granted, never more than capacity ${trimmed(capacity)} plus what refills.`,
    unit: 'tokens',
    broken,
    width: end,
    minY: lowest - margin,
    maxY: highest + margin,
    lines: [
      { name: 'capacity', kind: 'bound', points: bound },
      { name: 'stored by the bucket', kind: 'value', points: stored },
      { name: 'most that can be there', kind: 'possible', points: possible },
    ],
    areas: [
      { from: lowest - margin, to: 0, label: 'more given than there was' },
      ...(new Set(readings.map((reading) => reading.capacity)).size === 1
        ? [{ from: capacity, to: highest + margin, label: 'above capacity' }]
        : []),
    ],
    dots,
    brackets: [],
    ticks: readings.map(({ decision }, index) => ({ x: axis.place(index), atMs: decision.atMs - startMs })),
  };
}

function dotOf(
  { decision, tokens, granted, possibleBefore, possibleAfter }: Reading,
  x: number,
  startMs: number,
): ChartDot {
  const clock = decision.shownMs === decision.atMs ? '' : `, shown ${moment(decision.shownMs - startMs)}`;
  const over = granted === true && possibleAfter < 0;
  const word = granted === true ? 'granted' : 'refused';
  return {
    x,
    y: granted === true ? possibleAfter : possibleBefore,
    seq: decision.seq,
    atMs: decision.atMs - startMs,
    kind: over ? 'broken' : granted === true ? 'granted' : 'refused',
    label: `${short(decision.invocation, 30)}: ${count(tokens, 'token')} ${word} of ${trimmed(possibleBefore)} possible${clock}`,
  };
}

function trimmed(number: number): string {
  return String(Math.round(number * 1_000) / 1_000);
}
