/**
 * Goal: the claims at the top of `rate-limiter.ts` hold to the millisecond and to the millionth of a token, for any limits,
 * requests and clock. Method: random histories of requests on a clock that also stands still, jumps and goes backwards.
 * Each claim is a function of the decisions it judges, and is shown to fail for a set of decisions that is wrong.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, fullBucket, limitsFrom, reconfigured, refilled, take } from './rate-limiter.ts';

const decisions = { take, refilled, reconfigured };
type Decisions = typeof decisions;

const micro = 1_000_000;
const capacity = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 1_000_000_000 }));
const thousandths = fc.oneof(
  fc.integer({ min: 0, max: 9_999 }),
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: 1_000_000_000_000 }),
);
const config = fc.record({ capacity, refillPerSecond: thousandths.map((rate) => rate / 1_000) });
const clockMove = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -5_000, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4e12 }) },
);

/** A request for a share of the capacity, at a clock moved by so much. */
const request = fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), move: clockMove });
const history = fc.record({ config, requests: fc.array(request, { minLength: 1, maxLength: 30, size: 'max' }) });
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const epochMs = 1_700_000_000_000;

interface Moment {
  readonly nowMs: number;
  readonly tokens: number;
  readonly before: Bucket;
  readonly after: Bucket;
  readonly allowed: boolean;
  readonly retryAfterMs: number | null;
}

function play(by: Decisions, { config, requests }: History, clock = (nowMs: number, _latestMs: number) => nowMs) {
  let bucket = fullBucket(limitsFrom(config), epochMs);
  let nowMs = epochMs;
  let latestMs = epochMs;
  const moments: Moment[] = [];
  for (const { share, move } of requests) {
    nowMs += move;
    latestMs = Math.max(latestMs, nowMs);
    const tokens = 1 + Math.floor(share * (config.capacity - 1));
    const shownMs = clock(nowMs, latestMs);
    const { decision, after } = by.take(bucket, tokens, shownMs);
    const { allowed, retryAfterMs } = decision;
    moments.push({ nowMs: shownMs, tokens, before: bucket, after: allowed ? after : bucket, allowed, retryAfterMs });
    if (allowed) bucket = after;
  }
  return moments;
}

type Claim = (by: Decisions) => fc.IProperty<[History]>;

const staysWithinItsBounds: Claim = (by) =>
  fc.property(history, (h) => {
    for (const { after, nowMs } of play(by, h))
      for (const { levelMicros, capacityMicros } of [after, by.refilled(after, nowMs + 10_000)]) {
        expect(levelMicros).toBeGreaterThanOrEqual(0);
        expect(levelMicros).toBeLessThanOrEqual(capacityMicros);
        expect(Number.isSafeInteger(levelMicros)).toBe(true);
      }
  });

const admitsAtMostCapacityAndRate: Claim = (by) =>
  fc.property(history, (h) => {
    const moments = play(by, h);
    const { capacityMicros, microsPerMs } = limitsFrom(h.config);
    for (const [index, first] of moments.entries()) {
      let admitted = 0n;
      let latestMs = first.nowMs;
      for (const { allowed, tokens, nowMs } of moments.slice(index)) {
        latestMs = Math.max(latestMs, nowMs);
        if (allowed) admitted += BigInt(tokens) * BigInt(micro);
        expect(admitted).toBeLessThanOrEqual(
          BigInt(capacityMicros) + BigInt(microsPerMs) * BigInt(latestMs - first.nowMs),
        );
      }
    }
  });

const admitsExactlyAfterTheWait: Claim = (by) =>
  fc.property(history, (h) => {
    for (const { before, tokens, nowMs, allowed, retryAfterMs } of play(by, h)) {
      const at = (waitedMs: number) => by.take(before, tokens, nowMs + waitedMs).decision.allowed;
      if (allowed) expect(retryAfterMs).toBe(0);
      else if (retryAfterMs === null) {
        expect(before.microsPerMs).toBe(0);
        expect(at(1e14)).toBe(false);
      } else {
        expect(Number.isSafeInteger(retryAfterMs)).toBe(true);
        expect(at(retryAfterMs)).toBe(true);
        expect(at(retryAfterMs - 1)).toBe(false);
      }
    }
  });

