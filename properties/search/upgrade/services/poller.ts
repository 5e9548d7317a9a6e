import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';

const Tick = z.object({ round: z.number() });
const Batch = z.object({ page: z.number() });

interface State {
  imported: number;
}

type Ctx = restate.ObjectContext<State>;

const ROUNDS = 3;

const feed = { latest: async (round: number): Promise<number> => round * 10 };

export const importer = restate.service({
  name: 'Importer',
  handlers: {
    load: restate.handlers.handler(
      { ingressPrivate: true, input: restate.serde.schema(Batch) },
      async (ctx: restate.Context, { page }): Promise<number> => ctx.run('load page', () => page + 1),
    ),
  },
});

/** Looks at a feed every five minutes. */
export const poller = restate.object({
  name: 'Poller',
  handlers: {
    start: async (ctx: Ctx): Promise<void> => {
      ctx.objectSendClient<Api>({ name: 'Poller' }, ctx.key).tick({ round: 1 });
    },

    tick: restate.handlers.object.exclusive(
      { ingressPrivate: true, input: restate.serde.schema(Tick) },
      async (ctx: Ctx, { round }): Promise<void> => {
        const page = await ctx.run('look', () => feed.latest(round));
        const loaded = await ctx.serviceClient(importer).load({ page });
        ctx.set('imported', ((await ctx.get('imported')) ?? 0) + loaded);
        if (round === ROUNDS) return;
        const next = ctx.objectSendClient<Api>({ name: 'Poller' }, ctx.key);
        next.tick({ round: round + 1 }, restate.rpc.sendOpts({ delay: { minutes: 5 } }));
      },
    ),

    imported: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>): Promise<number> => {
      return (await ctx.get('imported')) ?? 0;
    }),
  },
});

type Api = typeof poller;
