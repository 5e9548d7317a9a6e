/** Goal: the times that code uses are seen in two runs of all requests. Method: a runner by hand. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Happening } from '../../trace/event.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { EPOCH_MS } from '../../core/clock.ts';
import { began, created, eventsOf, get, stored, type Happenings } from '../../trace/testing/happenings.ts';
import type { Seen } from '../plan/seen.ts';
import { FakeRunner, type Shown } from '../testing/fake-runner.ts';
import { survey } from './survey.ts';

const DAY_MS = 86_400_000;
const to = (service: string, handler = 'h') => fc.constant({ kind: 'call' as const, service, handler });

async function seen(
  run: readonly Happenings[],
  more: Partial<Scenario> = {},
  shown: Shown = {},
): Promise<Seen | undefined> {
  return survey(new FakeRunner(() => ({ events: eventsOf(...run), ...shown }), more), 1);
}

describe('the plan', () => {
  it('has each kind of request, and then again the other way round, two times, without faults', async () => {
    const runner = new FakeRunner(() => ({}), { operations: ['A', 'B', 'C'].map((name) => to(name)) });
    await survey(runner, 1);
    expect(runner.plans.map(({ operations }) => operations.map(({ service }) => service).join(''))).toEqual([
      'ABCCBA',
      'ABCCBA',
    ]);
    expect(runner.plans[0]?.operations[0]).toMatchObject({ id: 'a', client: 'client 1', troubles: [] });
    expect(runner.plans[0]).toMatchObject({ seed: 0, world: [], holds: [], choices: {} });
    expect(runner.settings).toEqual([{ limits: { steps: 5_000 } }]);
  });

  it('draws each request with a seed of its own', async () => {
    const runner = new FakeRunner(() => ({}), {
      operations: [
        fc.integer({ min: 0, max: 1e9 }).map((input) => ({ kind: 'call' as const, service: 'A', handler: 'h', input })),
      ],
    });
    await survey(runner, 1);
    await survey(runner, 2);
    const inputs = runner.plans.map(({ operations }) => operations.map(({ input }) => input));
    expect(new Set(inputs[0]).size).toBe(2);
    expect(inputs[1]?.[0]).toBe(inputs[0]?.[1]);
    expect(inputs[2]).toEqual(inputs[1]);
  });

  it('has at most forty requests', async () => {
    const runner = new FakeRunner(() => ({}), {
      operations: Array.from({ length: 50 }, (_, index) => to(`S${index}`)),
    });
    await survey(runner, 1);
    expect(runner.plans[0]?.operations).toHaveLength(40);
  });

  it('is none for a property', async () => {
    const runner = new FakeRunner(() => ({}), { body: () => Promise.resolve() });
    expect(await survey(runner, 1)).toBeUndefined();
    expect(runner.plans).toEqual([]);
  });
});

describe('what is seen', () => {
  const sleep = (ms: number, at: number): Happening =>
    stored('a', at, { type: 'Sleep', wakeUpMs: EPOCH_MS + 1_000 * at + ms, name: '', completion: 1 });

  it('is how long code sleeps and delays, each one time, the shortest first', async () => {
    const delayed = created('b', 'S/h', 'SERVICE', { scheduledForMs: EPOCH_MS + 3_000 + 70 });
    expect(
      (await seen([sleep(500, 1), sleep(40, 2), delayed, sleep(40, 4), sleep(0, 5), created('c', 'S/h')]))?.spansMs,
    ).toEqual([40, 70, 500]);
    expect((await seen([sleep(-5, 1), stored('a', 2, get('x'))]))?.spansMs).toEqual([]);
  });

  it('is when attempts start after the first five seconds', async () => {
    const run = [began('a'), began('a'), began('a'), began('a'), began('a'), began('a'), began('a'), began('b')];
    expect((await seen(run))?.momentsMs).toEqual([6_000, 7_000]);
  });

  it('is 24 of many, evenly spread', async () => {
    const spans = (await seen(Array.from({ length: 48 }, (_, index) => sleep(10 * (index + 1), index + 1))))?.spansMs;
    expect([spans?.length, spans?.[0], spans?.[1], spans?.at(-1)]).toEqual([24, 10, 30, 470]);
    expect((await seen(Array.from({ length: 24 }, (_, index) => sleep(index + 1, index + 1))))?.spansMs).toHaveLength(
      24,
    );
  });
});

describe('the longest wait', () => {
  const longest = async (...of: Parameters<typeof seen>): Promise<unknown> => (await seen(...of))?.maxWaitMs;
  const sleep = (ms: number, invocation = 'a'): Happening =>
    stored(invocation, 1, { type: 'Sleep', wakeUpMs: EPOCH_MS + 1_000 + ms, name: '', completion: 1 });

  it('is a day, or two times the longest sleep, and at most 45 days', async () => {
    expect(await longest([])).toBe(DAY_MS);
    expect(await longest([sleep(3 * DAY_MS)])).toBe(6 * DAY_MS);
    expect(await longest([sleep(40 * DAY_MS)])).toBe(45 * DAY_MS);
  });

  it('is a sixteenth of the time that a run may take', async () => {
    expect(await longest([], { limits: { virtualMs: 16_000 } })).toBe(1_000);
  });

  it('is sixteen rounds of a job that the run left', async () => {
    const left: Happening = { type: 'jobs left', jobs: [{ invocation: 'a', generation: 1 }] };
    expect(await longest([sleep(100), left])).toBe(1_600);
    expect(await longest([sleep(0), left])).toBe(16);
    expect(await longest([sleep(100, 'b'), left])).toBe(DAY_MS);
  });

  it('is a second where the run did not end', async () => {
    expect(await longest([], {}, { undecided: 'It took too long.' })).toBe(1_000);
  });
});

describe('groups', () => {
  it('are of all kinds; those beyond the plan are unknown', async () => {
    const run = [stored('a', 1, get('x')), stored('b', 1, get('x'))];
    expect((await seen(run, { operations: [to('A'), to('B')] }))?.groups).toEqual([
      { kinds: [0], weight: 2 },
      { kinds: [1], weight: 2 },
    ]);
    const many = Array.from({ length: 41 }, (_, index) => to(`S${index}`));
    expect((await seen(run, { operations: many }))?.groups[0]?.kinds).toContain(40);
  });
});
