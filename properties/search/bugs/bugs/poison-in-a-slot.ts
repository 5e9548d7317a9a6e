import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { noStarvation } from '../../../../sim/checks/limits/no-starvation.ts';
import { bug } from '../bug.ts';

const ADDRESSES = ['ann@x', 'bob@x', 'cid@x', 'dora@x', 'nowhere'] as const;

const mail = (isFixed: boolean) =>
  restate.service({
    name: 'Mail',
    options: {
      retryPolicy: { initialInterval: 1_000, exponentiationFactor: 1, maxAttempts: 60, onMaxAttempts: 'kill' },
    },
    handlers: {
      send: async (ctx: restate.Context, to: string): Promise<void> => {
        if (!to.includes('@')) {
          if (isFixed) throw new restate.TerminalError(`${to} is no address`);
          throw new Error(`${to} is no address`);
        }
        await ctx.run('send', () => to);
      },
    },
  });

export const poisonInASlot = bug('a poison message in the slots of a limit', {
  mistake: 'A mail that can never be sent is tried each second for a minute, and keeps its slot meanwhile.',
  breaks: noStarvation.name,
  scenario: (isFixed) => ({
    services: [mail(isFixed)],
    operations: ({ send }) => [send(mail(isFixed), 'send', { input: fc.constantFrom(...ADDRESSES), scope: 'mails' })],
    maxOperations: 6,
    server: { version: '1.8', limits: { mails: 1 } },
  }),
});
