import * as restate from '@restatedev/restate-sdk';
import { get, type Missing } from './go.ts';

/** guide, part 2, "Concurrent Readers Pattern" */
export function bankAccount(missing: Missing) {
  return restate.object({
    name: 'BankAccount',
    handlers: {
      Debit: async (ctx: restate.ObjectContext, amount: number): Promise<void> => {
        const [balance] = await get(ctx, 'balance', { zero: 0, missing });
        if (balance < amount) throw new restate.TerminalError('insufficient funds', { errorCode: 400 });
        ctx.set('balance', balance - amount);
      },

      GetBalance: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<number> => {
        const [balance, err] = await get(ctx, 'balance', { zero: 0, missing });
        if (err !== undefined) throw err;
        return balance;
      }),
    },
  });
}
