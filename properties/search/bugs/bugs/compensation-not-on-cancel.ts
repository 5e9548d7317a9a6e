import * as restate from '@restatedev/restate-sdk';
import { bug, workload } from '../bug.ts';
import { despiteCancels } from '../despite-cancels.ts';
import { outsideAtRest } from '../judge.ts';
import { agency, halfBooked, type Agency, type Booking } from '../reservations.ts';

const PARTS = ['hotel', 'car'] as const;
type Ask = (booking: Booking) => Promise<boolean>;

const janitor = (ask: Ask) =>
  restate.service({
    name: 'Janitor',
    handlers: {
      undo: async (ctx: restate.Context, trip: string): Promise<void> => {
        for (const part of PARTS)
          await despiteCancels(async () => ctx.run(`cancel ${part}`, () => ask({ trip, part, action: 'cancel' })));
      },
    },
  });

const trips = (ask: Ask, isFixed: boolean) =>
  restate.service({
    name: 'Trips',
    handlers: {
      book: async (ctx: restate.Context): Promise<string> => {
        const trip = ctx.rand.uuidv4();
        try {
          for (const part of PARTS) {
            const isBooked = await ctx.run(`book ${part}`, () => ask({ trip, part, action: 'book' }));
            if (!isBooked) throw new restate.TerminalError(`there is no ${part}`);
          }
        } catch (error) {
          const isCompensated = isFixed || !(error instanceof restate.CancelledError);
          if (isCompensated) ctx.serviceSendClient<ReturnType<typeof janitor>>({ name: 'Janitor' }).undo(trip);
          throw error;
        }
        return trip;
      },
    },
  });

export const compensationNotOnCancel = bug('a compensation that a cancel skips', {
  mistake: 'A booking is undone when the agency refuses a part, and is left half done when it is cancelled.',
  breaks: 'a trip is booked as a whole or not at all',
  scenario: (isFixed) =>
    workload({
      services: ({ agency: ask }) => [trips(ask, isFixed), janitor(ask)],
      effects: { agency },
      operations: ({ call }) => [
        call(
          trips(() => Promise.resolve(true), isFixed),
          'book',
          {},
        ),
      ],
      maxOperations: 4,
      invariants: [
        outsideAtRest('a trip is booked as a whole or not at all', 'agency', (state: Agency) =>
          halfBooked(state, PARTS.length),
        ),
      ],
    }),
});
