import * as restate from '@restatedev/restate-sdk';
import { mailer } from './mailer.ts';
import { newToken } from './token.ts';
import { VERIFY_WITHIN, type OnboardingState, type SignUp, type Stage } from './types.ts';
import { parseSignUp } from './validate.ts';

type Ctx = restate.WorkflowContext<OnboardingState>;
type Shared = restate.WorkflowSharedContext<OnboardingState>;

export const onboarding = restate.workflow({
  name: 'Onboarding',
  handlers: {
    run: async (ctx: Ctx, input: SignUp): Promise<Stage> => {
      const signUp = parseSignUp(input);
      ctx.set('signUp', signUp);
      ctx.set('stage', 'waiting');

      const token = await newToken(ctx);
      ctx.set('token', token);
      await ctx.run('send verification mail', () => mailer.verification(signUp.email, token));

      try {
        await ctx.promise<void>('verified').get().orTimeout(VERIFY_WITHIN);
      } catch (error) {
        if (!(error instanceof restate.TimeoutError)) throw error;
        ctx.set('stage', 'expired');
        return 'expired';
      }
      ctx.set('stage', 'verified');
      await ctx.run('send welcome mail', () => mailer.welcome(signUp.email, signUp.name));
      return 'verified';
    },

    verify: async (ctx: Shared, token: string): Promise<boolean> => {
      const expected = await ctx.get('token');
      if (expected === null || expected !== token) return false;
      if ((await ctx.get('stage')) === 'expired')
        throw new restate.TerminalError('the link has expired', { errorCode: 410 });
      await ctx.promise<void>('verified').resolve();
      return true;
    },

    stage: async (ctx: Shared): Promise<Stage | 'unknown'> => (await ctx.get('stage')) ?? 'unknown',
  },
});
