import { MOVED, type EditedService } from '../edited-service.ts';

/** `book` stores: 1 run "book flight", 2 run "book hotel", 3 run "charge"; then, where that fails, both are cancelled. */
export const trip: EditedService = {
  name: 'trip',
  file: new URL('trip.ts', import.meta.url),
  hints: {
    examples: {
      'Trips/book': [
        { flight: 'LH1', hotel: 'Ritz', cents: 90_000 },
        { flight: 'LH2', hotel: 'Ritz', cents: 900_000 },
      ],
    },
  },
  edits: [
    {
      name: 'what was booked first is cancelled first',
      replace: [['compensations.reverse()', 'compensations']],
      breaks: [
        {
          on: MOVED,
          handler: 'Trips/book',
          kind: 'breaks in flight at entry 4 (run "cancel hotel")',
          points: {
            'Trips/book':
              'safe up to after entry 3 (run "charge"), breaks from before the result of entry 4 (run "cancel hotel") is stored on',
          },
          resumed: {
            'Trips/book':
              'safe up to before the result of entry 3 (run "charge") is stored, breaks from before entry 4 to before the result of entry 5 (run "cancel flight") is stored',
          },
          old: "ctx.run('cancel hotel'",
          next: "ctx.run('cancel flight'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Trips/book',
          kind: 'breaks in flight when it is rolled back at entry 4 (run "cancel flight")',
          old: "ctx.run('cancel hotel'",
          next: "ctx.run('cancel flight'",
        },
      ],
    },
    {
      name: 'the result of a step has another shape, and nothing crashes',
      replace: [
        [
          'book: async (hotel: string): Promise<string> => `room in ${hotel}`,',
          'book: async (hotel: string): Promise<{ room: string }> => ({ room: `room in ${hotel}` }),',
        ],
        ['hotels.cancel(hotel)', 'hotels.cancel(hotel.room)'],
        ['return { flight, hotel, receipt };', 'return { flight, hotel: hotel.room, receipt };'],
      ],
      differs: [{ on: ['in-place', 'rollback in-place'], what: /Silently different: the answer to/ }],
    },
    {
      name: 'the result of a step has another shape, and the code crashes',
      replace: [
        [
          'book: async (hotel: string): Promise<string> => `room in ${hotel}`,',
          'book: async (hotel: string): Promise<{ rooms: string[] }> => ({ rooms: [`room in ${hotel}`] }),',
        ],
        [
          "const hotel = await ctx.run('book hotel', () => hotels.book(trip.hotel));",
          "const booked = await ctx.run('book hotel', () => hotels.book(trip.hotel));\n        const hotel = booked.rooms.join(', ');",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Trips/book',
          kind: 'endless retry',
          points: {
            'Trips/book':
              'safe up to before the result of entry 2 (run "book hotel") is stored, breaks from after entry 2 (run "book hotel") on',
          },
          old: "ctx.run('book hotel'",
          next: 'booked.rooms.join',
          resumed: {
            'Trips/book':
              'safe up to before the result of entry 1 (run "book flight") is stored, breaks from before entry 2 to before the result of entry 5 (run "cancel flight") is stored',
          },
        },
      ],
      differs: [{ on: ['rollback in-place'], what: /Silently different: the answer to/ }],
    },
    {
      name: 'a car is booked at the end',
      replace: [
        [
          '        return { flight, hotel, receipt };',
          "        await ctx.run('book car', () => `car at ${trip.hotel}`);\n        return { flight, hotel, receipt };",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Trips/book',
          kind: 'breaks in flight when it is rolled back at entry 4 (run "book car")',
          next: "ctx.run('book car'",
        },
      ],
    },
    {
      name: 'two steps run at the same time',
      replace: [
        [
          `        const flight = await ctx.run('book flight', () => flights.book(trip.flight));
        compensations.push(() => ctx.run('cancel flight', () => flights.cancel(flight)));
        const hotel = await ctx.run('book hotel', () => hotels.book(trip.hotel));
`,
          `        const [flight, hotel] = await restate.RestatePromise.all([
          ctx.run('book flight', () => flights.book(trip.flight)),
          ctx.run('book hotel', () => hotels.book(trip.hotel)),
        ]);
        compensations.push(() => ctx.run('cancel flight', () => flights.cancel(flight)));
`,
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Trips/book',
          kind: 'breaks in flight when it is rolled back at entry 2 (run "book hotel")',
          old: "await ctx.run('book flight'",
          next: "ctx.run('book hotel'",
        },
      ],
    },
    {
      name: 'a card is declined with another text',
      replace: [["'the card was declined'", "'your card was declined, try another one'"]],
    },
    {
      name: 'the first step and the second are exchanged',
      replace: [
        [
          `        const flight = await ctx.run('book flight', () => flights.book(trip.flight));
        compensations.push(() => ctx.run('cancel flight', () => flights.cancel(flight)));
`,
          '',
        ],
        [
          '        const receipt = await',
          `        const flight = await ctx.run('book flight', () => flights.book(trip.flight));
        compensations.push(() => ctx.run('cancel flight', () => flights.cancel(flight)));
        const receipt = await`,
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Trips/book',
          kind: 'breaks in flight at entry 1 (run "book flight")',
          points: {
            'Trips/book':
              'safe up to before entry 1, breaks from before the result of entry 1 (run "book flight") is stored on',
          },
          old: "ctx.run('book flight'",
          next: "ctx.run('book hotel'",
          resumed: {
            'Trips/book': 'breaks from before entry 1 to before the result of entry 5 (run "cancel flight") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Trips/book',
          kind: 'breaks in flight when it is rolled back at entry 1 (run "book hotel")',
          old: "ctx.run('book flight'",
          next: "ctx.run('book hotel'",
        },
      ],
    },
  ],
};
