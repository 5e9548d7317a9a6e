import type { TraceEvent } from '../event.ts';
import type { ChartSpec } from './chart-spec.ts';
import { byKey, decisionsOf } from './decisions.ts';
import { jsonOfBytes } from './seen.ts';
import { windowReadings, type WindowReading } from './sliding-window.ts';
import { bucketReadings, type BucketReading } from './token-bucket.ts';

/** A place at the very edge of what a limiter allows, where off-by-one errors live. */
export interface Edge<Reading> {
  /** `times ...` */
  readonly name: string;
  /** Said where no run came to it. */
  readonly never: string;
  readonly isAt: (reading: Reading) => boolean;
}

/** Rounding of fractions of tokens is no edge. */
const NEAR = 1e-9;
const near = (a: number, b: number): boolean => Math.abs(a - b) < NEAR;
const asked = ({ granted }: BucketReading): boolean => granted !== undefined;

const BUCKET_EDGES: readonly Edge<BucketReading>[] = [
  { name: 'granted', never: 'nothing was ever granted', isAt: ({ granted }) => granted === true },
  { name: 'refused', never: 'nothing was ever refused', isAt: ({ granted }) => granted === false },
  {
    name: 'asked when empty',
    never: 'no request ever met an empty bucket',
    isAt: (reading) => asked(reading) && reading.before < NEAR,
  },
  {
    name: 'asked when exactly full',
    never: 'no request ever met an exactly full bucket',
    isAt: (reading) => asked(reading) && near(reading.before, reading.capacity),
  },
  {
    name: 'the very last token taken',
    never: 'no request ever took the very last token',
    isAt: ({ granted, after }) => granted === true && near(after, 0),
  },
  {
    name: 'refilled exactly to its capacity',
    never: 'no bucket ever refilled exactly to its capacity',
    isAt: ({ sinceMs = 0, unbounded, capacity }) => sinceMs > 0 && near(unbounded, capacity),
  },
  {
    name: 'refilled for longer than it has room',
    never: 'no bucket ever refilled for longer than it has room',
    isAt: ({ sinceMs = 0, unbounded, capacity }) => sinceMs > 0 && unbounded > capacity + NEAR,
  },
  {
    name: 'asked again in the same millisecond',
    never: 'no two requests ever came in the same millisecond',
    isAt: (reading) => asked(reading) && reading.sinceMs === 0,
  },
  {
    name: 'refused although a millisecond later it is there',
    never: 'no request was ever refused a millisecond too early',
    isAt: ({ granted, before, tokens, ratePerMs }) => granted === false && before + ratePerMs > tokens - NEAR,
  },
  {
    name: 'asked by a clock that had been set back',
    never: 'no request ever came with a clock set back',
    isAt: (reading) => asked(reading) && (reading.sinceMs ?? 0) < 0,
  },
];

const WINDOW_EDGES: readonly Edge<WindowReading>[] = [
  { name: 'admitted', never: 'nothing was ever admitted', isAt: ({ admitted }) => admitted === true },
  { name: 'refused', never: 'nothing was ever refused', isAt: ({ admitted }) => admitted === false },
  {
    name: 'the last place in a window taken',
    never: 'no request ever took the last place in a window',
    isAt: ({ admitted, after, limit }) => admitted === true && after === limit,
  },
  {
    name: 'asked with a full window',
    never: 'no request ever met a full window',
    isAt: ({ admitted, before, limit }) => admitted !== undefined && before >= limit,
  },
  {
    name: 'asked the very millisecond in which an admission leaves the window',
    never: 'no request ever came in the very millisecond in which an admission leaves the window',
    isAt: ({ admitted, agesMs, windowMs }) => admitted !== undefined && agesMs.includes(windowMs),
  },
  {
    name: 'asked a millisecond before an admission leaves the window',
    never: 'no request ever came a millisecond before an admission leaves the window',
    isAt: ({ admitted, agesMs, windowMs }) => admitted !== undefined && agesMs.includes(windowMs - 1),
  },
  {
    name: 'asked again in the same millisecond as an admission',
    never: 'no request ever came in the same millisecond as an admission',
    isAt: ({ admitted, sinceMs }) => admitted !== undefined && sinceMs === 0,
  },
  {
    name: 'asked by a clock that had been set back',
    never: 'no request ever came with a clock set back',
    isAt: ({ admitted, sinceMs = 0 }) => admitted !== undefined && sinceMs < 0,
  },
];

/** @returns the edges of a limiter, in words */
export function edgesOf(chart: ChartSpec): readonly Pick<Edge<never>, 'name' | 'never'>[] {
  return chart.kind === 'token bucket' ? BUCKET_EDGES : WINDOW_EDGES;
}

/** @returns the names of the edges that a run came to, once for each time */
export function edgesReached(events: readonly TraceEvent[], chart: ChartSpec): readonly string[] {
  const keys = [...byKey(decisionsOf(events, chart, jsonOfBytes)).values()];
  if (chart.kind === 'token bucket')
    return keys.flatMap((own) => bucketReadings(own, chart).flatMap((reading) => at(BUCKET_EDGES, reading)));
  return keys.flatMap((own) => windowReadings(own, chart).flatMap((reading) => at(WINDOW_EDGES, reading)));
}

function at<Reading>(edges: readonly Edge<Reading>[], reading: Reading): readonly string[] {
  return edges.filter(({ isAt }) => isAt(reading)).map(({ name }) => name);
}
