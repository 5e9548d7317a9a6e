/**
 * Goal: a horizon says for how much virtual time jobs that schedule themselves are followed, wherever it can be given, and a
 * finding keeps it. Method: a daily job that goes wrong on its thirtieth day, which nothing else shows.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { everyWrite } from '../../../sim/checks/build-invariant.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { property } from '../../../sim/simulation/scenario/property.ts';
import { scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { Simulation } from '../../../sim/simulation/simulation.ts';

const job = restate.object({
  name: 'Daily',
  handlers: {
    tick: async (ctx: restate.ObjectContext<{ day: number }>): Promise<void> => {
      ctx.set('day', ((await ctx.get('day')) ?? 0) + 1);
      ctx.genericSend({ service: 'Daily', method: 'tick', key: ctx.key, parameter: EMPTY, delay: { days: 1 } });
    },
  },
});
const EMPTY = new Uint8Array();

const invariants = [
  everyWrite<number>('no month passes', { service: 'Daily', state: 'day' }, ({ value }) =>
    value < 30 ? true : `it is day ${value}`,
  ),
];
const declared = { services: [job], invariants };
const body = async ({ sim }: { readonly sim: Simulation }): Promise<void> => sim.client.object(job, 'x').tick();

/** @returns what a search finds, with the horizon of its plan */
async function found(searched: Parameters<typeof campaign>[0]): Promise<readonly (number | undefined)[]> {
  const { findings } = await campaign(searched, { seed: 1, runs: 10, judgeReach: false });
  return findings.map(({ plan }) => plan.horizonMs);
}

const workload = (horizon?: number | string) =>
  scenario('daily', {
    ...declared,
    operations: ({ call }) => [call(job, 'tick', { key: 'x' })],
    maxOperations: 1,
    ...(horizon !== undefined && { horizon }),
  });

const MONTH_MS = 31 * 86_400_000;

describe('a horizon', () => {
  it('of a scenario lets a search find what goes wrong late', async () => {
    expect(await found(workload())).toEqual([]);
    expect(await found(workload('31d'))).toEqual([MONTH_MS]);
    expect(await found(workload(MONTH_MS))).toEqual([MONTH_MS]);
  });

  it('of a property does so too', async () => {
    expect(await found(property('daily', { ...declared }, body))).toEqual([]);
    expect(await found(property('daily', { ...declared, horizon: '31d' }, body))).toEqual([MONTH_MS]);
  });

  it('of a simulation makes it settle that much later', async () => {
    const dayAt = async (horizon: string): Promise<unknown> => {
      await using sim = new Simulation({ services: [job], horizon });
      await sim.client.object(job, 'x').tick();
      await sim.runToQuiet();
      return sim.stateOf(job, 'x').get('day');
    };
    expect(await dayAt('0d')).toBe(12);
    expect(await dayAt('40d')).toBe(41);
    // Longer than a run may take by default.
    expect(await dayAt('500d')).toBe(501);
  });

  it('is part of a plan, so that a finding replays without it', async () => {
    const { findings } = await campaign(workload('31d'), { seed: 1, runs: 10, judgeReach: false });
    const [finding] = findings;
    if (finding === undefined) throw new Error('Nothing was found.');
    const result = await new Runner(workload()).run(finding.plan);
    expect(result.hash).toBe(finding.traceHash);
  });

  it.each(['soon', '90 days', '-1d', -1, Number.NaN])('that is not a duration is refused: %s', (horizon) => {
    const words = `is a number of ms or a string such as '90d' or '12h', not ${JSON.stringify(horizon)}.`;
    expect(() => workload(horizon)).toThrow(`The horizon of the scenario "daily" ${words}`);
    expect(() => new Simulation({ services: [job], horizon })).toThrow(`The horizon of the simulation ${words}`);
  });
});
