import type * as restate from '@restatedev/restate-sdk';
import { limitsFrom, rateLimiter, refilled, take, type Bucket, type BucketConfig } from '../../objects/rate-limiter.ts';
import { fieldsOf, refuse, wholeNumber } from '../../objects/refuse.ts';
import { shared, withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };
type Check = { readonly tokens: number };

/** Decides by a clock that a retry reads again. */
export const readsTheClockOutsideRun: Definition = checking(async (_ctx, bucket, tokens) =>
  // oxlint-disable-next-line no-restricted-globals -- the planted bug
  take(bucket, tokens, Date.now()),
);

/** Stores the time that it read, even when that is earlier than the last one: the same interval refills twice. */
export const trustsAClockSetBack: Definition = checking(async (ctx, bucket, tokens) => {
  const now = await ctx.date.now();
  const { decision, after } = take(bucket, tokens, now);
  return { decision, after: { ...after, atMs: now } };
});

/** Takes tokens away when the clock is set back, and stores that although it refuses. */
export const refillsBackwards: Definition = withHandlers(rateLimiter, {
  check: async (ctx: Owner, request: Check) => {
    const bucket = (await ctx.get<Bucket>('bucket')) ?? unknown();
    const tokens = tokensFrom(request);
    const now = await ctx.date.now();
    const levelMicros = Math.min(bucket.capacityMicros, bucket.levelMicros + (now - bucket.atMs) * bucket.microsPerMs);
    const { decision, after } = take({ ...bucket, levelMicros, atMs: now }, tokens, now);
    ctx.set('bucket', after);
    return decision;
  },
});

/** Shows the level after the last admission. */
export const showsTheLastLevel: Definition = withHandlers(rateLimiter, {
  status: shared(async (ctx) => {
    const bucket = (await ctx.get<Bucket>('bucket')) ?? unknown();
    return { remaining: Math.floor(bucket.levelMicros / 1_000_000) };
  }),
});

/** Lets tokens pile up while no request comes. */
export const ignoresTheCapacity: Definition = checking(async (ctx, bucket, tokens) => {
  const now = await ctx.date.now();
  const { levelMicros, atMs } = bucket;
  const level = levelMicros + Math.max(0, now - atMs) * bucket.microsPerMs;
  return take({ ...bucket, levelMicros: level, atMs: Math.max(now, atMs) }, tokens, now);
});

/** Requires more tokens than were requested. */
export const refusesTheLastToken: Definition = checking(async (ctx, bucket, tokens) => {
  const now = await ctx.date.now();
  const { levelMicros } = refilled(bucket, now);
  const { decision, after } = take(bucket, tokens, now);
  if (levelMicros > tokens * 1_000_000) return { decision, after };
  return { decision: { allowed: false, remaining: 0, retryAfterMs: 1 }, after: bucket };
});

/** Returns a wait that is a millisecond too short, as rounding down does. */
export const roundsTheWaitDown: Definition = advising((waitMs) => Math.max(1, waitMs - 1));

/** Returns half the wait. */
export const halvesTheWait: Definition = advising((waitMs) => Math.ceil(waitMs / 2));

/** Returns the wait in whole seconds, as an HTTP header does. */
export const roundsTheWaitUp: Definition = advising((waitMs) => Math.ceil(waitMs / 1_000) * 1_000);

/** Stores the refill in every read. */
export const writesInAShared: Definition = withHandlers(rateLimiter, {
  status: shared(async (ctx) => {
    const bucket = (await ctx.get<Bucket>('bucket')) ?? unknown();
    const after = refilled(bucket, await ctx.date.now());
    (ctx as Owner).set('bucket', after);
    return { capacity: 1, refillPerSecond: 1, remaining: 0 };
  }),
});

/** Fills up in every initialization. */
export const refillsWhenInitialized: Definition = withHandlers(rateLimiter, {
  initialize: async (ctx: Owner, request: BucketConfig) => {
    const limits = limitsFrom(request);
    ctx.set('bucket', { ...limits, levelMicros: limits.capacityMicros, atMs: await ctx.date.now() });
  },
});

type Decide = (ctx: Owner, bucket: Bucket, tokens: number) => Promise<ReturnType<typeof take>>;

function checking(decide: Decide): Definition {
  return withHandlers(rateLimiter, {
    check: async (ctx: Owner, request: Check) => {
      const bucket = (await ctx.get<Bucket>('bucket')) ?? unknown();
      const { decision, after } = await decide(ctx, bucket, tokensFrom(request));
      if (decision.allowed) ctx.set('bucket', after);
      return decision;
    },
  });
}

function advising(wait: (exactMs: number) => number): Definition {
  return checking(async (ctx, bucket, tokens) => {
    const { decision, after } = take(bucket, tokens, await ctx.date.now());
    const { retryAfterMs } = decision;
    return { decision: { ...decision, retryAfterMs: retryAfterMs ? wait(retryAfterMs) : retryAfterMs }, after };
  });
}

function tokensFrom(request: Check): number {
  return wholeNumber('tokens', fieldsOf(request).tokens, 1, Number.MAX_SAFE_INTEGER);
}

function unknown(): never {
  return refuse(404, 'was never initialized');
}
