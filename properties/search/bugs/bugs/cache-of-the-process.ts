import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { remember } from '../../../../sim/search/run/fresh-modules.ts';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

/** The rates of the sessions that this process has opened. Another process has none of them. */
const rates = new Map<string, number>();
const RATE = 7;

const sessions = (isFixed: boolean) =>
  restate.object({
    name: 'Sessions',
    handlers: {
      open: async (ctx: restate.ObjectContext<{ rate: number }>): Promise<void> => {
        rates.set(ctx.key, RATE);
        ctx.set('rate', RATE);
      },
      price: async (ctx: restate.ObjectContext<{ rate: number }>, hours: number): Promise<number> => {
        const rate = await ctx.get('rate');
        if (rate === null) throw new restate.TerminalError('there is no session');
        return hours * (isFixed ? rate : (rates.get(ctx.key) ?? 0));
      },
    },
  });

export const cacheOfTheProcess = bug('a cache that only one process has', {
  mistake:
    'A session keeps its rate in a map of the module, which is empty in the process that serves the next request.',
  breaks: 'a session has a price',
  scenario: (isFixed) => ({
    services: [sessions(isFixed)],
    operations: ({ call }) => {
      const key = 'x';
      return [
        call(sessions(isFixed), 'open', { key }),
        call(sessions(isFixed), 'price', { key, input: fc.integer({ min: 1, max: 9 }) }),
      ];
    },
    maxOperations: 12,
    invariants: [
      answersAgree('a session has a price', (answers) => {
        const free = answers.find(
          ({ handler, status, output }) => handler === 'price' && status === 200 && output === 0,
        );
        return free && `${String(free.input)} hours of ${String(free.key)} cost nothing`;
      }),
    ],
  }),
});

/** Found when this module is loaded again for the process that follows a crash. */
export const scenarios = [cacheOfTheProcess.broken, cacheOfTheProcess.fixed];
remember(scenarios, import.meta.url, true);
