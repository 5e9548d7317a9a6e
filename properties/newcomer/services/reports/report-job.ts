import * as restate from '@restatedev/restate-sdk';
import { now } from './calendar.ts';
import { dayOf, untilHour } from './delay.ts';
import type { Schedule, Sent } from './types.ts';

/** Plans the next report, unless one is planned. */
const schedule = async (ctx: restate.ObjectContext, hour: number): Promise<void> => {
  if ((await ctx.get<boolean>('isPlanned')) === true) return;
  ctx.set('isPlanned', true);
  const delay = untilHour(await now(ctx), hour);
  ctx.objectSendClient<ReportJob>({ name: 'ReportJob' }, ctx.key).send(restate.rpc.sendOpts({ delay }));
};

export const reportJob = restate.object({
  name: 'ReportJob',
  handlers: {
    start: async (ctx: restate.ObjectContext, wanted: Schedule): Promise<void> => {
      ctx.set('schedule', wanted);
      await schedule(ctx, wanted.hour);
    },

    stop: async (ctx: restate.ObjectContext): Promise<void> => ctx.clear('schedule'),

    send: async (ctx: restate.ObjectContext): Promise<void> => {
      ctx.clear('isPlanned');
      const wanted = await ctx.get<Schedule>('schedule');
      if (wanted === null) return;
      const day = dayOf(await now(ctx));
      await ctx.run('mail report', () => ({ day, to: wanted.recipients }));
      const sent: Sent = { day, recipients: wanted.recipients.length };
      ctx.set('sent', [...((await ctx.get<Sent[]>('sent')) ?? []), sent].slice(-7));
      await schedule(ctx, wanted.hour);
    },

    lastSent: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<Sent | null> => {
      const sent = (await ctx.get<Sent[]>('sent')) ?? [];
      return sent.at(-1) ?? null;
    }),
  },
});

type ReportJob = typeof reportJob;
