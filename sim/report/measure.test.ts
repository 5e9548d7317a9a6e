import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { campaign } from '../search/campaign/campaign.ts';
import { Runner } from '../search/run/runner.ts';
import { scenario } from '../simulation/scenario/scenario.ts';
import { measure } from './measure.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext) => {
      const count = (await ctx.get<number>('count')) ?? 0;
      await ctx.run('note', () => 1);
      ctx.set('count', count + 1);
    },
  },
});

const counting = scenario('counting', {
  services: [counter],
  operations: ({ call }) => [call(counter, 'add', { key: 'a' })],
});

describe('the table of runs', () => {
  it.each(['mix', 'crashes', 'exhaustive', 'pct'] as const)(
    'holds the runs that the strategy %s makes',
    async (name) => {
      const options = { seed: 5, strategy: name };
      const result = await campaign(counting, { ...options, runs: 30, judgeReach: false });
      const { rows, exemplar } = await measure(new Runner(counting), result.runs, options);
      expect(rows).toHaveLength(result.runs);
      expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
      const byStrategy = new Map(result.strategies.map(({ name: each, runs }) => [each, runs]));
      for (const [strategy, runs] of byStrategy) {
        expect(rows.filter((row) => row.strategy === strategy)).toHaveLength(runs);
      }
      expect(rows.reduce((sum, { steps }) => sum + steps, 0)).toBe(result.steps);
      expect(exemplar).toBeDefined();
    },
  );

  it('holds the one run of a path, and of a shard its own', async () => {
    const path = await measure(new Runner(counting), 1, { seed: 5, path: '7' });
    expect(path.rows.map(({ name }) => name)).toEqual(['path 7']);
    const shard = await measure(new Runner(counting), 3, {
      seed: 5,
      strategy: 'random',
      shard: { part: 2, of: 3 },
    });
    expect(shard.rows.map(({ name }) => name)).toEqual(['path 1', 'path 4', 'path 7']);
  });
});
