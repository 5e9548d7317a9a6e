/** Goal: each limit of a run is reached at its value, and not before. Method: runs whose need is known, with one less and just enough. */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { LimitReached } from '../../core/errors.ts';
import type { Limits } from '../../core/limits.ts';
import { Simulation } from '../simulation.ts';

const services = [
  restate.object({
    name: 'O',
    handlers: {
      fill: async (ctx: restate.ObjectContext) => {
        for (let i = 0; i < 4; i++) ctx.set('k', i);
      },
      nap: (ctx: restate.ObjectContext) => ctx.sleep(1_000),
      fails: async () => {
        throw new Error('boom');
      },
    },
  }),
] as const;

/** Runs one request. @returns the limit that it reaches, and how many entries, attempts and events its run has */
async function run(handler: 'fill' | 'nap' | 'fails', limits: Partial<Limits>) {
  await using sim = new Simulation({ services, limits });
  const client = sim.client.object(services[0], 'k');
  const [outcome] = await Promise.allSettled([client[handler]()]);
  const reached =
    outcome.status === 'rejected' && outcome.reason instanceof LimitReached ? outcome.reason.limit : undefined;
  return { reached, events: sim.trace.length };
}

it('the journal is full at its last entry, which still fits', async () => {
  // The input, four writes of state, the output.
  expect(await run('fill', { journalEntries: 5 })).toMatchObject({ reached: 'journalEntries' });
  expect(await run('fill', { journalEntries: 6 })).toMatchObject({ reached: undefined });
});

it('attempts are counted, and the last one of the limit is still made', async () => {
  expect(await run('fails', { attempts: 3 })).toMatchObject({ reached: 'attempts' });
  const attempts = async (limit: number): Promise<number> => {
    await using sim = new Simulation({ services, limits: { attempts: limit } });
    await Promise.allSettled([sim.client.object(services[0], 'k').fails()]);
    return sim.trace.filter(({ type }) => type === 'attempt started').length;
  };
  expect([await attempts(1), await attempts(3)]).toEqual([1, 3]);
});

it('virtual time may pass up to its limit', async () => {
  expect(await run('nap', { virtualMs: 999 })).toMatchObject({ reached: 'virtualMs' });
  expect(await run('nap', { virtualMs: 1_000 })).toMatchObject({ reached: undefined });
});

it('the trace takes as many events as its limit', async () => {
  const { events } = await run('fill', {});
  expect(await run('fill', { events: events - 1 })).toMatchObject({ reached: 'events' });
  expect(await run('fill', { events })).toMatchObject({ reached: undefined, events });
});

it('a run takes as many steps as its limit', async () => {
  const reaches = async (steps: number): Promise<boolean> => (await run('fill', { steps })).reached === 'steps';
  const needed = await firstThatDoesNot(reaches);
  expect([await reaches(needed - 1), await reaches(needed)]).toEqual([true, false]);
});

async function firstThatDoesNot(reaches: (steps: number) => Promise<boolean>): Promise<number> {
  let steps = 1;
  while (steps < 100 && (await reaches(steps))) steps++;
  expect(steps).toBeGreaterThan(5);
  expect(steps).toBeLessThan(100);
  return steps;
}
