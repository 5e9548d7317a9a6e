/**
 * Goal: never more than `limit` admissions in any half-open window (t − windowMs, t], and never a refusal while there is
 * room. Method: random histories on a clock that also stands still, jumps and goes backwards, judged against the full list
 * of admissions, which the limiter itself does not keep. Each claim is shown to fail for a limiter that is wrong.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configFrom, configured, decide, used, type Window } from './sliding-window-limiter.ts';

const decisions = { decide, configured, used };
type Decisions = typeof decisions;

const config = fc.record({ limit: fc.integer({ min: 1, max: 5 }), windowMs: fc.integer({ min: 1, max: 20 }) });
const clockMove = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -30, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20, max: 1e12 }) },
);
const history = fc.record({ config, moves: fc.array(clockMove, { minLength: 1, maxLength: 40, size: 'max' }) });
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

interface Moment {
  readonly nowMs: number;
  /** The clock, held still while it is behind the last admission: the instant that the bounds speak of. */
  readonly atMs: number;
  readonly before: Window;
  readonly after: Window;
  readonly allowed: boolean;
  readonly retryAfterMs: number;
  /** Every admission before this moment. */
  readonly admittedMs: readonly number[];
}

function play(by: Decisions, { config, moves }: History): Moment[] {
  let window = by.configured(configFrom(config), null);
  let nowMs = 1_700_000_000_000;
  const admittedMs: number[] = [];
  return moves.map((move) => {
    nowMs += move;
    const before = window;
    const atMs = Math.max(nowMs, admittedMs.at(-1) ?? nowMs);
    const { decision, after } = by.decide(before, nowMs);
    const moment = { nowMs, atMs, before, after, ...decision, admittedMs: [...admittedMs] };
    if (decision.allowed) {
      admittedMs.push(atMs);
      window = after;
    }
    return moment;
  });
}

const inWindow = (admittedMs: readonly number[], endMs: number, windowMs: number) =>
  admittedMs.filter((ms) => ms > endMs - windowMs && ms <= endMs).length;

type Claim = (by: Decisions) => fc.IProperty<[History]>;

const claims: Record<string, Claim> = {
  'never admits more than the limit in any window': (by) =>
    fc.property(history, (h) => {
      const all = play(by, h).flatMap(({ allowed, atMs }) => (allowed ? [atMs] : []));
      // A window with most admissions can be moved until it ends at one.
      for (const endMs of all) expect(inWindow(all, endMs, h.config.windowMs)).toBeLessThanOrEqual(h.config.limit);
    }),

  'never refuses while there is room': (by) =>
    fc.property(history, (h) => {
      for (const { allowed, atMs, admittedMs } of play(by, h))
        if (!allowed) expect(inWindow(admittedMs, atMs, h.config.windowMs)).toBeGreaterThanOrEqual(h.config.limit);
    }),

  'admits after exactly retryAfterMs, and not a millisecond before': (by) =>
    fc.property(history, (h) => {
      for (const { before, nowMs, allowed, retryAfterMs } of play(by, h)) {
        if (allowed) expect(retryAfterMs).toBe(0);
        else expect(retryAfterMs).toBeGreaterThan(0);
        expect(by.decide(before, nowMs + retryAfterMs).decision.allowed).toBe(true);
        if (!allowed) expect(by.decide(before, nowMs + retryAfterMs - 1).decision.allowed).toBe(false);
      }
    }),

  'keeps a log that is in order and never longer than the limit': (by) =>
    fc.property(history, (h) => {
      for (const { after } of play(by, h)) {
        expect(after.admittedMs.length).toBeLessThanOrEqual(h.config.limit);
        expect(after.admittedMs).toEqual(after.admittedMs.toSorted((a, b) => a - b));
      }
    }),

  'counts what is used as the full list of admissions does': (by) =>
    fc.property(history, (h) => {
      for (const { before, nowMs, atMs, admittedMs } of play(by, h))
        expect(by.used(before, nowMs)).toBe(inWindow(admittedMs, atMs, h.config.windowMs));
    }),

  'keeps the bound when the limit is lowered on the way': (by) =>
    fc.property(history, (h) => {
      const [half, lower] = [Math.floor(h.moves.length / 2), Math.max(1, h.config.limit - 2)];
      const { after, nowMs, allowed, before, admittedMs, atMs } = play(by, h)[half] ?? missing();
      const all = allowed ? [...admittedMs, atMs] : [...admittedMs];
      let window = by.configured({ ...h.config, limit: lower }, allowed ? after : before);
      let laterMs = nowMs;
      for (const move of h.moves.slice(half + 1)) {
        laterMs += move;
        const decidedMs = Math.max(laterMs, all.at(-1) ?? laterMs);
        const { decision, after: next } = by.decide(window, laterMs);
        const room = inWindow(all, decidedMs, h.config.windowMs) < lower;
        expect(decision.allowed).toBe(room);
        if (!decision.allowed) continue;
        all.push(decidedMs);
        window = next;
      }
    }),
};

/** A limiter that trims its log by `keeps`, as most are written; right only for one choice of `keeps`. */
function trimming(keeps: (ms: number, nowMs: number, windowMs: number) => boolean): Decisions {
  return deciding((window, nowMs) => {
    const log = window.admittedMs.filter((ms) => keeps(ms, nowMs, window.windowMs));
    const [oldestMs] = log;
    if (log.length >= window.limit && oldestMs !== undefined)
      return { decision: { allowed: false, retryAfterMs: oldestMs + window.windowMs - nowMs }, after: window };
    return { decision: { allowed: true, retryAfterMs: 0 }, after: { ...window, admittedMs: [...log, nowMs] } };
  });
}

