import * as restate from '@restatedev/restate-sdk';
import type { Noted } from './counter.ts';
import { declared } from './retries.ts';

type Frail = ReturnType<typeof frail>;

/** A service whose handlers fail, with retry policies. */
export const frail = (note: Noted) =>
  restate.service({
    name: 'Frail',
    handlers: {
      /** Each attempt stores one more step, and fails. */
      pauses: restate.handlers.handler(declared('pause'), async (ctx: restate.Context): Promise<void> => {
        for (let step = 0; step < 20; step++) {
          await ctx.run(`step ${step}`, () => step);
          await ctx.sleep(0);
          if (step >= 1) throw new Error('too frail');
        }
      }),
      dies: restate.handlers.handler(declared('kill'), async (ctx: restate.Context): Promise<void> => {
        await ctx.run('try', () => 1);
        throw new Error('too frail');
      }),
      /** Asks for a retry delay itself; such failures do not count as attempts. */
      comesBack: async (ctx: restate.Context): Promise<number> => {
        const times = await ctx.run('count', () => 1);
        return ctx.run('try', async () => {
          const noted = await note('try');
          if (noted % 3 !== 0)
            throw new restate.RetryableError('again in 700 ms', { retryAfter: { milliseconds: 700 } });
          return times;
        });
      },
      /** Calls a service that does not exist. */
      unknown: restate.handlers.handler(declared('pause'), async (ctx: restate.Context): Promise<void> => {
        await ctx.serviceClient<Frail>({ name: 'Nobody' as 'Frail' }).dies();
      }),
    },
  });

/** An object that fails while it holds its lock. */
export const frailObject = restate.object({
  name: 'FrailObject',
  handlers: {
    pausesLocked: restate.handlers.object.exclusive(
      declared('pause'),
      async (ctx: restate.ObjectContext): Promise<void> => {
        await ctx.sleep(1);
        throw new Error('too frail');
      },
    ),
  },
});

export type FrailObject = typeof frailObject;
