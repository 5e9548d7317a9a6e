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
    sleepsFirst: async (ctx: restate.ObjectContext): Promise<void> => {
      await count(ctx);
      await ctx.sleep(HOUR_MS);
      ctx.genericSend({ service: 'Job', method: 'sleepsFirst', key: ctx.key, parameter: new Uint8Array() });
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

  it('is recognised where it sleeps before it sends', async () => {
    expect(await roundsOf('sleepsFirst')).toBe(13);
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

/** Each asks so many times, a minute apart. */
const poller = restate.object({
  name: 'Poller',
  handlers: {
    poll: async (ctx: restate.ObjectContext, times: number | undefined): Promise<string> => {
      for (let round = 0; round < (times ?? Infinity); round++) {
        await count(ctx);
        await ctx.sleep(60_000);
      }
      return 'done';
    },
  },
});

describe('a handler that sleeps in a loop', () => {
  const polled = async (send: boolean, sends: number, horizon: string): Promise<unknown> => {
    await using sim = new Simulation({ services: [poller], horizon });
    const forever = { method: 'POST', body: '1e9', headers: { 'content-type': 'application/json' } };
    for (let index = 0; index < sends; index++)
      await sim.fetch(`http://x/Poller/k/poll${send ? '/send' : ''}`, forever);
    await sim.runToQuiet();
    return sim.stateOf(poller, 'k').get('rounds');
  };

  it('is followed for a hundred sleeps, and then the run has settled', async () => {
    expect(await polled(true, 1, '0s')).toBe(100);
  });

  it('is followed up to the horizon', async () => {
    expect(await polled(true, 1, '5h')).toBe(301);
  });

  it('is followed to its end where a client waits for that', async () => {
    await using sim = new Simulation({ services: [poller] });
    expect(await sim.client.object(poller, 'k').poll(150)).toBe('done');
  });

  it('is followed to its end where another request waits for that', async () => {
    await using sim = new Simulation({ services: [poller] });
    const body = { method: 'POST', body: '120', headers: { 'content-type': 'application/json' } };
    await sim.fetch('http://x/Poller/k/poll/send', body);
    await sim.fetch('http://x/Poller/k/poll/send', body);
    await sim.runToQuiet();
    // The last one is left after a hundred.
    expect(await sim.stateOf(poller, 'k').get('rounds')).toBe(220);
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

async function roundsOf(handler: 'tick' | 'retry' | 'sleepsFirst' | 'viaAnother', limits = {}): Promise<number | null> {
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
