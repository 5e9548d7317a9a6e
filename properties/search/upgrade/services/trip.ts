import * as restate from '@restatedev/restate-sdk';

interface Trip {
  flight: string;
  hotel: string;
  cents: number;
}

interface Booked {
  flight: string;
  hotel: string;
  receipt: string;
}

const flights = {
  book: async (flight: string): Promise<string> => `seat on ${flight}`,
  cancel: async (_seat: string): Promise<void> => undefined,
};

const hotels = {
  book: async (hotel: string): Promise<string> => `room in ${hotel}`,
  cancel: async (_room: string): Promise<void> => undefined,
};

const bank = {
  charge: async (cents: number): Promise<string> => {
    if (cents > 100_000) throw new restate.TerminalError('the card was declined', { errorCode: 402 });
    return `paid ${cents}`;
  },
};

/** Books a trip, or nothing of it: what was booked before a step fails for good is cancelled. */
export const trips = restate.service({
  name: 'Trips',
  handlers: {
    book: async (ctx: restate.Context, trip: Trip): Promise<Booked> => {
      const compensations: (() => restate.RestatePromise<void>)[] = [];
      try {
        const flight = await ctx.run('book flight', () => flights.book(trip.flight));
        compensations.push(() => ctx.run('cancel flight', () => flights.cancel(flight)));
        const hotel = await ctx.run('book hotel', () => hotels.book(trip.hotel));
        compensations.push(() => ctx.run('cancel hotel', () => hotels.cancel(hotel)));
        const receipt = await ctx.run('charge', () => bank.charge(trip.cents));
        return { flight, hotel, receipt };
      } catch (error) {
        if (!(error instanceof restate.TerminalError)) throw error;
        for (const compensate of compensations.reverse()) await compensate();
        throw error;
      }
    },
  },
});
