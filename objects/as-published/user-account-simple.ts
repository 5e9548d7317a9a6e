import * as restate from '@restatedev/restate-sdk';
import { get, returned } from './go.ts';

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
      await get<UserProfile>(ctx, 'profile', { zero: { name: '', email: '', phone: '' } });
      ctx.set('profile', profile);
    },
  },
});

/** guide, part 2, "Pattern 1" (Usage) */
export const profileCaller = restate.service({
  name: 'ProfileCaller',
  handlers: {
    Use: async (ctx: restate.Context, profile: UserProfile): Promise<void> => {
      const [, err] = await returned(ctx.objectClient(userAccountSimple, 'user-123').UpdateProfile(profile));
      if (err !== undefined) throw err;
    },
  },
});
