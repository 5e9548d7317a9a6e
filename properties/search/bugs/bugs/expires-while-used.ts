import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

const MINUTE_MS = 60_000;
const IDLE_MS = 10 * MINUTE_MS;

type State = { uses: number; usedAtMs: number; idleMs: number };

const session = (isFixed: boolean) =>
  restate.object({
    name: 'Session',
    handlers: {
      use: async (ctx: restate.ObjectContext<State>): Promise<number> => {
        const uses = ((await ctx.get('uses')) ?? 0) + 1;
        ctx.set('uses', uses);
        ctx.set('usedAtMs', await ctx.date.now());
        ctx.genericSend({
          service: 'Session',
          method: 'expire',
          key: ctx.key,
          parameter: uses,
          delay: IDLE_MS,
          inputSerde: restate.serde.json as restate.Serde<number>,
        });
        return uses;
      },
      expire: async (ctx: restate.ObjectContext<State>, after: number): Promise<void> => {
        if (isFixed && (await ctx.get('uses')) !== after) return;
        const usedAtMs = (await ctx.get('usedAtMs')) ?? 0;
        ctx.set('idleMs', (await ctx.date.now()) - usedAtMs);
      },
    },
  });

export const expiresWhileUsed = bug('a session that ends while it is used', {
  mistake: 'The timer of the first use ends the session, although it was used again some minutes later.',
  breaks: 'a session ends when it was idle',
  scenario: (isFixed) => ({
    services: [session(isFixed)],
    operations: ({ call }) => [call(session(isFixed), 'use', { key: fc.constantFrom('x', 'y') })],
    invariants: [
      everyWrite<number>('a session ends when it was idle', { service: 'Session', state: 'idleMs' }, ({ value }) =>
        value >= IDLE_MS - MINUTE_MS ? true : `it was idle for ${value} ms`,
      ),
    ],
  }),
});
