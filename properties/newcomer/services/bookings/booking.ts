import * as restate from '@restatedev/restate-sdk';
import { takeBoth } from './take-both.ts';
import type { Wish } from './types.ts';

type State = { status: 'booked' | 'refused'; wish: Wish };

export const booking = restate.workflow({
  name: 'Booking',
  handlers: {
    run: async (ctx: restate.WorkflowContext<State>, wish: Wish): Promise<'booked' | 'refused'> => {
      const plain = ctx as unknown as restate.WorkflowContext;
      const status = (await takeBoth(plain, wish)) ? 'booked' : 'refused';
      ctx.set('status', status);
      return status;
    },
    status: async (ctx: restate.WorkflowSharedContext<State>): Promise<string> => (await ctx.get('status')) ?? 'open',
  },
});
