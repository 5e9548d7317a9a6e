import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

type Seats = { readonly left: number };
const ALL = 9;

const hall = restate.object({
  name: 'Hall',
  handlers: {
    left: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<Seats>): Promise<number> => (await ctx.get('left')) ?? ALL,
    ),
    leave: async (ctx: restate.ObjectContext<Seats>, left: number): Promise<void> => ctx.set('left', left),
    take: async (ctx: restate.ObjectContext<Seats>, seats: number): Promise<boolean> => {
      const left = (await ctx.get('left')) ?? ALL;
      if (left < seats) return false;
      ctx.set('left', left - seats);
      return true;
    },
  },
});

const booking = (isFixed: boolean) =>
  restate.service({
    name: 'Booking',
    handlers: {
      book: async (ctx: restate.Context, seats: number): Promise<boolean> => {
        const office = ctx.objectClient<typeof hall>({ name: 'Hall' }, 'large');
        if (isFixed) return office.take(seats);
        const left = await office.left();
        if (left < seats) return false;
        await office.leave(left - seats);
        return true;
      },
    },
  });

export const staleDecision = bug('a decision on what a shared handler has read', {
  mistake:
    'A booking reads the seats that are left by a shared handler and writes them by an exclusive one, so that one of two bookings is lost.',
  breaks: 'no seat is sold two times',
  scenario: (isFixed) => ({
    services: [hall, booking(isFixed)],
    operations: ({ call }) => [
      call(booking(isFixed), 'book', { input: fc.integer({ min: 1, max: 3 }) }),
      call(hall, 'left', { key: 'large' }),
    ],
    maxOperations: 6,
    invariants: [
      answersAgree('no seat is sold two times', (answers, view) => {
        const sold = answers
          .filter(({ handler, output }) => handler === 'book' && output === true)
          .reduce((sum, { input }) => sum + (input as number), 0);
        const left = (view.state('Hall', 'large', 'left') as number | undefined) ?? ALL;
        return sold <= ALL - left ? undefined : `${sold} seats are sold, and ${left} of ${ALL} are left`;
      }),
    ],
  }),
});
