/**
 * Goal: every finding can be reproduced as it was reported. Method: findings of each strategy are run again from the text of
 * their files; and a definition that breaks two invariants at once is searched.
 */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shoppingCartScenario } from '../../scenarios/shopping-cart.ts';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { findingText, readFinding, type Finding } from '../../sim/search/finding/finding.ts';
import { drawnPlan } from '../../sim/search/plan/drawn-operation.ts';
import { partsOf, without } from '../../sim/search/plan/plan-parts.ts';
import { replay } from '../../sim/search/finding/replay.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { shows } from '../../sim/search/record/fault.ts';
import { ALL_STRATEGIES, type Strategy } from '../../sim/search/campaign/run-source.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { BROKEN } from './broken-scenarios.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext): Promise<number> => {
      const value = ((await ctx.get<number>('value')) ?? 0) + 1;
      ctx.set('value', value);
      return value;
    },
    reset: async (ctx: restate.ObjectContext): Promise<void> => ctx.clear('value'),
  },
});

/** Broken as soon as a handler has appended so many commands of one type. */
function never(name: string, command: string, times: number): Invariant {
  return {
    name,
    watch: () => {
      let seen = 0;
      return {
        see: (event) =>
          event.type === 'appended' && event.command.type === command && ++seen === times
            ? { message: `It came ${times} times.`, events: [event.seq] }
            : undefined,
        exercised: () => 1,
      };
    },
  };
}

const counting = (invariants: readonly Invariant[]): Scenario =>
  scenario('counting', {
    services: [counter],
    operations: ({ call }) => [
      call(counter, 'add', { key: fc.constantFrom('a', 'b'), input: fc.constant(undefined) }),
      call(counter, 'reset', { key: fc.constantFrom('a', 'b'), input: fc.constant(undefined) }),
    ],
    invariants,
  });

const breaksSoon = counting([never('no second write', 'SetState', 2)]);

async function found(scenarioToSearch: Scenario, strategy: Strategy): Promise<readonly Finding[]> {
  const { findings } = await campaign(scenarioToSearch, { seed: 5, runs: 2_000, strategy, judgeReach: false });
  return findings;
}

describe('a finding', () => {
  it.each(ALL_STRATEGIES)('of %s is run again from its file, with the same trace', async (strategy) => {
    const [finding] = await found(breaksSoon, strategy);
    if (finding === undefined) throw new Error('nothing was found');
    const { shows: shown, same } = await replay([breaksSoon], readFinding(findingText(finding, {}), 'x.json'));
    expect({ shown, same }).toEqual({ shown: true, same: true });
  });

  it('of an enumerated crash keeps that crash, and is run again with it', async () => {
    const broken = BROKEN['a cart that pays without a key'] ?? shoppingCartScenario;
    const { findings } = await campaign(broken, { seed: 4, runs: 3_000, strategy: 'crashes', judgeReach: false });
    const [finding] = findings;
    if (finding === undefined) throw new Error('nothing was found');
    const troubles = finding.plan.operations.flatMap((operation) => operation.troubles.map(({ kind }) => kind));
    expect(troubles).toEqual(['crash']);
    expect(finding.path).toBeUndefined();
    expect((await replay([broken], readFinding(findingText(finding, {}), 'x.json'))).same).toBe(true);
  });

  it('is run again once, from a world made once', async () => {
    const [finding] = await found(breaksSoon, 'mix');
    if (finding === undefined) throw new Error('nothing was found');
    let worlds = 0;
    const services: Scenario['services'] = (effects) => {
      worlds++;
      return breaksSoon.services(effects);
    };
    await replay([{ ...breaksSoon, services }], readFinding(findingText(finding, {}), 'x.json'));
    expect(worlds).toBe(1);
  });
});

/** Two clearings and then a write break one thing; with one clearing less, another breaks at the end. */
const both = counting([
  {
    name: 'no write after two clearings',
    watch: () => {
      let clearings = 0;
      return {
        see: (event) => {
          if (event.type !== 'appended') return undefined;
          if (event.command.type === 'ClearState') clearings++;
          const isBroken = event.command.type === 'SetState' && clearings >= 2;
          return isBroken ? { message: 'It was cleared before.', events: [event.seq] } : undefined;
        },
        exercised: () => 1,
      };
    },
  },
  {
    name: 'never one clearing alone',
    watch: () => {
      let clearings = 0;
      return {
        see: (event) => {
          if (event.type === 'appended' && event.command.type === 'ClearState') clearings++;
          return undefined;
        },
        end: () => (clearings === 1 ? { message: 'It was one.', events: [] } : undefined),
        exercised: () => 1,
      };
    },
  },
]);

describe('another thing that breaks while a finding is shrunk', () => {
  it('is a finding of its own, and makes no difference to the first', async () => {
    const runner = new Runner(both);
    let pairs = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { findings } = await campaign(both, { seed, runs: 20, strategy: 'random', judgeReach: false });
      const [first, second] = findings;
      if (first?.invariant !== 'no write after two clearings') continue;
      const handlers = first.plan.operations.map(({ handler }) => handler);
      expect(handlers.toSorted()).toEqual(['add', 'reset', 'reset']);
      expect(second).toMatchObject({ invariant: 'never one clearing alone', path: undefined });
      expect(second?.plan.operations.map(({ handler }) => handler)).toEqual(['reset']);
      for (const finding of findings) {
        for (const part of partsOf(finding.plan)) {
          const smaller = without(drawnPlan(finding.plan), [part]);
          if (smaller.operations.length > 0) expect(shows(await runner.run(smaller), finding)).toBe(false);
        }
      }
      pairs++;
    }
    expect(pairs).toBeGreaterThanOrEqual(3);
  });
});

describe('a shrunk finding', () => {
  it('lists independent steps in the order of the plain run', async () => {
    // Two writes on two keys depend on nothing: in the story the first comes to its end before the second begins.
    const findings = await found(breaksSoon, 'random');
    const { plan, steps = [] } = findings[0] ?? {};
    expect(plan?.holds).toEqual([]);
    expect(plan?.choices).toEqual({});
    const owners = steps.flatMap((step) => /^(\w+)[:#]/.exec(step)?.[1] ?? []);
    expect(owners.toSorted()).toEqual(owners);
  });

  it('reports its progress', async () => {
    const reported: (readonly [number, number])[] = [];
    const broken = BROKEN['a cart that sells while it pays'] ?? shoppingCartScenario;
    await campaign(broken, {
      seed: 1,
      runs: 2_000,
      judgeReach: false,
      shrinking: (runs, parts) => reported.push([runs, parts]),
    });
    expect(reported.length).toBeGreaterThan(0);
    const runs = reported.map(([number]) => number);
    expect(runs[0]).toBe(50);
  });

  it('keeps its last result when it is aborted', async () => {
    const broken = BROKEN['a cart that sells while it pays'] ?? shoppingCartScenario;
    const options = { seed: 5, runs: 2_000, judgeReach: false };
    const { findings } = await campaign(broken, { ...options, giveUp: () => true });
    const [finding] = findings;
    const { minimal = true, partsBefore, partsAfter } = finding?.shrinking ?? {};
    expect({ minimal, partsAfter }).toEqual({ minimal: false, partsAfter: partsBefore });
    expect(shows(await new Runner(broken).run(finding?.plan ?? missing()), finding ?? missing())).toBe(true);
  });
});

function missing(): never {
  throw new Error('nothing was found');
}
