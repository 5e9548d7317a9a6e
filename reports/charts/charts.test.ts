import { describe, expect, it } from 'vitest';
import type { SlidingWindowChart, TokenBucketChart } from '../../sim/trace/charts/chart-spec.ts';
import { bytesOf, RunBuilder } from '../testing/run-builder.ts';
import { chartsOf } from './charts.ts';

const BUCKET: TokenBucketChart = {
  kind: 'token bucket',
  service: 'RateLimiter',
  handler: 'check',
  tokens: 'input.tokens',
  granted: 'answer.allowed',
  capacity: 'state.bucket.capacityMicros',
  refill: { amount: 'state.bucket.microsPerMs', everyMs: 1 },
  level: 'state.bucket.levelMicros',
  unitsPerToken: 1_000_000,
  configure: { handler: 'initialize', full: 'input.reset' },
};
const WINDOW: SlidingWindowChart = {
  kind: 'sliding window',
  service: 'SlidingWindowLimiter',
  handler: 'check',
  granted: 'answer.allowed',
  limit: 'state.window.limit',
  windowMs: 'state.window.windowMs',
};

const bucket = { service: 'RateLimiter', key: 'quick' };
const level = (tokens: number): unknown => ({
  capacityMicros: 2e6,
  microsPerMs: 1_000,
  levelMicros: tokens * 1e6,
  atMs: 0,
});

function shown(builder: RunBuilder, id: string, atMs: number): RunBuilder {
  return builder.step([], {
    type: 'notified',
    invocation: id,
    index: 2,
    notification: { type: 'completion', of: 'Run', completion: 1, result: { ok: bytesOf(atMs) } },
  });
}

/** A bucket for two tokens that refills one a second, asked again and again. */
function asked(takes: readonly { id: string; afterMs: number; stored: number; shiftMs?: number }[]): RunBuilder {
  const builder = new RunBuilder();
  builder
    .call('init', 'setup', { ...bucket, handler: 'initialize' }, { capacity: 2 })
    .start('init')
    .set('init', 1, 'bucket', level(2));
  builder.end('init', 'RateLimiter/quick', undefined);
  for (const { id, afterMs, stored, shiftMs = 0 } of takes) {
    if (afterMs > 0) builder.pass(afterMs);
    builder.call(id, 'ann', { ...bucket, handler: 'check' }, { tokens: 1 }).start(id);
    shown(builder, id, builder.atMs + shiftMs).set(id, 3, 'bucket', level(stored));
    builder.end(id, 'RateLimiter/quick', { allowed: true });
  }
  return builder;
}

describe('the chart of a token bucket', () => {
  it('stays above zero while no more is granted than capacity and refill allow', () => {
    const [chart] = chartsOf(
      asked([
        { id: 'a', afterMs: 0, stored: 1 },
        { id: 'b', afterMs: 0, stored: 0 },
        { id: 'c', afterMs: 1_000, stored: 0 },
      ]).run().events,
      [BUCKET],
    );
    expect(chart).toMatchObject({ kind: 'token bucket', key: 'RateLimiter/quick', broken: false });
    expect(chart?.dots.map(({ y }) => y)).toEqual([1, 0, 0]);
  });

  it('falls below zero at the very grant that was one too many, and says by how much', () => {
    const [chart] = chartsOf(
      asked([
        { id: 'a', afterMs: 0, stored: 1 },
        { id: 'b', afterMs: 0, stored: 0 },
        { id: 'c', afterMs: 400, stored: 1 },
      ]).run().events,
      [BUCKET],
    );
    expect(chart).toMatchObject({
      broken: true,
      summary: expect.stringContaining('0.6 more than was possible') as string,
    });
    expect(chart?.dots.map(({ kind }) => kind)).toEqual(['granted', 'granted', 'broken']);
  });

  it('lets a clock that was set back fill nothing', () => {
    const takes = [
      { id: 'a', afterMs: 0, stored: 1 },
      { id: 'b', afterMs: 0, stored: 0 },
      { id: 'c', afterMs: 1_000, stored: 0, shiftMs: -5_000 },
    ];
    const [chart] = chartsOf(asked(takes).run().events, [BUCKET]);
    expect(chart?.broken).toBe(true);
    expect(chart?.dots.at(-1)?.label).toContain('at clock time −4 s');
  });
});

