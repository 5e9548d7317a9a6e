import * as restate from '@restatedev/restate-sdk';
import { signed, type WebhookEvent } from './events.ts';

type AccountState = { balance: number; seen: string[] };

/** Only the latest events are remembered. */
const WINDOW = 50;

export const account = restate.object({
  name: 'Account',
  handlers: {
    hasSeen: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<AccountState>, id: string): Promise<boolean> =>
        ((await ctx.get('seen')) ?? []).includes(id),
    ),
    apply: async (ctx: restate.ObjectContext<AccountState>, event: WebhookEvent): Promise<number> => {
      const balance = ((await ctx.get('balance')) ?? 0) + signed(event);
      ctx.set('seen', [event.id, ...((await ctx.get('seen')) ?? [])].slice(0, WINDOW));
      ctx.set('balance', balance);
      return balance;
    },
    applyOnce: async (ctx: restate.ObjectContext<AccountState>, event: WebhookEvent): Promise<number> => {
      const before = (await ctx.get('balance')) ?? 0;
      const seen = (await ctx.get('seen')) ?? [];
      if (seen.includes(event.id)) return before;
      ctx.set('seen', [event.id, ...seen].slice(0, WINDOW));
      ctx.set('balance', before + signed(event));
      return before + signed(event);
    },
    balance: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<AccountState>): Promise<number> => (await ctx.get('balance')) ?? 0,
    ),
  },
});

export type AccountApi = typeof account;
