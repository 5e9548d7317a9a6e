import * as restate from '@restatedev/restate-sdk';
import { OPENING, type WalletState } from './types';

type Ctx = restate.ObjectContext<WalletState>;
const balanceOf = async (ctx: restate.ObjectSharedContext<WalletState>) => (await ctx.get('balance')) ?? OPENING;

export const wallet = restate.object({
  name: 'Wallet',
  handlers: {
    debit: async (ctx: Ctx, amount: number): Promise<void> => {
      const balance = await balanceOf(ctx);
      if (balance < amount) throw new restate.TerminalError('not enough', { errorCode: 402 });
      ctx.set('balance', balance - amount);
    },
    credit: async (ctx: Ctx, amount: number): Promise<void> => {
      if (await ctx.get('frozen')) throw new restate.TerminalError('frozen', { errorCode: 423 });
      ctx.set('balance', (await balanceOf(ctx)) + amount);
    },
    /** Takes back what could not be delivered, also into a frozen wallet. */
    giveBack: async (ctx: Ctx, amount: number): Promise<void> => ctx.set('balance', (await balanceOf(ctx)) + amount),
    freeze: async (ctx: Ctx): Promise<void> => ctx.set('frozen', true),
    balance: restate.handlers.object.shared(balanceOf),
  },
});

export type Wallet = typeof wallet;
