import * as fc from 'fast-check';
import { atRest, scenario } from 'restate-sim';
import { booking } from './booking.ts';
import { calendar } from './calendar.ts';
import type { Slots } from './types.ts';

const DOCTORS = ['dr-lee', 'dr-kim'];

const key = fc.constantFrom('b1', 'b2', 'b3', 'b4');
const wishes = fc.record({
  doctor: fc.constantFrom(...DOCTORS),
  room: fc.constant('room-1'),
  slot: fc.constantFrom('mon-9', 'mon-10'),
});

export const bookings = scenario('bookings', {
  services: [booking, calendar],
  operations: ({ call }) => [call(booking, 'run', { key, input: wishes }), call(booking, 'status', { key })],
  invariants: [
    atRest('a slot that is taken has a booking', (world) => {
      for (const name of [...DOCTORS, 'room-1'])
        for (const owner of Object.values((world.state('Calendar', name, 'slots') ?? {}) as Slots))
          if (world.state('Booking', owner, 'status') !== 'booked')
            return `${name} is taken by ${owner}, which is not booked`;
      return true;
    }),
  ],
});
