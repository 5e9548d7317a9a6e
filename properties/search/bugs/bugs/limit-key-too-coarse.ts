import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { behindSlots } from '../behind-slots.ts';
import { bug } from '../bug.ts';

const PART_MS = 12_000;

/** Imports of whole catalogues come over night and take a while; single articles are imported while a user waits. */
const importer = restate.service({
  name: 'Import',
  handlers: {
    all: async (ctx: restate.Context, parts: number): Promise<void> => {
      for (let part = 0; part < parts; part++) {
        await ctx.run(`part ${part}`, () => part);
        await ctx.sleep(PART_MS);
      }
    },
    one: async (ctx: restate.Context, article: string): Promise<void> => {
      await ctx.run('article', () => article);
    },
  },
});

export const limitKeyTooCoarse = bug('a limit key that is too coarse', {
  mistake:
    'Imports over night and imports of single articles have one limit key, so a short one waits behind every long one.',
  breaks: 'an article does not wait for a catalogue',
  scenario: (isFixed) => ({
    services: [importer],
    operations: ({ call, send }) => [
      send(importer, 'all', {
        input: fc.integer({ min: 1, max: 3 }),
        scope: 'imports',
        limitKey: isFixed ? 'bulk' : 'imports',
      }),
      call(importer, 'one', { input: 'tea', scope: 'imports', limitKey: isFixed ? 'single' : 'imports' }),
    ],
    maxOperations: 6,
    server: { version: '1.8', limits: { 'imports/*': 1 } },
    invariants: [
      behindSlots('an article does not wait for a catalogue', ({ handler, waiting }) =>
        handler === 'Import/all' && waiting === 'Import/one'
          ? `${waiting} waits for the slot of ${handler}`
          : undefined,
      ),
    ],
  }),
});
