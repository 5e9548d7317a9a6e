/**
 * Goal: runs differ in kind, and a run with many faults settles. Method: many generated plans are asked what they use of
 * all that there is, and their runs what still goes wrong once faults are frozen.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everythingScenario } from '../../scenarios/everything-a-handler-can-do.ts';
import { planOf } from '../../sim/search/plan/plan-arbitrary.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { GeneratedPlans } from '../../sim/search/campaign/generated-plans.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { tinyScenario } from './small-worlds.ts';

const five = restate.object({
  name: 'Five',
  handlers: Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name) => [name, async (_ctx: restate.ObjectContext): Promise<void> => undefined]),
  ) as Record<'a' | 'b' | 'c' | 'd' | 'e', (ctx: restate.ObjectContext) => Promise<void>>,
});

const wide = scenario('five kinds on many keys', {
  services: [five],
  operations: ({ call }) =>
    (['a', 'b', 'c', 'd', 'e'] as const).map((handler) =>
      call(five, handler, { key: fc.integer({ min: 1, max: 9 }).map(String), input: fc.constant(undefined) }),
    ),
  maxOperations: 30,
  faults: { clockJumps: true },
});

/** In how many of the plans something holds. */
const shareOf = <T>(all: readonly T[], holds: (one: T) => boolean): number => all.filter(holds).length / all.length;

describe('what a run uses', () => {
  const plans = fc.sample(planOf(wide), { seed: 3, numRuns: 400 });
  const long = plans.filter(({ operations }) => operations.length >= 15);

  it('is now all kinds of operations, now a few', () => {
    const kinds = long.map(({ operations }) => new Set(operations.map(({ handler }) => handler)).size);
    expect(shareOf(kinds, (number) => number === 5)).toBeGreaterThan(0.3);
    // Fifteen operations of five kinds miss two of them once in five hundred times, if all are drawn from.
    expect(shareOf(kinds, (number) => number <= 3)).toBeGreaterThan(0.2);
  });

  it('is now many keys, now mostly one', () => {
    const most = long.map(({ operations }) => {
      const keys = Map.groupBy(operations, ({ key }) => key);
      return Math.max(...[...keys.values()].map((group) => group.length)) / operations.length;
    });
    expect(shareOf(most, (share) => share < 0.35)).toBeGreaterThan(0.3);
    expect(shareOf(most, (share) => share > 0.35)).toBeGreaterThan(0.15);
  });

  it('is now few operations, now many, by few clients or all', () => {
    const sizes = plans.map(({ operations }) => operations.length);
    expect(shareOf(sizes, (size) => size <= 3)).toBeGreaterThan(0.15);
    expect(shareOf(sizes, (size) => size >= 20)).toBeGreaterThan(0.2);
    const clients = new Set(long.map(({ operations }) => new Set(operations.map(({ client }) => client)).size));
    expect(clients.size).toBeGreaterThan(1);
  });

  it('is troubles or none, jumps of the clock or none, each strategy in turn', () => {
    const budgets = new Set(plans.map(({ strategy }) => strategy?.troubles));
    expect([...budgets]).toEqual(expect.arrayContaining([0, 1, 2, 3]));
    const jumps = shareOf(plans, ({ world }) => world.some(({ kind }) => kind === 'clock jump'));
    expect(jumps).toBeGreaterThan(0.03);
    expect(jumps).toBeLessThan(0.5);
    const names = new Set(plans.map(({ strategy }) => strategy?.name));
    expect([...names]).toEqual(expect.arrayContaining(['random', 'pct', 'pos', 'surw']));
  });
});

describe('what a run uses where the scenario does not say how much', () => {
  const unlimited = { ...wide, maxOperations: 24, drawsWidely: true };
  const plans = fc.sample(planOf(unlimited), { seed: 3, numRuns: 400 });
  const sizes = plans.map(({ operations }) => operations.length);

  it('is often two to four operations, and sometimes sixteen and more', () => {
    expect(shareOf(sizes, (size) => size >= 2 && size <= 4)).toBeGreaterThan(0.3);
    expect(shareOf(sizes, (size) => size >= 16)).toBeGreaterThan(0.1);
    expect(Math.max(...sizes)).toBe(24);
  });

  it('is ten and more of one kind on one key in some runs', () => {
    const most = plans.map(({ operations }) => {
      const groups = Map.groupBy(operations, ({ handler, key }) => `${handler} ${key}`);
      return Math.max(...[...groups.values()].map((group) => group.length));
    });
    expect(shareOf(most, (number) => number >= 10)).toBeGreaterThan(0.05);
  });
});

describe('a run with faults', () => {
  it('injects nothing once troubles are frozen, and settles', async () => {
    const runner = new Runner(everythingScenario);
    let [before, runs] = [0, 0];
    for (const plan of fc.sample(planOf(everythingScenario), { seed: 8, numRuns: 60 })) {
      // What operators and the world were planned to do may come late; what is drawn on the way may not.
      const drawn = { ...plan, world: [], operations: plan.operations.map((each) => ({ ...each, troubles: [] })) };
      const { events, verdict } = await runner.run(drawn);
      const frozen = events.findIndex(({ type }) => type === 'faults frozen');
      expect(verdict).toBe('held');
      expect(frozen).toBeGreaterThan(0);
      const injected = events.flatMap(({ type }, place) => (type === 'trouble' ? [place] : []));
      expect(injected.filter((place) => place > frozen)).toEqual([]);
      before += injected.length;
      runs++;
    }
    expect(before).toBeGreaterThan(runs / 2);
  });
});

describe('generated plans', () => {
  it('are drawn once, though those far apart are asked for in turns', () => {
    let drawn = 0;
    const [some] = tinyScenario.operations;
    const operations = some === undefined ? [] : [some.map((value) => (drawn++, value))];
    const plans = new GeneratedPlans({ ...tinyScenario, operations }, 1);
    const far = [plans.at(3), plans.at(700)];
    const once = drawn;
    for (let turn = 0; turn < 20; turn++) {
      expect(plans.at(3)).toBe(far[0]);
      expect(plans.at(700)).toBe(far[1]);
    }
    expect(drawn).toBe(once);
  });
});
