import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../simulation.ts';

const HOUR_MS = 3_600_000;

/** Each run arms the next one; `once` arms three more and no others. */
const job = restate.object({
  name: 'Job',
  handlers: {
    tick: async (ctx: restate.ObjectContext): Promise<void> => {
      await count(ctx);
      next(ctx, 'tick', HOUR_MS);
    },
    retry: async (ctx: restate.ObjectContext): Promise<void> => {
      if ((await count(ctx)) < 30) next(ctx, 'retry', HOUR_MS);
    },
    viaAnother: async (ctx: restate.ObjectContext): Promise<void> => {
      await count(ctx);
      ctx.genericSend({ service: 'Job', method: 'relay', key: `${ctx.key}/relay`, parameter: new Uint8Array() });
    },
    relay: (ctx: restate.ObjectContext): Promise<void> => {
      const key = ctx.key.replace('/relay', '');
      ctx.genericSend({ service: 'Job', method: 'viaAnother', key, parameter: new Uint8Array(), delay: HOUR_MS });
      return Promise.resolve();
    },
  },
});

describe('a job that schedules itself', () => {
  it('is followed for twelve rounds, and then the world has settled', async () => {
    expect(await roundsOf('tick')).toBe(12);
  });

  it('is recognised by way of another handler', async () => {
    expect(await roundsOf('viaAnother')).toBe(12);
  });

  it('is followed up to the horizon', async () => {
    expect(await roundsOf('tick', { horizonMs: 100 * HOUR_MS })).toBe(101);
  });

  it('is followed to its end where it has one within the horizon', async () => {
    expect(await roundsOf('retry', { horizonMs: 40 * HOUR_MS })).toBe(30);
  });

  it('does not end a world in which something else is to come', async () => {
    await using sim = new Simulation({ services: [job, sleeper] });
    await sim.client.object(job, 'k').tick();
    const woken = sim.client.service(sleeper).sleep();
    await sim.runToQuiet();
    expect(await woken).toBe('awake');
  });
});

const sleeper = restate.service({
  name: 'Sleeper',
  handlers: {
    sleep: async (ctx: restate.Context): Promise<string> => {
      await ctx.sleep(48 * HOUR_MS);
      return 'awake';
    },
  },
});

async function roundsOf(handler: 'tick' | 'retry' | 'viaAnother', limits = {}): Promise<number | null> {
  await using sim = new Simulation({ services: [job], limits });
  await sim.client.object(job, 'k')[handler]();
  await sim.runToQuiet();
  return sim.stateOf(job, 'k').get('rounds') as Promise<number | null>;
}

async function count(ctx: restate.ObjectContext): Promise<number> {
  const rounds = ((await ctx.get<number>('rounds')) ?? 0) + 1;
  ctx.set('rounds', rounds);
  return rounds;
}

function next(ctx: restate.ObjectContext, method: string, delay: number): void {
  ctx.genericSend({ service: 'Job', method, key: ctx.key, parameter: new Uint8Array(), delay });
}
