import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

const SEATS = 2;

const hall = (isFixed: boolean) =>
  restate.object({
    name: 'Hall',
    handlers: {
      free: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ taken: number }>): Promise<number> =>
          SEATS - ((await ctx.get('taken')) ?? 0),
      ),
      take: async (ctx: restate.ObjectContext<{ taken: number }>): Promise<boolean> => {
        const taken = (await ctx.get('taken')) ?? 0;
        if (isFixed && taken >= SEATS) return false;
        ctx.set('taken', taken + 1);
        return true;
      },
    },
  });

const office = () =>
  restate.service({
    name: 'BoxOffice',
    handlers: {
      sell: async (ctx: restate.Context, show: string): Promise<boolean> => {
        const seats = ctx.objectClient<ReturnType<typeof hall>>({ name: 'Hall' }, show);
        if ((await seats.free()) <= 0) return false;
        return seats.take();
      },
    },
  });

export const checkThenAct = bug('a check in one request and the act in another', {
  mistake:
    'The office reads how many seats are free and takes one in a second request, when another client may have taken the last.',
  breaks: 'no seat is sold twice',
  scenario: (isFixed) => ({
    services: [hall(isFixed), office()],
    operations: ({ call }) => [call(office(), 'sell', { input: fc.constantFrom('early', 'late') })],
    maxOperations: 6,
    invariants: [
      everyWrite('no seat is sold twice', { service: 'Hall', state: 'taken' }, ({ value }) =>
        (value as number) <= SEATS ? true : `${String(value)} of ${SEATS} seats are taken`,
      ),
    ],
  }),
});
