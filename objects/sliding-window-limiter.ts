/**
 * A sliding-window limiter per key: at most `limit` requests in any window of `windowMs`, and no request is refused while
 * there is room.
 *
 * **The rule.** The log holds the instants of the last admissions, oldest first. A request at `t` is admitted if there are
 * fewer than `limit` of them, or if the `limit`-th from the end is at or before `t − windowMs`. That *is* the bound: every
 * window is the half-open (t − windowMs, t], so an admission leaves it at exactly `windowMs` later. Nothing is ever trimmed
 * by time: an admission cuts the log to `limit`, and what it cuts off has left the window. Several admissions may carry the
 * same instant; each has a line of its own.
 *
 * **Time** is read with `ctx.date.now()`, which is journaled: a retry decides by the instant that the first attempt saw.
 * A clock that was set back counts as standing still at the last admission, so it never lets more through; both bounds
 * hold over these decision instants, max(last admission, clock). `retryAfterMs` is in whole milliseconds on the clock that
 * the handler was shown, and exact: with no one else asking, it admits then, and refuses a millisecond earlier.
 *
 * **Cost.** Each admission rewrites the log. For a limit of many thousands take the token bucket of `rate-limiter.ts`.
 *
 * **Errors** (all terminal): 404 a limiter that was never configured; 400 bad numbers.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, wholeNumber } from './refuse.ts';

export interface WindowConfig {
  /** Admissions per window, 1 to 10,000. */
  readonly limit: number;
  /** Length of the window in milliseconds, up to 366 days. */
  readonly windowMs: number;
}

/** What a limiter keeps. One state key, so that it is read whole. */
export interface Window extends WindowConfig {
  /** Instants of the last admissions in order; never more of them than the largest limit that there was. */
  readonly admittedMs: readonly number[];
}

export interface Decision {
  readonly allowed: boolean;
  /** 0 when allowed. */
  readonly retryAfterMs: number;
}

type WindowState = { window: Window };

/** One limiter per key. */
export const slidingWindowLimiter = restate.object({
  name: 'SlidingWindowLimiter',
  handlers: {
    /**
     * Sets the limits. A limiter that exists keeps its log, so configuring again never frees a place by itself. Only a
     * longer window and a higher limit, at once or one after the other, start short of memory: they cannot count what the
     * old limits let it forget.
     */
    configure: async (ctx: restate.ObjectContext<WindowState>, request: WindowConfig): Promise<void> => {
      const config = configFrom(request);
      ctx.set('window', configured(config, await ctx.get('window')));
    },

    check: async (ctx: restate.ObjectContext<WindowState>): Promise<Decision> => {
      const window = (await ctx.get('window')) ?? unknownLimiter(ctx.key);
      const { decision, after } = decide(window, await ctx.date.now());
      if (decision.allowed) ctx.set('window', after);
      return decision;
    },

    /** How much room there is, without using it or waiting for the lock. A guide, not a promise to admit. */
    status: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<WindowState>): Promise<WindowConfig & { used: number }> => {
        const window = (await ctx.get('window')) ?? unknownLimiter(ctx.key);
        return { limit: window.limit, windowMs: window.windowMs, used: used(window, await ctx.date.now()) };
      },
    ),
  },
});

function unknownLimiter(key: string): never {
  return refuse(404, `sliding window limiter "${key}" was never configured`);
}

// The decisions, as functions of a log and an instant.

const mostAdmissions = 10_000;
const longestWindowMs = 366 * 24 * 60 * 60 * 1_000;

export function configFrom(request: WindowConfig): WindowConfig {
  const { limit, windowMs } = fieldsOf(request);
  return {
    limit: wholeNumber('limit', limit, 1, mostAdmissions),
    windowMs: wholeNumber('windowMs', windowMs, 1, longestWindowMs),
  };
}

/** The log stays as it is: cut to a smaller limit, it would have places free as soon as the limit is raised again. */
export function configured(config: WindowConfig, existing: Window | null): Window {
  return { ...config, admittedMs: existing?.admittedMs ?? [] };
}

/** Decides on a request. `after` is the log to keep if it was allowed. */
export function decide(window: Window, nowMs: number): { decision: Decision; after: Window } {
  const { limit, windowMs, admittedMs } = window;
  const atMs = decisionInstant(window, nowMs);
  // The one that has to leave the window first, so that there is room for another.
  const oldestMs = admittedMs.at(-limit);
  if (oldestMs !== undefined && oldestMs > atMs - windowMs)
    // From the clock as shown, not from `atMs`: that is the clock the caller will wait on.
    return { decision: { allowed: false, retryAfterMs: oldestMs + windowMs - nowMs }, after: window };
  const after = { ...window, admittedMs: [...admittedMs, atMs].slice(-limit) };
  return { decision: { allowed: true, retryAfterMs: 0 }, after };
}

/** Admissions in the window (t − windowMs, t] that ends now. */
export function used(window: Window, nowMs: number): number {
  const startMs = decisionInstant(window, nowMs) - window.windowMs;
  return window.admittedMs.filter((admittedMs) => admittedMs > startMs).length;
}

/** The clock, held still while it is behind the last admission. */
function decisionInstant(window: Window, nowMs: number): number {
  return Math.max(nowMs, window.admittedMs.at(-1) ?? nowMs);
}
