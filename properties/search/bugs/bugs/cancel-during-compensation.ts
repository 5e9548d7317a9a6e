import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug, workload } from '../bug.ts';
import { outsideAtRest } from '../judge.ts';
import { agency, halfBooked, type Agency, type Booking } from '../reservations.ts';

const PARTS = ['hotel', 'car'] as const;
type Ask = (booking: Booking) => Promise<boolean>;

/** Does what it is called for; no client knows its invocation, so it is not cancelled. */
const janitor = (ask: Ask) =>
  restate.service({
    name: 'Janitor',
    handlers: {
      cancel: async (ctx: restate.Context, trip: string): Promise<void> => {
        for (const part of PARTS) await ctx.run(`cancel ${part}`, () => ask({ trip, part, action: 'cancel' }));
      },
    },
  });

const travel = (ask: Ask, isFixed: boolean) =>
  restate.object({
    name: 'Travel',
    handlers: {
      book: async (ctx: restate.ObjectContext<{ current: string }>): Promise<string> => {
        const trip = ctx.rand.uuidv4();
        ctx.set('current', ctx.request().id);
        try {
          for (const part of PARTS) {
            await ctx.run(`book ${part}`, () => ask({ trip, part, action: 'book' }));
            await ctx.sleep(60);
          }
        } catch (error) {
          if (isFixed) ctx.serviceSendClient<ReturnType<typeof janitor>>({ name: 'Janitor' }).cancel(trip);
          else for (const part of PARTS) await ctx.run(`cancel ${part}`, () => ask({ trip, part, action: 'cancel' }));
          throw error;
        }
        return trip;
      },
      stop: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ current: string }>): Promise<boolean> => {
          const current = await ctx.get('current');
          if (current === null) return false;
          ctx.cancel(restate.InvocationIdParser.fromString(current));
          return true;
        },
      ),
    },
  });

export const cancelDuringCompensation = bug('a second cancel during compensation', {
  mistake: 'Compensation awaits its steps, so that a second cancel stops it half-way.',
  breaks: 'a trip is booked as a whole or not at all',
  isHard: true,
  scenario: (isFixed) =>
    workload({
      services: ({ agency: ask }) => [travel(ask, isFixed), janitor(ask)],
      effects: { agency },
      operations: ({ call }) => [
        call(
          travel(() => Promise.resolve(true), isFixed),
          'book',
          { key: 'ann' },
        ),
        call(
          travel(() => Promise.resolve(true), isFixed),
          'stop',
          {
            key: 'ann',
            afterMs: fc.constantFrom(0, 10),
          },
        ),
        call(
          travel(() => Promise.resolve(true), isFixed),
          'stop',
          {
            key: fc.constantFrom('ann', 'bob'),
            afterMs: fc.constantFrom(0, 10),
          },
        ),
      ],
      maxOperations: 6,
      // The cancels of this workload are its own.
      faults: { operators: false },
      invariants: [
        outsideAtRest('a trip is booked as a whole or not at all', 'agency', (state: Agency) =>
          halfBooked(state, PARTS.length),
        ),
      ],
    }),
});
