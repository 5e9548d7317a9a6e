import * as restate from '@restatedev/restate-sdk';

interface Charge {
  account: string;
  cents: number;
}

interface Entry {
  cents: number;
  capture: string;
}

interface Books {
  entries: Entry[];
}

const fraud = {
  score: async (account: string, cents: number): Promise<number> => (account === 'mallory' && cents > 100 ? 1 : 0),
};

const gateway = {
  authorize: async (account: string, cents: number): Promise<string> => `auth-${account}-${cents}`,
  capture: async (authorization: string): Promise<string> => `capture of ${authorization}`,
};

/** What an account has paid, in the order in which it was captured. */
export const ledger = restate.object({
  name: 'Ledger',
  handlers: {
    record: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<Books>, entry: Entry): Promise<void> => {
        const entries = (await ctx.get('entries')) ?? [];
        ctx.set('entries', [...entries, entry]);
      },
    ),

    total: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Books>): Promise<number> => {
      const entries = (await ctx.get('entries')) ?? [];
      return entries.reduce((sum, { cents }) => sum + cents, 0);
    }),
  },
});

/** Clients give an idempotency key with each charge. */
export const payments = restate.service({
  name: 'Payments',
  handlers: {
    charge: async (ctx: restate.Context, { account, cents }: Charge): Promise<string> => {
      const risk = await ctx.run('score risk', () => fraud.score(account, cents));
      if (risk > 0.9) throw new restate.TerminalError('refused by the fraud check', { errorCode: 402 });
      const authorization = await ctx.run('authorize', () => gateway.authorize(account, cents));
      const capture = await ctx.run('capture', () => gateway.capture(authorization));
      ctx.objectSendClient(ledger, account).record({ cents, capture });
      return capture;
    },
  },
});
