import * as restate from '@restatedev/restate-sdk';

interface Hook {
  id: string;
  account: string;
  type: 'invoice.paid' | 'invoice.failed';
}

const signatures = { check: async ({ id }: Hook): Promise<boolean> => id !== '' };
const crm = { note: async (account: string, text: string): Promise<string> => `${account}: ${text}` };

/** Whether an event was seen before, by its id. */
export const events = restate.object({
  name: 'Events',
  handlers: {
    claim: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<{ seen: boolean }>, _source: string): Promise<boolean> => {
        if ((await ctx.get('seen')) === true) return false;
        ctx.set('seen', true);
        return true;
      },
    ),
  },
});

export const accounts = restate.object({
  name: 'Accounts',
  handlers: {
    apply: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<{ standing: string }>, hook: Hook): Promise<void> => {
        ctx.set('standing', hook.type === 'invoice.paid' ? 'good' : 'overdue');
        await ctx.run('note', () => crm.note(ctx.key, hook.type));
      },
    ),
  },
});

/** Takes events of the payment provider, which sends some of them twice. */
export const webhooks = restate.service({
  name: 'Webhooks',
  handlers: {
    receive: async (ctx: restate.Context, hook: Hook): Promise<string> => {
      const isSigned = await ctx.run('check signature', () => signatures.check(hook));
      if (!isSigned) throw new restate.TerminalError('not signed', { errorCode: 401 });
      const isNew = await ctx.objectClient(events, hook.id).claim('provider');
      if (!isNew) return 'seen before';
      ctx.objectSendClient(accounts, hook.account).apply(hook);
      return 'accepted';
    },
  },
});
