import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { behindSlots } from '../behind-slots.ts';
import { bug } from '../bug.ts';

const POLL_MS = 20_000;

const partner = (isFixed: boolean) => {
  const service = restate.service({
    name: 'Partner',
    handlers: {
      export: async (ctx: restate.Context, rows: number): Promise<void> => {
        const isReady = await ctx.run('start', () => rows < 50);
        if (isReady) return;
        if (isFixed) {
          ctx
            .scope('partner')
            .serviceSendClient<typeof service>({ name: 'Partner' })
            .collect(rows, restate.rpc.sendOpts({ delay: POLL_MS }));
          return;
        }
        await ctx.sleep(POLL_MS);
        await ctx.run('collect', () => rows);
      },
      collect: async (ctx: restate.Context, rows: number): Promise<void> => {
        await ctx.run('collect', () => rows);
      },
    },
  });
  return service;
};

export const slotHeldOverASleep = bug('a slot that is held over a sleep', {
  mistake:
    'A handler sleeps until the partner is ready and keeps its slot, because a sleep of less than a minute does not suspend it.',
  breaks: 'nothing sleeps in a slot for which others wait',
  scenario: (isFixed) => ({
    services: [partner(isFixed)],
    operations: ({ call }) => [
      call(partner(isFixed), 'export', { input: fc.integer({ min: 1, max: 60 }), scope: 'partner' }),
    ],
    maxOperations: 6,
    server: { version: '1.8', limits: { partner: 1 } },
    invariants: [
      behindSlots('nothing sleeps in a slot for which others wait', ({ handler, waiting, sleeps }) =>
        sleeps ? `${handler} sleeps in its slot, and ${waiting} waits for one` : undefined,
      ),
    ],
  }),
});
