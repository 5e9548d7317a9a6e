/**
 * Goal: "all executions explored" means it. Method: on worlds so small that plain depth-first search can finish them, both
 * must come by the same set of worlds, and the exploration by each of them once.
 */
import { readFile } from 'node:fs/promises';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { canonicalHash } from '../../sim/search/record/canonical-order.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../../sim/search/exhaustive/bounds.ts';
import { explore } from './explore.ts';
import { Explorer, type Standing } from '../../sim/search/exhaustive/explorer.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import { scenario } from '../../sim/simulation/scenario/scenario.ts';
import { freely, on, tinyPlan, tinyScenario, type Ask } from './small-worlds.ts';
import { depth } from '../harness/depth.ts';

const reader = restate.service({
  name: 'Reader',
  handlers: {
    insideRun: (ctx: restate.Context): Promise<boolean> =>
      ctx.run('read', async () => (await readFile(new URL(import.meta.url))).length > 0),
    outsideRun: async (ctx: restate.Context): Promise<void> => {
      await readFile(new URL(import.meta.url));
      await ctx.sleep(10);
    },
  },
});

/** Plain search gives up here: a world that needs more is not small. */
const MOST = 6_000;

interface Explored {
  readonly worlds: readonly string[];
  readonly standing: Standing;
}

async function exploreAll(asks: readonly Ask[], bounds: Partial<Bounds>, reduce: boolean): Promise<Explored> {
  const explorer = new Explorer(new Runner(tinyScenario), tinyPlan(...asks), { ...DEFAULT_BOUNDS, ...bounds }, reduce);
  const worlds: string[] = [];
  for (let runs = 0; !explorer.done && runs < MOST; runs++) {
    const execution = await explorer.next(true);
    if (execution?.record === undefined) continue;
    const { record, result } = execution;
    worlds.push(canonicalHash(record.steps, result.events));
    // Now and then, that an execution can be had once more.
    if (runs % 50 === 0) expect((await execution.again()).result.hash).toBe(result.hash);
  }
  return { worlds, standing: explorer.standing };
}

const calm: Partial<Bounds> = { troubles: 0 };
const crash: Partial<Bounds> = { troubles: 1, retries: 1 };

const WORLDS: readonly (readonly [string, readonly Ask[], Partial<Bounds>])[] = [
  ['nothing at all', [freely('nothing')], calm],
  ['two that do nothing', [freely('nothing'), freely('nothing')], calm],
  ['two that do nothing on one key', [on('x', 'nothing'), on('x', 'nothing')], calm],
  ['two that do nothing on two keys', [on('x', 'nothing'), on('y', 'nothing')], calm],
  ['a write', [on('x', 'set', 1)], calm],
  ['two writes of one key', [on('x', 'set', 1), on('x', 'set', 2)], calm],
  ['two writes of two keys', [on('x', 'set', 1), on('y', 'set', 2)], calm],
  ['a write and a read', [on('x', 'set', 1), on('x', 'get')], calm],
  ['two reads', [on('x', 'get'), on('x', 'get')], calm],
  ['two that count', [on('x', 'bump'), on('x', 'bump')], calm],
  ['one that counts and one that does nothing', [on('x', 'bump'), on('x', 'nothing')], calm],
  ['a send', [on('x', 'notify', 'y')], calm],
  ['a send to itself', [on('x', 'notify', 'x')], calm],
  ['a nap', [freely('naps', 5)], calm],
  ['two naps that end together', [freely('naps', 5), freely('naps', 5)], calm],
  ['a nap, with time that may pass early', [freely('naps', 5)], { troubles: 0, advances: 1 }],
  ['nothing, with one trouble', [freely('nothing')], crash],
  ['a write, with one trouble', [on('x', 'set', 1)], crash],
  ['a write, with two troubles', [on('x', 'set', 1)], { troubles: 2, retries: 2 }],
  ['one that counts, with one trouble', [on('x', 'bump')], crash],
  ['an effect', [on('x', 'write')], calm],
  ['an effect that may fail', [on('x', 'write')], { troubles: 0, effects: 1, retries: 1 }],
  ['an effect, with one trouble', [on('x', 'write')], crash],
  ['two that do nothing on one key, with one trouble', [on('x', 'nothing'), on('x', 'nothing')], crash],
];

/** Without the world that takes as long as all others together. */
const worlds = depth({ slice: WORLDS.filter(([name]) => name !== 'two naps that end together'), deep: WORLDS });

