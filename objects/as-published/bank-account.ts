import * as restate from '@restatedev/restate-sdk';
import { get, returned, set, type Missing } from './go.ts';

/** guide, part 2, "Concurrent Readers Pattern" */
export function bankAccount(missing: Missing) {
  return restate.object({
    name: 'BankAccount',
    handlers: {
      Debit: async (ctx: restate.ObjectContext, amount: number): Promise<void> => {
        const [balance] = await get(ctx, 'balance', { zero: 0, missing });
        if (balance < amount) throw new restate.TerminalError('insufficient funds', { errorCode: 400 });
        set(ctx, 'balance', balance - amount);
      },

      GetBalance: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<number> => {
        const [balance, err] = await get(ctx, 'balance', { zero: 0, missing });
        if (err !== undefined) throw err;
        return balance;
      }),
    },
  });
}

/** guide, part 2, "Concurrent Readers Pattern" (Usage) */
export const accountCaller = restate.service({
  name: 'AccountCaller',
  handlers: {
    Use: async (ctx: restate.Context): Promise<void> => {
      const account = ctx.objectClient<ReturnType<typeof bankAccount>>({ name: 'BankAccount' }, 'account-123');
      await returned(account.Debit(100));
      await returned(account.GetBalance());
      await returned(account.GetBalance());
    },
  },
});
