/**
 * Goal: unrelated requests do not crowd out the ones that a bug needs. Method: the groups that a search learns of small worlds,
 * and the share of generated runs that keep to one group.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyWrite } from '../../sim/checks/build-invariant.ts';
import { GeneratedPlans } from '../../sim/search/campaign/generated-plans.ts';
import { survey } from '../../sim/search/campaign/survey.ts';
import type { Seen } from '../../sim/search/plan/seen.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';

type Print = (line: string) => Promise<unknown>;

const printer = effect({ state: () => ({ lines: 0 }), apply: (state, _line: string) => ++state.lines });

const lone = restate.object({
  name: 'Lone',
  handlers: { rest: async (ctx: restate.ObjectContext): Promise<void> => ctx.set('rests', true) },
});
const callee = restate.object({
  name: 'Callee',
  handlers: { add: async (ctx: restate.ObjectContext): Promise<void> => ctx.set('added', true) },
});
const caller = restate.service({
  name: 'Caller',
  handlers: { ask: async (ctx: restate.Context): Promise<void> => ctx.objectClient(callee, 'x').add() },
});
const printing = (name: string, print: Print) =>
  restate.service({
    name,
    handlers: {
      print: async (ctx: restate.Context): Promise<void> => {
        await ctx.run('print', () => print(name));
      },
    },
  });
const unused: Print = () => Promise.resolve();

const unrelated = scenario('unrelated services', {
  services: ({ printer: print }) => [lone, callee, caller, printing('Bills', print), printing('Labels', print)],
  effects: { printer },
  operations: ({ call }) => [
    call(lone, 'rest', { key: fc.constantFrom('a', 'b') }),
    call(callee, 'add', { key: 'y' }),
    call(printing('Bills', unused), 'print', {}),
    call(lone, 'rest', { key: 'c' }),
    call(caller, 'ask', {}),
    call(printing('Labels', unused), 'print', {}),
  ],
  maxOperations: 8,
});

async function learned(name: string, many: number): Promise<Seen> {
  const seen = await survey(
    new Runner(
      scenario(name, {
        services: [lone, callee],
        operations: ({ call }) =>
          Array.from({ length: many }, (_, index) =>
            index % 2 === 0 ? call(lone, 'rest', { key: 'a' }) : call(callee, 'add', { key: 'a' }),
          ),
      }),
    ),
    1,
  );
  if (seen === undefined) throw new Error('Nothing was learned.');
  return seen;
}

describe('the groups of requests that a search learns', () => {
  it('are those that share a service, call one another, or use the same effect', async () => {
    const seen = await survey(new Runner(unrelated), 1);
    expect(seen?.groups.map(({ kinds }) => kinds)).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  it('weigh more where requests do more', async () => {
    const [rests, calls] = (await survey(new Runner(unrelated), 1))?.groups ?? [];
    expect(calls?.weight).toBeGreaterThan(rests?.weight ?? Infinity);
  });

  it('have every kind of which nothing is known, because the runs ended before', async () => {
    const never = everyWrite('no rest', { service: 'Lone', state: 'rests' }, () => 'it rests');
    const seen = await survey(new Runner({ ...unrelated, invariants: [never] }), 1);
    expect(seen?.groups.map(({ kinds }) => kinds)).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  it('have every kind of request, of however many', async () => {
    const { groups } = await learned('many kinds', 90);
    expect(groups.map(({ kinds }) => kinds.length)).toEqual([45, 45]);
    expect(groups.flatMap(({ kinds }) => kinds).toSorted((one, other) => one - other)).toEqual([...Array(90).keys()]);
  });
});

describe('the requests of a run', () => {
  it('are of one group in about half of the runs, each group in some, and of several in many', async () => {
    const seen = await survey(new Runner(unrelated), 1);
    if (seen === undefined) throw new Error('Nothing was learned.');
    const groupOf: Readonly<Record<string, string>> = { Caller: 'Callee', Labels: 'Bills' };
    const long = (options: object): readonly (readonly string[])[] => {
      const plans = new GeneratedPlans(unrelated, 5, options);
      const all = Array.from({ length: 400 }, (_, place) => plans.at(place).operations);
      return all
        .filter(({ length }) => length >= 5)
        .map((operations) => [...new Set(operations.map(({ service }) => groupOf[service] ?? service))].toSorted());
    };
    const alone = (groups: readonly (readonly string[])[]) => groups.filter(({ length }) => length === 1);
    const [with_, without] = [long({ seen }), long({})];
    expect(alone(with_).length / with_.length).toBeGreaterThan(0.4);
    expect(alone(with_).length / with_.length).toBeLessThan(0.8);
    expect(alone(without).length / without.length).toBeLessThan(0.3);
    expect(new Set(alone(with_).flat())).toEqual(new Set(['Bills', 'Callee', 'Lone']));
  });

  it('are drawn as without groups where there is one group', async () => {
    const { groups, ...times } = await learned('two kinds', 1);
    expect(groups).toHaveLength(1);
    const [alone] = unrelated.operations;
    const one = { ...unrelated, operations: alone === undefined ? [] : [alone] };
    const plansWith = (seen: Seen) => new GeneratedPlans(one, 5, { seen });
    const [known, unknown] = [plansWith({ ...times, groups }), plansWith({ ...times, groups: [] })];
    for (let place = 0; place < 50; place++) expect(known.at(place)).toEqual(unknown.at(place));
  });
});