const aClockSetBackCountsAsStandingStill: Claim = (by) =>
  fc.property(history, (h) => {
    const shown = play(by, h).map(({ allowed }) => allowed);
    // Only what this bucket has seen: its own last instant, which is the latest one at which it admitted.
    const seen = play(by, h).map(({ before, nowMs }) => Math.max(before.atMs, nowMs));
    let index = 0;
    const still = play(by, h, () => seen[index++] ?? epochMs).map(({ allowed }) => allowed);
    expect(shown).toEqual(still);
    for (const { before, after } of play(by, h)) expect(after.atMs).toBeGreaterThanOrEqual(before.atMs);
  });

const lookingMoreOftenChangesNothing: Claim = (by) =>
  fc.property(history, (h) => {
    for (const { after, nowMs } of play(by, h)) {
      const looked = [1, 2, 500, 1_999].reduce((bucket, ms) => by.refilled(bucket, nowMs + ms), after);
      expect(by.refilled(looked, nowMs + 2_000)).toEqual(by.refilled(after, nowMs + 2_000));
    }
  });

const changingTheLimitsMakesNoToken =
  (by: Decisions) =>
  (other: { capacity: number; refillPerSecond: number }): fc.IProperty<[History]> =>
    fc.property(history, (h) => {
      for (const { after, nowMs } of play(by, h)) {
        const changed = by.reconfigured(after, limitsFrom(other), nowMs);
        expect(changed.levelMicros).toBeLessThanOrEqual(by.refilled(after, nowMs).levelMicros);
        expect(changed.levelMicros).toBeLessThanOrEqual(changed.capacityMicros);
        expect(changed.atMs).toBeGreaterThanOrEqual(after.atMs);
      }
    });

const claims: Record<string, Claim> = {
  'stays between empty and full': staysWithinItsBounds,
  'admits at most capacity + rate x length between any two decisions': admitsAtMostCapacityAndRate,
  'admits after exactly retryAfterMs, and not a millisecond before': admitsExactlyAfterTheWait,
  'treats a clock that was set back as one that stands still': aClockSetBackCountsAsStandingStill,
  'refills the same however often it is looked at': lookingMoreOftenChangesNothing,
  'makes no token when its limits grow': (by) =>
    changingTheLimitsMakesNoToken(by)({ capacity: 1_000_000_000, refillPerSecond: 5 }),
  'makes no token when its limits shrink': (by) =>
    changingTheLimitsMakesNoToken(by)({ capacity: 1, refillPerSecond: 0 }),
};

/** Each is one plausible bug, and the claim that must notice it. */
const bugs: { bug: string; noticedBy: keyof typeof claims; by: Decisions }[] = [
  {
    bug: 'forgets to stop at the capacity',
    noticedBy: 'stays between empty and full',
    by: withRefill((bucket, nowMs) => {
      const elapsedMs = Math.max(0, nowMs - bucket.atMs);
      return {
        ...bucket,
        levelMicros: bucket.levelMicros + elapsedMs * bucket.microsPerMs,
        atMs: bucket.atMs + elapsedMs,
      };
    }),
  },
  {
    bug: 'follows the clock backwards, so that the same time refills twice',
    noticedBy: 'admits at most capacity + rate x length between any two decisions',
    by: withRefill((bucket, nowMs) => (nowMs < bucket.atMs ? { ...bucket, atMs: nowMs } : refilled(bucket, nowMs))),
  },
  {
    bug: 'follows the clock backwards',
    noticedBy: 'treats a clock that was set back as one that stands still',
    by: withRefill((bucket, nowMs) => (nowMs < bucket.atMs ? { ...bucket, atMs: nowMs } : refilled(bucket, nowMs))),
  },
  {
    bug: 'refills by whole tokens only',
    noticedBy: 'refills the same however often it is looked at',
    by: withRefill((bucket, nowMs) => {
      const full = refilled(bucket, nowMs);
      return {
        ...full,
        levelMicros: bucket.levelMicros + Math.floor((full.levelMicros - bucket.levelMicros) / micro) * micro,
      };
    }),
  },
  {
    bug: 'rounds the wait down',
    noticedBy: 'admits after exactly retryAfterMs, and not a millisecond before',
    by: withWait((missing, perMs) => Math.floor(missing / perMs)),
  },
  {
    bug: 'rounds the wait up to whole seconds',
    noticedBy: 'admits after exactly retryAfterMs, and not a millisecond before',
    by: withWait((missing, perMs) => Math.ceil(missing / perMs / 1_000) * 1_000),
  },
  {
    bug: 'forgets that the clock is behind',
    noticedBy: 'admits after exactly retryAfterMs, and not a millisecond before',
    by: withWait((missing, perMs) => Math.ceil(missing / perMs)),
  },
  {
    bug: 'lets a request take more than there is',
    noticedBy: 'stays between empty and full',
    by: {
      ...decisions,
      take: (bucket, tokens, nowMs) => {
        const now = refilled(bucket, nowMs);
        const after = { ...now, levelMicros: now.levelMicros - tokens * micro };
        return { decision: { allowed: now.levelMicros > 0, remaining: 0, retryAfterMs: 0 }, after };
      },
    },
  },
  {
    bug: 'fills the bucket when its limits grow',
    noticedBy: 'makes no token when its limits grow',
    by: { ...decisions, reconfigured: (_bucket, limits, nowMs) => fullBucket(limits, nowMs) },
  },
  {
    bug: 'keeps more than the smaller bucket holds',
    noticedBy: 'makes no token when its limits shrink',
    by: { ...decisions, reconfigured: (bucket, limits, nowMs) => ({ ...refilled(bucket, nowMs), ...limits }) },
  },
];

