import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { atRest } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

/** Stations that a note passes on its way; what goes straight is taken to be faster. */
const STATIONS = 4;

const book = restate.object({
  name: 'Book',
  handlers: {
    open: async (ctx: restate.ObjectContext<{ open: number }>): Promise<void> => {
      ctx.set('open', ((await ctx.get('open')) ?? 0) + 1);
    },
    close: async (ctx: restate.ObjectContext<{ open: number }>): Promise<void> => {
      ctx.set('open', Math.max(0, ((await ctx.get('open')) ?? 0) - 1));
    },
  },
});

const relay = restate.service({
  name: 'Relay',
  handlers: {
    pass: async (ctx: restate.Context, note: { key: string; left: number }): Promise<void> => {
      if (note.left === 0) ctx.objectSendClient<typeof book>({ name: 'Book' }, note.key).close();
      else ctx.serviceSendClient<RelayService>({ name: 'Relay' }).pass({ ...note, left: note.left - 1 });
    },
  },
});

type RelayService = typeof relay;

const library = (isFixed: boolean) =>
  restate.service({
    name: 'Library',
    handlers: {
      lend: async (ctx: restate.Context, key: string): Promise<void> => {
        if (isFixed) await ctx.objectClient<typeof book>({ name: 'Book' }, key).open();
        else ctx.objectSendClient<typeof book>({ name: 'Book' }, key).open();
        ctx.serviceSendClient<RelayService>({ name: 'Relay' }).pass({ key, left: STATIONS });
      },
    },
  });

export const sendOrder = bug('an order of sends that is taken for granted', {
  mistake:
    'A direct message is assumed to arrive before one that passes four other handlers; no such order is guaranteed.',
  breaks: 'no book stays open',
  isHard: true,
  blind: [
    { hunter: 'crashes', why: 'only another order of steps lets a message overtake' },
    {
      hunter: 'uniform',
      why: 'of two chains that compete, a walk that takes each step with the same chance lets a long one win against a single step hardly ever',
    },
  ],
  scenario: (isFixed) => ({
    services: [book, relay, library(isFixed)],
    operations: ({ call }) => [call(library(isFixed), 'lend', { input: fc.constantFrom('a', 'b') })],
    maxOperations: 4,
    // A cancel between the two messages leaves the book open in the twin too.
    faults: { operators: false },
    invariants: [
      atRest('no book stays open', (view) => {
        const open = view.keys('Book').find((key) => view.state('Book', key, 'open') !== 0);
        return open === undefined ? true : `book ${open} stays open`;
      }),
    ],
  }),
});
