import { describe, expect, it } from 'vitest';
import type { Happening, TraceEvent } from '../event.ts';
import type { SlidingWindowChart, TokenBucketChart } from './chart-spec.ts';
import { edgesOf, edgesReached } from './edges.ts';
import { encodeUtf8 } from '../../core/utf8.ts';

const BUCKET: TokenBucketChart = {
  kind: 'token bucket',
  service: 'Quota',
  handler: 'spend',
  granted: 'answer',
  capacity: 2,
  refill: { amount: 1, everyMs: 1_000 },
};
const WINDOW: SlidingWindowChart = {
  kind: 'sliding window',
  service: 'Quota',
  handler: 'spend',
  granted: 'answer',
  limit: 2,
  windowMs: 1_000,
};

const START_MS = 1_767_225_600_000;
const bytes = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value));

/** Asks one after another, each as its moment in ms and the answer; behind `@` how far the handler's clock was off. */
function asked(script: string): TraceEvent[] {
  return script.split(', ').flatMap((ask, index) => {
    const [when = '', clock = '0'] = ask.split('@');
    const atMs = Number.parseInt(when, 10);
    const granted = when.endsWith('yes');
    const invocation = `q${index}`;
    const happenings: readonly Happening[] = [
      {
        type: 'invocation created',
        invocation,
        id: invocation,
        target: { service: 'Quota', key: 'free', handler: 'spend' },
        kind: 'EXCLUSIVE',
        by: undefined,
        scheduledForMs: undefined,
      },
      {
        type: 'notified',
        invocation,
        index: 2,
        notification: {
          type: 'completion',
          of: 'Run',
          completion: 1,
          result: { ok: bytes(START_MS + atMs + Number(clock)) },
        },
      },
      { type: 'completed', invocation, result: { ok: bytes(granted) } },
    ];
    return happenings.map((happening, place) => ({
      ...happening,
      seq: index * 3 + place,
      atMs: START_MS + atMs,
      footprint: { reads: [], writes: [] },
    }));
  });
}

describe.each([
  [BUCKET, 'asked when exactly full', '0 yes, 1000 yes', '0 yes, 999 yes'],
  [BUCKET, 'the very last token taken', '0 yes, 0 yes', '0 yes, 1 yes'],
  [BUCKET, 'asked when empty', '0 yes, 0 yes, 0 no', '0 yes, 0 yes, 1 no'],
  [BUCKET, 'asked again in the same millisecond', '0 yes, 0 yes', '0 yes, 1 yes'],
  [BUCKET, 'refilled exactly to its capacity', '0 yes, 1000 yes', '0 yes, 1001 yes'],
  [BUCKET, 'refilled for longer than it has room', '0 yes, 1001 yes', '0 yes, 1000 yes'],
  [BUCKET, 'refused although a millisecond later it is there', '0 yes, 0 yes, 999 no', '0 yes, 0 yes, 998 no'],
  [BUCKET, 'asked by a clock that had been set back', '0 yes, 5 yes@-10', '0 yes, 5 yes@-5'],
  [BUCKET, 'granted', '0 yes', '0 no'],
  [BUCKET, 'refused', '0 no', '0 yes'],
  [WINDOW, 'the last place in a window taken', '0 yes, 1 yes', '0 yes, 1000 yes'],
  [WINDOW, 'asked with a full window', '0 yes, 1 yes, 2 no', '0 yes, 1 yes, 1000 yes'],
  [WINDOW, 'asked the very millisecond in which an admission leaves the window', '0 yes, 1000 yes', '0 yes, 999 yes'],
  [WINDOW, 'asked a millisecond before an admission leaves the window', '0 yes, 999 yes', '0 yes, 1000 yes'],
  [WINDOW, 'asked again in the same millisecond as an admission', '0 yes, 0 yes', '0 yes, 1 yes'],
  [WINDOW, 'asked by a clock that had been set back', '0 yes, 5 yes@-10', '0 yes, 5 yes'],
  [WINDOW, 'admitted', '0 yes', '0 no'],
  [WINDOW, 'refused', '0 no', '0 yes'],
] as const)('the edges of a limiter', (chart, edge, at, before) => {
  it(`${chart.kind}, ${edge}: once more at ${at} than at ${before}`, () => {
    const timesAt = (script: string): number =>
      edgesReached(asked(script), chart).filter((name) => name === edge).length;
    expect(edgesOf(chart).map(({ name }) => name)).toContain(edge);
    expect(timesAt(at)).toBe(timesAt(before) + 1);
  });
});

it('every edge is tried above', () => {
  expect(edgesOf(BUCKET).length + edgesOf(WINDOW).length).toBe(18);
});
