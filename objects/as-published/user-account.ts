import * as restate from '@restatedev/restate-sdk';
import { get, run, type Missing } from './go.ts';
import type { ProfileDB, UpdateProfileRequest } from './user-service.ts';

export interface Profile {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

const zero: Profile = { userId: '', name: '', email: '', phone: '' };

/** guide, part 5, "After: Virtual Object (stateful)" */
export function userAccount({ fetchProfileFromDB, saveProfileToDB }: ProfileDB, missing: Missing) {
  return restate.object({
    name: 'UserAccount',
    handlers: {
      UpdateProfile: async (ctx: restate.ObjectContext, req: UpdateProfileRequest): Promise<void> => {
        const userID = ctx.key;
        let [profile, err] = await get(ctx, 'profile', { zero, missing });
        if (err !== undefined) {
          const [fetched, failure] = await run(ctx, () => fetchProfileFromDB(userID));
          if (failure !== undefined) throw failure;
          profile = fetched;
        }
        profile = { ...profile, name: req.Name, email: req.Email };
        ctx.set('profile', profile);
        await run(ctx, () => saveProfileToDB(profile));
      },
    },
  });
}
