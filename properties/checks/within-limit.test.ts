/**
 * Goal: a chart with a limit is an invariant: a limiter that grants more is broken, with the value, the time, the key and
 * the limit; one that keeps it holds. Method: token buckets and sliding windows, correct ones and ones with a planted bug.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../sim/index.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../sim/search/campaign/types.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { withinLimit } from '../../sim/checks/within-limit.ts';
import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';

type Account = { left: number; atMs: number };

/** A bucket of three tokens, one more each second. */
const quota = (isLimited: boolean) =>
  restate.object({
    name: 'Quota',
    handlers: {
      spend: async (ctx: restate.ObjectContext): Promise<void> => {
        const now = await ctx.date.now();
        const last = (await ctx.get<Account>('account')) ?? { left: 3, atMs: now };
        const left = Math.min(3, last.left + Math.max(0, now - last.atMs) / 1_000);
        if (isLimited && left < 1) throw new restate.TerminalError('come back later', { errorCode: 429 });
        ctx.set('account', { left: left - 1, atMs: Math.max(now, last.atMs) });
      },
    },
  });

/** At most two admissions in a second. */
const gate = (isLimited: boolean) =>
  restate.object({
    name: 'Gate',
    handlers: {
      enter: async (ctx: restate.ObjectContext): Promise<boolean> => {
        const now = await ctx.date.now();
        const recent = ((await ctx.get<number[]>('recent')) ?? []).filter((atMs) => atMs > now - 1_000);
        if (isLimited && recent.length >= 2) return false;
        ctx.set('recent', [...recent, now]);
        return true;
      },
    },
  });

const BUCKET: ChartSpec = {
  kind: 'token bucket',
  service: 'Quota',
  handler: 'spend',
  capacity: 3,
  refill: { amount: 1, everyMs: 1_000 },
};
const WINDOW: ChartSpec = {
  kind: 'sliding window',
  service: 'Gate',
  handler: 'enter',
  granted: 'answer',
  limit: 2,
  windowMs: 1_000,
};

const afterMs = fc.constantFrom(0, 0, 10, 400, 1_000);

function spent(isLimited: boolean, chart = BUCKET): Promise<ScenarioResult> {
  const service = quota(isLimited);
  const operations = scenario('spending', {
    services: [service],
    operations: ({ call }) => [call(service, 'spend', { key: 'ann', afterMs })],
    charts: [chart],
  });
  return campaign(operations, { seed: 1, runs: 60, judgeReach: false });
}

function entered(isLimited: boolean): Promise<ScenarioResult> {
  const service = gate(isLimited);
  const operations = scenario('entering', {
    services: [service],
    operations: ({ call }) => [call(service, 'enter', { key: 'ann', afterMs })],
    charts: [WINDOW],
  });
  return campaign(operations, { seed: 1, runs: 60, judgeReach: false });
}

/** Events of admissions at one moment, each with the limit that the state then has. */
function admissions(limits: readonly number[]): readonly TraceEvent[] {
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const events = limits.flatMap((limit, place) => [
    { type: 'invocation created', invocation: `i${place}`, target: { service: 'Gate', key: 'ann', handler: 'enter' } },
    {
      type: 'appended',
      invocation: `i${place}`,
      entry: 1,
      command: { type: 'SetState', key: 'limit', value: bytes(limit) },
    },
    { type: 'completed', invocation: `i${place}`, result: { ok: bytes(true) } },
  ]);
  return events.map((event, seq) => ({ ...event, seq, atMs: 0 })) as unknown as readonly TraceEvent[];
}

describe('a token bucket', () => {
  it('that grants more than it can hold is broken', async () => {
    const { verdict, findings } = await spent(false);
    expect(verdict).toBe('broken');
    expect(findings[0]).toMatchObject({
      invariant: 'Quota/spend grants no more than its token bucket',
      handler: 'Quota/spend',
      kind: 'over the limit',
    });
    expect(findings[0]?.message).toMatch(
      /^spend of Quota\/ann \(invocation \w+\) granted 1 token, and its bucket could hold 0(\.\d+)? of 3 then, with 1 tokens refilled per second \(at .*ms/,
    );
    // Four grants are needed, and no fault.
    expect(findings[0]?.plan.operations).toHaveLength(4);
  });

  it('that keeps its limit holds, and has been judged', async () => {
    const { verdict, invariants } = await spent(true);
    expect(verdict).toBe('held');
    const own = invariants.find(({ name }) => name === 'Quota/spend grants no more than its token bucket');
    expect(own).toMatchObject({ verdict: 'held' });
    expect(own?.exercised).toBeGreaterThan(60);
  });

  it('of a handler that does not exist is not exercised', async () => {
    const { verdict, missing } = await spent(true, { ...BUCKET, handler: 'spent' });
    expect(verdict).toBe('not exercised');
    expect(missing).toEqual(['invariant "Quota/spent grants no more than its token bucket"']);
  });
});

describe('a sliding window', () => {
  it('that admits more than its limit is broken', async () => {
    const { verdict, findings } = await entered(false);
    expect(verdict).toBe('broken');
    expect(findings[0]?.message).toMatch(
      /^enter of Gate\/ann \(invocation \w+\) admitted request 3 within 1000 ms, and its limit is 2 \(at /,
    );
    expect(findings[0]?.plan.operations).toHaveLength(3);
  });

  it('that keeps its limit holds', async () => {
    expect(await entered(true)).toMatchObject({ verdict: 'held' });
  });

  it('is not judged across a change of its limit: it may have forgotten what it did not have to count', () => {
    const chart: ChartSpec = { ...WINDOW, limit: 'state.limit' };
    const judged = (limits: readonly number[]): unknown => {
      const watcher = withinLimit(chart).watch({
        state: () => 0,
        keys: () => [],
        effect: () => 0,
        who: () => undefined,
      });
      for (const event of admissions(limits)) watcher.see?.(event);
      return watcher.end?.()?.kind;
    };
    expect(judged([2, 2, 2])).toBe('over the limit');
    expect(judged([2, 1, 2])).toBeUndefined();
    expect(judged([2, 1, 2, 2, 2])).toBeUndefined();
    expect(judged([3, 3, 3, 3])).toBe('over the limit');
  });
});