describe('the exploration of a small world', () => {
  it.each(worlds)('comes by every world that plain search finds: %s', async (_name, asks, bounds) => {
    const reduced = await exploreAll(asks, bounds, true);
    const plain = await exploreAll(asks, bounds, false);
    expect(plain.standing.complete).toBe(true);
    expect(reduced.standing.complete).toBe(true);
    expect([...new Set(reduced.worlds)].toSorted()).toEqual([...new Set(plain.worlds)].toSorted());
    expect(reduced.worlds.length).toBe(new Set(reduced.worlds).size);
  });

  it('leaves out worlds beyond a bound on preemptions, and says so', async () => {
    const asks = [on('x', 'bump'), on('x', 'get')];
    const none = await exploreAll(asks, { troubles: 0, preemptions: 0 }, true);
    const all = await exploreAll(asks, calm, true);
    expect(none.standing.complete).toBe(true);
    for (const world of none.worlds) expect(all.worlds).toContain(world);
    const { words } = await explore(tinyScenario, tinyPlan(...asks), { bounds: { troubles: 0, preemptions: 0 } });
    expect(words).toContain(
      'up to no troubles, 0 preemptions and 3 retries'.replace('0 preemptions', 'no preemptions'),
    );
  });
});

describe('the verdict of an exploration', () => {
  it('stays as it was when more is explored', async () => {
    const explorer = new Explorer(
      new Runner(tinyScenario),
      tinyPlan(on('x', 'bump'), freely('nothing')),
      DEFAULT_BOUNDS,
    );
    const first = explorer.standing;
    while (explorer.standing.leftOut.size === 0 && !explorer.done) await explorer.next();
    expect(explorer.standing.leftOut.size).toBeGreaterThan(0);
    expect(first.leftOut.size).toBe(0);
  });

  it('names the bounds when everything was explored', async () => {
    const { words, complete } = await explore(tinyScenario, tinyPlan(on('x', 'set', 1), on('x', 'set', 2)));
    expect(complete).toBe(true);
    expect(words).toMatch(/^all \d+ inequivalent executions explored, up to 1 trouble and 3 retries$/);
  });

  it('says that more is left when the runs are used up', async () => {
    const { words, complete } = await explore(tinyScenario, tinyPlan(on('x', 'bump'), on('x', 'bump')), { most: 5 });
    expect(complete).toBe(false);
    expect(words).toContain('and more are left');
  });

  it('is undecided when a run meets a limit', async () => {
    const limits = { steps: 5 };
    const { words, complete, undecided } = await explore(tinyScenario, tinyPlan(on('x', 'bump')), { limits });
    expect(complete).toBe(false);
    expect(undecided).toContain('its limit of 5 steps');
    expect(words).toContain('but undecided');
  });

  it('is undecided when a run does not repeat', async () => {
    let runs = 0;
    const moody: Invariant = { name: 'moody', watch: () => ({ exercised: () => 1 }) };
    const scenario = {
      ...tinyScenario,
      invariants: [moody],
      // A scenario that is another one each time it is asked.
      get setup() {
        return runs++ % 2 === 0 ? [] : [{ kind: 'send' as const, service: 'Tiny', key: 'x', handler: 'bump' }];
      },
    };
    const { complete, undecided } = await explore(scenario, tinyPlan(on('x', 'set', 1), on('x', 'get')));
    expect(complete).toBe(false);
    expect(undecided).toContain('A run that was repeated');
  });

  it.each(['insideRun', 'outsideRun'] as const)(
    'is undecided when a handler reads a real file: %s',
    async (handler) => {
      const reads = scenario('reads', {
        services: [reader],
        operations: ({ call }) => [call(reader, handler, { input: fc.constant(undefined) })],
      });
      const asks = tinyPlan({ service: 'Reader', handler });
      const { complete, words, undecided } = await explore(reads, { ...asks, scenario: 'reads' });
      expect(complete).toBe(false);
      expect(undecided).toContain('A run waited for real input or output');
      expect(words).not.toContain('all ');
      const { verdict, explored } = await campaign(reads, {
        seed: 1,
        runs: 5,
        strategy: 'exhaustive',
        judgeReach: false,
      });
      expect(verdict).toBe('undecided');
      expect(explored?.complete).toBe(false);
    },
  );

  it('is a finding where something breaks in one order only', async () => {
    const neverTwo: Invariant = {
      name: 'a reader never sees the write',
      watch: () => ({
        see: (event) =>
          event.type === 'appended' && event.command.type === 'GetEagerState' && event.command.value !== undefined
            ? { message: 'It saw it.', events: [event.seq] }
            : undefined,
        exercised: () => 1,
      }),
    };
    const scenario = { ...tinyScenario, invariants: [neverTwo] };
    const { findings } = await explore(scenario, tinyPlan(on('x', 'set', 1), on('x', 'get')), { bounds: calm });
    expect(findings[0]).toMatchObject({ invariant: 'a reader never sees the write', strategy: 'exhaustive' });
  });
});
