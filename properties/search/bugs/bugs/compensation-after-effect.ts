import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { bug, workload } from '../bug.ts';
import { despiteCancels } from '../despite-cancels.ts';
import { outsideAtRest } from '../judge.ts';
import { agency, halfBooked, type Agency, type Booking } from '../reservations.ts';

const PARTS = ['hotel', 'flight'] as const;

const travel = (ask: (booking: Booking) => Promise<boolean>, isFixed: boolean) =>
  restate.service({
    name: 'Travel',
    handlers: {
      book: async (ctx: restate.Context, _to: string): Promise<string> => {
        const trip = ctx.rand.uuidv4();
        const undo: Booking[] = [];
        try {
          for (const part of PARTS) {
            const cancel: Booking = { trip, part, action: 'cancel' };
            if (isFixed) undo.push(cancel);
            await ctx.run(`book ${part}`, () => ask({ trip, part, action: 'book' }), { maxRetryAttempts: 2 });
            if (!isFixed) undo.push(cancel);
          }
        } catch (error) {
          for (const cancel of undo) {
            await despiteCancels(async () => ctx.run(`cancel ${cancel.part}`, () => ask(cancel)));
          }
          throw error;
        }
        return trip;
      },
    },
  });

export const compensationAfterEffect = bug('a compensation that is noted too late', {
  mistake:
    'The compensation of a step is recorded after the step, so that a failed step that took effect is not compensated.',
  breaks: 'a trip is booked as a whole or not at all',
  blind: [
    { hunter: 'crashes', why: 'a crash is no failure: the step is tried again until it is known to have taken effect' },
  ],
  scenario: (isFixed) =>
    workload({
      services: ({ agency: ask }) => [travel(ask, isFixed)],
      effects: { agency },
      operations: ({ call }) => [
        call(
          travel(() => Promise.resolve(true), isFixed),
          'book',
          { input: fc.constantFrom('Rome', 'Oslo') },
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