function deciding(by: typeof decide): Decisions {
  return { ...decisions, decide: by };
}

const bugs: { bug: string; noticedBy: keyof typeof claims; by: Decisions }[] = [
  {
    bug: 'counts the start of the window in',
    noticedBy: 'never refuses while there is room',
    by: trimming((ms, nowMs, windowMs) => ms >= nowMs - windowMs),
  },
  {
    bug: 'lets a place go a millisecond early',
    noticedBy: 'never admits more than the limit in any window',
    by: trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs + 1),
  },
  {
    bug: 'forgets an admission that the clock has gone back behind',
    noticedBy: 'never admits more than the limit in any window',
    by: trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs && ms <= nowMs),
  },
  {
    bug: 'writes down a clock that was set back',
    noticedBy: 'keeps a log that is in order and never longer than the limit',
    by: trimming((ms, nowMs, windowMs) => ms > nowMs - windowMs),
  },
  {
    bug: 'counts by fixed windows',
    noticedBy: 'never admits more than the limit in any window',
    by: trimming((ms, nowMs, windowMs) => Math.floor(ms / windowMs) >= Math.floor(nowMs / windowMs)),
  },
  {
    bug: 'takes equal instants for one admission',
    noticedBy: 'never admits more than the limit in any window',
    by: deciding((window, nowMs) => {
      const { decision, after } = decide(window, nowMs);
      return { decision, after: { ...after, admittedMs: [...new Set(after.admittedMs)] } };
    }),
  },
  {
    bug: 'never forgets',
    noticedBy: 'keeps a log that is in order and never longer than the limit',
    by: deciding((window, nowMs) => {
      const { decision, after } = decide({ ...window, admittedMs: window.admittedMs.slice(-window.limit) }, nowMs);
      return { decision, after: { ...after, admittedMs: [...window.admittedMs, after.admittedMs.at(-1) ?? nowMs] } };
    }),
  },
  {
    bug: 'names the wait until the window of the latest admission is over',
    noticedBy: 'admits after exactly retryAfterMs, and not a millisecond before',
    by: deciding((window, nowMs) => {
      const { decision, after } = decide(window, nowMs);
      const latestMs = window.admittedMs.at(-1) ?? nowMs;
      const retryAfterMs = decision.allowed ? 0 : latestMs + window.windowMs - nowMs;
      return { decision: { ...decision, retryAfterMs }, after };
    }),
  },
  {
    bug: 'keeps the oldest admissions when its limit is lowered',
    noticedBy: 'keeps the bound when the limit is lowered on the way',
    by: {
      ...decisions,
      configured: (limits, existing) => ({ ...limits, admittedMs: existing?.admittedMs.slice(0, limits.limit) ?? [] }),
    },
  },
  {
    bug: 'starts afresh when its limit is lowered',
    noticedBy: 'keeps the bound when the limit is lowered on the way',
    by: { ...decisions, configured: (limits) => configured(limits, null) },
  },
  {
    bug: 'counts what has left the window as used',
    noticedBy: 'counts what is used as the full list of admissions does',
    by: { ...decisions, used: ({ admittedMs }) => admittedMs.length },
  },
];

describe('a sliding window', () => {
  for (const [claim, property] of Object.entries(claims))
    it(claim, () => {
      fc.assert(property(decisions), { seed: 42, numRuns: 500 });
    });

  for (const { bug, noticedBy, by } of bugs)
    it(`is caught when it ${bug}`, () => {
      const claim = claims[noticedBy] ?? missing();
      expect(fc.check(claim(by), { seed: 42, numRuns: 2_000 }).failed).toBe(true);
    });

  it('gives a place back exactly one window later', () => {
    const full = decide(configured({ limit: 1, windowMs: 100 }, null), 1_000).after;
    expect(decide(full, 1_099).decision).toEqual({ allowed: false, retryAfterMs: 1 });
    expect(decide(full, 1_100).decision).toEqual({ allowed: true, retryAfterMs: 0 });
  });

  it('frees no place when the limit is lowered and raised again', () => {
    const three = { limit: 3, windowMs: 100 };
    const full = [1_000, 1_010, 1_020].reduce((window, ms) => decide(window, ms).after, configured(three, null));
    const lowered = configured({ limit: 1, windowMs: 100 }, full);
    expect(decide(lowered, 1_030).decision).toEqual({ allowed: false, retryAfterMs: 90 });
    expect(decide(configured(three, lowered), 1_030).decision).toEqual({ allowed: false, retryAfterMs: 70 });
  });

  it.each([0, -1, 1.5, NaN, 10_001, '1', null, undefined])('refuses a limit of %s', (limit) => {
    expect(() => configFrom({ limit: limit as number, windowMs: 1 })).toThrow('limit must be a whole number');
  });

  it.each([0, -1, 1.5, Infinity, 1e12, '1', null, undefined])('refuses a window of %s ms', (windowMs) => {
    expect(() => configFrom({ limit: 1, windowMs: windowMs as number })).toThrow('windowMs must be a whole number');
  });
});

function missing(): never {
  throw new Error('the test asks for something that is not there');
}
