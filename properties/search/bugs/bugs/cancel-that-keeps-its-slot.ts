import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { slotsComeBack } from '../../../../sim/checks/limits/slots-come-back.ts';
import { bug } from '../bug.ts';

const POLL_MS = 10_000;
const ROUNDS = 15;

const watch = (isFixed: boolean) =>
  restate.service({
    name: 'Watch',
    handlers: {
      job: async (ctx: restate.Context, steps: number): Promise<string> => {
        for (let round = 0; round < ROUNDS; round++) {
          try {
            if (await ctx.run('poll', () => round >= steps)) return 'done';
            await ctx.sleep(POLL_MS);
          } catch (error) {
            // The job may be asked again, whatever the reason.
            if (isFixed && error instanceof restate.CancelledError) throw error;
          }
        }
        return 'given up';
      },
    },
  });

export const cancelThatKeepsItsSlot = bug('a cancel that keeps its slot', {
  mistake: 'A loop that polls catches the error of its own cancel, and goes on in its slot while others wait for one.',
  breaks: slotsComeBack.name,
  isHard: true,
  scenario: (isFixed) => ({
    services: [watch(isFixed)],
    operations: ({ send }) => [send(watch(isFixed), 'job', { input: fc.constantFrom(1, ROUNDS), scope: 'watches' })],
    maxOperations: 5,
    server: { version: '1.8', limits: { watches: 1 } },
  }),
});
