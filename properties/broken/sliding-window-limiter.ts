import type * as restate from '@restatedev/restate-sdk';
import { configFrom, decide, slidingWindowLimiter, type Window, type WindowConfig } from '../../objects/sliding-window-limiter.ts';
import { refuse } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };

/** Counts an admission that is exactly one window old. */
export const countsTheStartIn: Definition = trimming((ms, nowMs, windowMs) => ms >= nowMs - windowMs);

/** Lets a place go a millisecond early. */
export const countsTheLastMomentOut: Definition = trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs + 1);

/** Forgets admissions that the clock has gone back behind. */
export const forgetsTheFuture: Definition = trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs && ms <= nowMs);

/** Counts by the wall: windows that all start at multiples of their length. */
export const countsFixedWindows: Definition = trimming(
  (ms, nowMs, windowMs) => Math.floor(ms / windowMs) >= Math.floor(nowMs / windowMs),
);

/** Cuts its log to a lower limit at once, and has places free when the limit is raised again. */
export const cutsItsLog: Definition = withHandlers(slidingWindowLimiter, {
  configure: async (ctx: Owner, request: WindowConfig) => {
    const config = configFrom(request);
    const window = await ctx.get<Window>('window');
    ctx.set('window', { ...config, admittedMs: window?.admittedMs.slice(-config.limit) ?? [] });
  },
});

/** Names the wait until the latest admission has left, not the earliest. */
export const waitsForTheLatest: Definition = checking((window, nowMs) => {
  const { decision, after } = decide(window, nowMs);
  const latestMs = window.admittedMs.at(-1) ?? nowMs;
  return { decision: decision.allowed ? decision : { allowed: false, retryAfterMs: latestMs + window.windowMs - nowMs }, after };
});

/** Answers from one read and writes from another, with an await in between that gives the lock to nobody: still right.
 * But it reads the clock anew for the write, and so admits at an instant that it did not decide by. */
export const readsTheClockTwice: Definition = withHandlers(slidingWindowLimiter, {
  check: async (ctx: Owner) => {
    const window = (await ctx.get<Window>('window')) ?? unknown();
    const { decision } = decide(window, await ctx.date.now());
    if (decision.allowed) {
      const againMs = await ctx.date.now();
      ctx.set('window', { ...window, admittedMs: [...window.admittedMs, againMs].slice(-window.limit) });
    }
    return decision;
  },
});

function trimming(keeps: (ms: number, nowMs: number, windowMs: number) => boolean): Definition {
  return checking((window, nowMs) => {
    const log = window.admittedMs.filter((ms) => keeps(ms, nowMs, window.windowMs));
    const [oldestMs] = log;
    if (log.length >= window.limit && oldestMs !== undefined)
      return { decision: { allowed: false, retryAfterMs: Math.max(1, oldestMs + window.windowMs - nowMs) }, after: window };
    return { decision: { allowed: true, retryAfterMs: 0 }, after: { ...window, admittedMs: [...log, nowMs] } };
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
