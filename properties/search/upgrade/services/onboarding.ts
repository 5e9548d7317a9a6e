import * as restate from '@restatedev/restate-sdk';

interface User {
  email: string;
  name: string;
}

interface Mail {
  to: string;
  template: 'welcome' | 'tips' | 'survey';
}

type Stage = 'waiting' | 'expired' | 'active';

const smtp = { send: async ({ to, template }: Mail): Promise<string> => `${template} to ${to}` };

export const mailer = restate.service({
  name: 'Mailer',
  handlers: {
    send: restate.handlers.handler({ ingressPrivate: true }, async (ctx: restate.Context, mail: Mail) => {
      await ctx.run('deliver', () => smtp.send(mail));
    }),
  },
});

/** A few mails for a new user, whose address is verified by a link. */
export const onboarding = restate.workflow({
  name: 'Onboarding',
  handlers: {
    run: async (ctx: restate.WorkflowContext<{ stage: Stage }>, user: User): Promise<Stage> => {
      await ctx.run('send welcome', () => smtp.send({ to: user.email, template: 'welcome' }));
      const tips: Mail = { to: user.email, template: 'tips' };
      ctx.serviceSendClient(mailer).send(tips, restate.rpc.sendOpts({ delay: { days: 1 } }));
      ctx.set('stage', 'waiting');
      try {
        await ctx.promise<boolean>('verified').get().orTimeout({ days: 7 });
      } catch (error) {
        if (!(error instanceof restate.TimeoutError)) throw error;
        ctx.set('stage', 'expired');
        return 'expired';
      }
      ctx.set('stage', 'active');
      await ctx.sleep({ days: 30 });
      await ctx.run('send survey', () => smtp.send({ to: user.email, template: 'survey' }));
      return 'active';
    },

    verify: async (ctx: restate.WorkflowSharedContext): Promise<void> => {
      await ctx.promise<boolean>('verified').resolve(true);
    },
  },
});
