import type * as restate from '@restatedev/restate-sdk';
import {
  configFrom,
  decide,
  slidingWindowLimiter,
  type Window,
  type WindowConfig,
} from '../../objects/sliding-window-limiter.ts';
import { refuse } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };

/** Counts an admission that is exactly one window old. */
export const countsTheStartIn: Definition = trimming((ms, nowMs, windowMs) => ms >= nowMs - windowMs);

/** Drops an admission a millisecond early. */
export const countsTheLastMomentOut: Definition = trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs + 1);

/** Forgets admissions that are later than a clock that was set back. */
export const forgetsTheFuture: Definition = checking((window, nowMs) => {
  const admittedMs = window.admittedMs.filter((ms) => ms <= nowMs);
  return decide({ ...window, admittedMs }, nowMs);
});

/** Stores the time that it read, even when that is earlier than the last admission. */
export const trustsAClockSetBack: Definition = checking((window, nowMs) => {
  const { decision, after } = decide(window, nowMs);
  return { decision, after: { ...after, admittedMs: [...after.admittedMs.slice(0, -1), nowMs] } };
});

/** Counts in fixed windows, which start at multiples of their length. */
export const countsFixedWindows: Definition = trimming(
  (ms, nowMs, windowMs) => Math.floor(ms / windowMs) >= Math.floor(nowMs / windowMs),
);

/** Cuts its log to a lower limit at once, and admits more when the limit is raised again. */
export const cutsItsLog: Definition = withHandlers(slidingWindowLimiter, {
  configure: async (ctx: Owner, request: WindowConfig) => {
    const config = configFrom(request);
    const window = await ctx.get<Window>('window');
    ctx.set('window', { ...config, admittedMs: window?.admittedMs.slice(-config.limit) ?? [] });
  },
});

/** Returns the wait until the latest admission leaves, not the earliest. */
export const waitsForTheLatest: Definition = checking((window, nowMs) => {
  const { decision, after } = decide(window, nowMs);
  const latestMs = window.admittedMs.at(-1) ?? nowMs;
  return {
    decision: decision.allowed ? decision : { allowed: false, retryAfterMs: latestMs + window.windowMs - nowMs },
    after,
  };
});

/** Reads the clock again for its log, and stores another time than the one by which it decided. */
export const readsTheClockTwice: Definition = withHandlers(slidingWindowLimiter, {
  check: async (ctx: Owner) => {
    const window = (await ctx.get<Window>('window')) ?? unknown();
    const { decision } = decide(window, await ctx.date.now());
    if (decision.allowed) ctx.set('window', decide(window, await ctx.date.now()).after);
    return decision;
  },
});

function trimming(keeps: (ms: number, nowMs: number, windowMs: number) => boolean): Definition {
  return checking((window, nowMs) => {
    const atMs = Math.max(nowMs, window.admittedMs.at(-1) ?? nowMs);
    const log = window.admittedMs.filter((ms) => keeps(ms, atMs, window.windowMs));
    const oldestMs = log.at(-window.limit);
    if (oldestMs !== undefined)
      return { decision: { allowed: false, retryAfterMs: oldestMs + window.windowMs - nowMs }, after: window };
    return { decision: { allowed: true, retryAfterMs: 0 }, after: { ...window, admittedMs: [...log, atMs] } };
  });
}

function checking(by: typeof decide): Definition {
  return withHandlers(slidingWindowLimiter, {
    check: async (ctx: Owner) => {
      const window = (await ctx.get<Window>('window')) ?? unknown();
      const { decision, after } = by(window, await ctx.date.now());
      if (decision.allowed) ctx.set('window', after);
      return decision;
    },
  });
}

function unknown(): never {
  return refuse(404, 'was never configured');
}