describe('the chart of a limiter of the user', () => {
  const target = { service: 'Quota', key: 'free', handler: 'spend' };
  const quota: TokenBucketChart = {
    kind: 'token bucket',
    service: 'Quota',
    handler: 'spend',
    capacity: 2,
    refill: { amount: 1, everyMs: 1_000 },
    level: 'state.left.tokens',
  };
  /** Answers are grants, failures are refusals; the limits are nowhere in the state. */
  function spent(outcomes: readonly { afterMs: number; refused?: true }[]): RunBuilder {
    const builder = new RunBuilder();
    for (const [index, { afterMs, refused }] of outcomes.entries()) {
      const id = `q${index}`;
      if (afterMs > 0) builder.pass(afterMs);
      builder.call(id, 'ann', target, {}).start(id);
      const result = refused ? { failure: { code: 429, message: 'wait' } } : { ok: bytesOf('spent') };
      builder.step([`journal:${id}`], { type: 'completed', invocation: id, result });
    }
    return builder;
  }

  it('needs neither state nor a handler that configures it', () => {
    const [chart] = chartsOf(spent([{ afterMs: 0 }, { afterMs: 0 }, { afterMs: 500, refused: true }]).run().events, [
      quota,
    ]);
    expect(chart).toMatchObject({ kind: 'token bucket', key: 'Quota/free', broken: false });
    expect(chart?.dots.map(({ kind, y }) => [kind, y])).toEqual([
      ['granted', 1],
      ['granted', 0],
      ['refused', 0.5],
    ]);
    expect(chart?.lines.map(({ name }) => name)).toEqual(['capacity', 'maximum possible']);
  });

  it('is broken by the very grant that was one too many', () => {
    const [chart] = chartsOf(spent([{ afterMs: 0 }, { afterMs: 0 }, { afterMs: 999 }]).run().events, [quota]);
    expect(chart?.dots.map(({ kind }) => kind)).toEqual(['granted', 'granted', 'broken']);
    expect(chart?.summary).toContain('0.001 more than was possible');
  });

  it('is a sliding window where that is what it says', () => {
    const window: SlidingWindowChart = {
      kind: 'sliding window',
      service: 'Quota',
      handler: 'spend',
      limit: 1,
      windowMs: 1_000,
    };
    const over = chartsOf(spent([{ afterMs: 0 }, { afterMs: 999 }]).run().events, [window]);
    const kept = chartsOf(spent([{ afterMs: 0 }, { afterMs: 1_000 }]).run().events, [window]);
    expect([over[0]?.broken, kept[0]?.broken]).toEqual([true, false]);
  });

  it('is absent for a service without requests', () => {
    expect(chartsOf(spent([{ afterMs: 0 }]).run().events, [{ ...quota, service: 'Other' }])).toEqual([]);
  });
});

describe('the chart of a sliding window', () => {
  const admitted = (gaps: readonly number[]): RunBuilder => {
    const builder = new RunBuilder();
    const target = { service: 'SlidingWindowLimiter', key: 'wide' };
    for (const [index, ms] of gaps.entries()) {
      const id = `w${index}`;
      if (ms > 0) builder.pass(ms);
      builder.call(id, 'ann', { ...target, handler: 'check' }).start(id);
      shown(builder, id, builder.atMs).set(id, 3, 'window', { limit: 2, windowMs: 1_000, admittedMs: [] });
      builder.end(id, 'SlidingWindowLimiter/wide', { allowed: true });
    }
    return builder;
  };

  it('counts what lies in the window that ends at each decision; its start lies outside', () => {
    const [chart] = chartsOf(admitted([0, 400, 600]).run().events, [WINDOW]);
    expect(chart?.dots.map(({ y }) => y)).toEqual([1, 2, 2]);
    expect(chart?.broken).toBe(false);
  });

  it('brackets the first window that holds more than the limit', () => {
    const [chart] = chartsOf(admitted([0, 400, 599]).run().events, [WINDOW]);
    expect(chart).toMatchObject({ broken: true, summary: '3 admissions in 1 s, at most 2 are allowed' });
    expect(chart?.brackets).toHaveLength(1);
  });
});

describe('the chart of a queue', () => {
  it('exists only for keys with a queue', () => {
    expect(chartsOf(new RunBuilder().call('a', 'ann', { ...bucket, handler: 'check' }).run().events, [])).toEqual([]);
    const builder = new RunBuilder().call('a', 'ann', { ...bucket, handler: 'check' });
    builder.step([], { type: 'queued', invocation: 'b', key: 'RateLimiter/quick', ahead: 0 });
    expect(chartsOf(builder.run().events, [])).toMatchObject([
      { kind: 'queue', summary: expect.stringContaining('1 invocation still waits') as string },
    ]);
  });
});
