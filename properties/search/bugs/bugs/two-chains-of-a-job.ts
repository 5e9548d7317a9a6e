import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** `starts` counts how often the job was started; `sinceMs` is the time between its last two rounds. */
type Job = { running: boolean; starts: number; at: number; sinceMs: number };

const job = (isFixed: boolean) => {
  const nextRound = (ctx: restate.ObjectContext<Job>, start: number): void => {
    const { key } = ctx;
    const inputSerde = restate.serde.json as restate.Serde<number>;
    ctx.genericSend({ service: 'Job', method: 'round', key, parameter: start, inputSerde, delay: DAY_MS });
  };
  return restate.object({
    name: 'Job',
    handlers: {
      start: async (ctx: restate.ObjectContext<Job>): Promise<void> => {
        if ((await ctx.get('running')) === true) return;
        const start = ((await ctx.get('starts')) ?? 0) + 1;
        ctx.set('running', true);
        ctx.set('starts', start);
        nextRound(ctx, start);
      },
      stop: async (ctx: restate.ObjectContext<Job>): Promise<void> => ctx.set('running', false),
      round: async (ctx: restate.ObjectContext<Job>, start: number): Promise<void> => {
        if ((await ctx.get('running')) !== true) return;
        if (isFixed && (await ctx.get('starts')) !== start) return;
        const nowMs = await ctx.date.now();
        const lastMs = await ctx.get('at');
        if (lastMs !== null) ctx.set('sinceMs', nowMs - lastMs);
        ctx.set('at', nowMs);
        nextRound(ctx, start);
      },
    },
  });
};

export const twoChainsOfAJob = bug('a daily job that runs twice a day', {
  mistake: 'A daily job that is stopped and started again within a day goes on by both of its timers, for ever.',
  breaks: 'a day passes between two rounds',
  scenario: (isFixed) => ({
    services: [job(isFixed)],
    operations: ({ call }) => {
      const key = fc.constantFrom('bills', 'mails');
      return [call(job(isFixed), 'start', { key }), call(job(isFixed), 'stop', { key })];
    },
    maxOperations: 7,
    invariants: [
      everyWrite<number>('a day passes between two rounds', { service: 'Job', state: 'sinceMs' }, ({ value }) =>
        value >= DAY_MS - HOUR_MS ? true : `two rounds were ${value} ms apart`,
      ),
    ],
  }),
});
