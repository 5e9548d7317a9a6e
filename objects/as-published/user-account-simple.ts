import * as restate from '@restatedev/restate-sdk';

export interface UserProfile {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** guide, part 2, "Pattern 1: Simple Entity ID" */
export const userAccountSimple = restate.object({
  name: 'UserAccount',
  handlers: {
    UpdateProfile: async (ctx: restate.ObjectContext, profile: UserProfile): Promise<void> => {
      await ctx.get<UserProfile>('profile');
      ctx.set('profile', profile);
    },
  },
});