/** The same decisions on another way to refill. */
function withRefill(refill: Decisions['refilled']): Decisions {
  return {
    ...decisions,
    refilled: refill,
    take: (bucket, tokens, nowMs) => take(refill(bucket, nowMs), tokens, nowMs),
  };
}

/** The same decisions with another answer to "how long must I wait". */
function withWait(wait: (missingMicros: number, microsPerMs: number) => number): Decisions {
  return {
    ...decisions,
    take: (bucket, tokens, nowMs) => {
      const { decision, after } = take(bucket, tokens, nowMs);
      if (decision.retryAfterMs === null || decision.allowed) return { decision, after };
      const missing = tokens * micro - refilled(bucket, nowMs).levelMicros;
      return { decision: { ...decision, retryAfterMs: wait(missing, bucket.microsPerMs) }, after };
    },
  };
}

describe('a token bucket', () => {
  for (const [claim, property] of Object.entries(claims))
    it(claim, () => {
      fc.assert(property(decisions), { seed: 42, numRuns: 500 });
    });

  for (const { bug, noticedBy, by } of bugs)
    it(`is caught when it ${bug}`, () => {
      expect(fc.check(claims[noticedBy]?.(by) ?? never(noticedBy), { seed: 42, numRuns: 2_000 }).failed).toBe(true);
    });

  it('says that a request above the capacity can never be satisfied', () => {
    const bucket = fullBucket(limitsFrom({ capacity: 3, refillPerSecond: 1 }), 0);
    expect(() => take(bucket, 4, 0)).toThrow('4 tokens can never be had: the capacity is 3');
  });

  it('never refills at rate zero, and says so instead of naming a wait', () => {
    const empty = take(fullBucket(limitsFrom({ capacity: 1, refillPerSecond: 0 }), 0), 1, 0).after;
    expect(take(empty, 1, 1e15).decision).toEqual({ allowed: false, remaining: 0, retryAfterMs: null });
  });

  it.each([0.001, 0.1, 1.001, 2.675, 999_999.999])('takes %d tokens per second exactly', (rate) => {
    expect(limitsFrom({ capacity: 1, refillPerSecond: rate }).microsPerMs).toBe(Number((rate * 1_000).toFixed(0)));
  });

  it.each([-1, -0.001, 0.0001, 1 / 3, NaN, Infinity, 1e10, '1', null, undefined])('refuses a rate of %s', (rate) => {
    expect(() => limitsFrom({ capacity: 1, refillPerSecond: rate as number })).toThrow('refillPerSecond must be');
  });

  it.each([0, -1, 1.5, NaN, Infinity, 1e10, '1', null, undefined])('refuses a capacity of %s', (size) => {
    expect(() => limitsFrom({ capacity: size as number, refillPerSecond: 1 })).toThrow('capacity must be');
  });
});

function never(name: string | number): never {
  throw new Error(`there is no claim named "${name}"`);
}
