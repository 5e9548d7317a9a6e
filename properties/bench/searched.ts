import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { drawnPlan, type DrawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { crashedAt, crashPositions } from '../../sim/search/strategies/crash-positions.ts';
import type { PlannedOperation } from '../../sim/simulation/faults/plan.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';

type State = { v: number };

const searched = restate.object({
  name: 'Searched',
  handlers: {
    /** Twenty entries: input, output, and nine times run and set. */
    twenty: async (ctx: restate.ObjectContext<State>): Promise<void> => {
      for (let i = 0; i < 9; i++) ctx.set('v', await ctx.run(`step ${i}`, () => i));
    },
    /** Thirty entries, each of which a crash can fall before, into and after. */
    thirty: async (ctx: restate.ObjectContext<State>): Promise<void> => {
      for (let i = 0; i < 30; i++) await ctx.run(`step ${i}`, () => i);
    },
  },
});

const runner = new Runner(
  scenario('speed', {
    services: [searched],
    operations: ({ call }) => [call(searched, 'twenty', { key: fc.constant('a'), input: fc.constant(undefined) })],
  }),
);

/**
 * What a campaign does for each of its runs: assembles a world of three clients, each with an invocation of twenty entries
 * on a key of its own, moves it in an order of its own, checks the built-in invariants and names it by its trace.
 * @returns how many steps the runs took
 */
export async function threeSearched(runs: number): Promise<number> {
  let taken = 0;
  for (let dice = 0; dice < runs; dice++) {
    const { verdict, steps } = await runner.run({
      ...planOf(asks('a', 'twenty'), asks('b', 'twenty'), asks('c', 'twenty')),
      strategy: { name: 'random', dice, troubles: 0 },
    });
    if (verdict !== 'held') throw new Error(`A run that is measured is ${verdict}.`);
    taken += steps;
  }
  return taken;
}

/**
 * The crash matrix of a handler of thirty entries: finds every place where a process crash can fall before, inside and after
 * one of them, and runs each.
 * @returns how many places there are
 */
export async function crashMatrix(): Promise<number> {
  const plan = planOf(asks('a', 'thirty'));
  const positions = await crashPositions(runner, plan);
  const places = positions.filter(({ scope, point }) => scope === 'process' && point.entry >= 1 && point.entry <= 30);
  for (const place of places) {
    const { verdict } = await runner.run(crashedAt(plan, place));
    if (verdict !== 'held') throw new Error(`A run with a crash is ${verdict}.`);
  }
  return places.length;
}

function asks(id: string, handler: string): PlannedOperation {
  return { id, client: `client ${id}`, kind: 'call', service: 'Searched', key: id, handler, troubles: [] };
}

function planOf(...operations: readonly PlannedOperation[]): DrawnPlan {
  return drawnPlan({ version: 1, scenario: 'speed', seed: 1, operations, world: [], holds: [], choices: {} });
}
