/** Goal: what is drawn from what runs showed keeps to its shares and limits. Method: many draws with one seed each. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnWait, momentOf, type SeenTimes } from './seen-times.ts';
import { drawnGroup, type Group, type Seen } from './seen.ts';

const DAY_MS = 86_400_000;

/** Draws many times, each with a random generator of its own. */
function draws<T>(draw: (mrng: fc.Random) => T, times = 2_000): T[] {
  const all: T[] = [];
  class Drawn extends fc.Arbitrary<T | undefined> {
    generate(mrng: fc.Random): fc.Value<T | undefined> {
      const value = draw(mrng);
      all.push(value);
      return new fc.Value(undefined, undefined);
    }
    canShrinkWithoutContext(_value: unknown): _value is undefined {
      return false;
    }
    shrink(): fc.Stream<fc.Value<undefined>> {
      return fc.Stream.nil();
    }
  }
  fc.sample(new Drawn(), { seed: 1, numRuns: times });
  return all;
}

const seen = (more: Partial<SeenTimes> = {}): SeenTimes => ({ spansMs: [], momentsMs: [], maxWaitMs: DAY_MS, ...more });
const DECADES: readonly (readonly [number, number])[] = [
  [1, 10],
  [10, 100],
  [100, 1_000],
  [1_000, 10_000],
  [10_000, 100_000],
  [100_000, 1_000_001],
];
const numbers = (all: readonly (number | undefined)[]): number[] => all.flatMap((one) => one ?? []);

describe('a wait', () => {
  it('is none where nothing is known, or where clients have waited for long', () => {
    expect(new Set(draws((mrng) => drawnWait(mrng, undefined, 0), 50))).toEqual(new Set([undefined]));
    expect(new Set(draws((mrng) => drawnWait(mrng, seen(), 100 * DAY_MS), 50))).toEqual(new Set([undefined]));
    expect(draws((mrng) => drawnWait(mrng, seen(), 100 * DAY_MS - 1), 50)).not.toContain(undefined);
  });

  it('is of any order of magnitude, from 1 ms to the longest', () => {
    const waits = numbers(draws((mrng) => drawnWait(mrng, seen({ maxWaitMs: 1_000_000 }), 0)));
    expect([Math.min(...waits), Math.max(...waits)]).toEqual([1, 1_000_000]);
    for (const [from, to] of DECADES) {
      const share = waits.filter((one) => one >= from && one < to).length / waits.length;
      expect(share).toBeGreaterThan(0.12);
      expect(share).toBeLessThan(0.22);
    }
    for (const one of waits) expect(Number.isInteger(one)).toBe(true);
  });

  it('is near a known one in three of five draws: at it, soon after it, or a part of it', () => {
    const waits = numbers(draws((mrng) => drawnWait(mrng, seen({ spansMs: [10_000_000] }), 0)));
    const between = (from: number, to: number): number =>
      waits.filter((one) => one >= from && one <= to).length / waits.length;
    expect(between(9_999_999, 10_000_050)).toBeGreaterThan(0.25);
    expect(between(9_999_999, 10_000_050)).toBeLessThan(0.4);
    expect(new Set(waits)).toContain(9_999_999);
    expect(new Set(waits)).toContain(10_000_000);
    expect(new Set(waits)).toContain(10_000_050);
    expect(between(2_000_000, 20_000_000)).toBeGreaterThan(0.6);
    expect(
      waits.filter((one) => one % 100_000 === 0 && one >= 2_000_000 && one <= 20_000_000).length / waits.length,
    ).toBeGreaterThan(0.25);
  });

  it('is near each of several, and at most the longest', () => {
    const waits = numbers(
      draws((mrng) => drawnWait(mrng, seen({ spansMs: [1_000_000, 50_000_000], maxWaitMs: 40_000_000 }), 0)),
    );
    expect(Math.max(...waits)).toBe(40_000_000);
    expect(waits.filter((one) => one >= 999_999 && one <= 1_000_050).length).toBeGreaterThan(100);
    expect(waits.filter((one) => one === 40_000_000).length).toBeGreaterThan(100);
  });
});

describe('a moment', () => {
  it('is in the first five seconds where no other is known', () => {
    for (const known of [undefined, seen()]) {
      const moments = fc.sample(momentOf(known), { seed: 1, numRuns: 500 });
      expect(Math.max(...moments)).toBeLessThanOrEqual(5_000);
      expect(Math.min(...moments)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...moments)).toBeGreaterThan(4_500);
    }
  });

  it('is soon after one of the known ones in about half of the draws', () => {
    const moments = fc.sample(momentOf(seen({ momentsMs: [100_000, 200_000] })), { seed: 1, numRuns: 1_000 });
    const near = (at: number): number => moments.filter((one) => one >= at && one <= at + 50).length;
    expect(near(100_000)).toBeGreaterThan(150);
    expect(near(200_000)).toBeGreaterThan(150);
    expect(moments.filter((one) => one <= 5_000).length).toBe(1_000 - near(100_000) - near(200_000));
    expect(moments.filter((one) => one <= 5_000).length).toBeGreaterThan(400);
    expect(Math.max(...moments)).toBeGreaterThan(200_040);
  });
});

describe('a group', () => {
  const groups: readonly Group[] = [
    { kinds: [0], weight: 1 },
    { kinds: [1], weight: 3 },
  ];
  const of = (some: readonly Group[]): Seen => ({ ...seen(), groups: some });

  it('is none of one or of none', () => {
    expect(new Set(draws((mrng) => drawnGroup(mrng, undefined), 50))).toEqual(new Set([undefined]));
    expect(new Set(draws((mrng) => drawnGroup(mrng, of(groups.slice(0, 1))), 50))).toEqual(new Set([undefined]));
  });

  it('is drawn in half of the runs, by weight', () => {
    const drawn = draws((mrng) => drawnGroup(mrng, of(groups)));
    const share = (which: Group | undefined): number => drawn.filter((one) => one === which).length / drawn.length;
    expect(share(undefined)).toBeCloseTo(0.5, 1);
    expect(share(groups[0])).toBeCloseTo(0.125, 1);
    expect(share(groups[1])).toBeCloseTo(0.375, 1);
    expect(share(groups[0])).toBeGreaterThan(0.09);
  });
});
