import * as restate from '@restatedev/restate-sdk';
import type { Profile } from './user-account.ts';

export interface UpdateProfileRequest {
  readonly UserID: string;
  readonly Name: string;
  readonly Email: string;
}

/** The database, which the listings call and do not define. */
export interface ProfileDB {
  readonly fetchProfileFromDB: (userID: string) => Promise<Profile>;
  readonly saveProfileToDB: (profile: Profile) => Promise<void>;
}

/** guide, part 5, "Before: Basic Service (stateless)" */
export function userService({ fetchProfileFromDB, saveProfileToDB }: ProfileDB) {
  return restate.service({
    name: 'UserService',
    handlers: {
      UpdateProfile: async (_ctx: restate.Context, req: UpdateProfileRequest): Promise<void> => {
        const profile = await fetchProfileFromDB(req.UserID);
        await saveProfileToDB({ ...profile, name: req.Name, email: req.Email });
      },
    },
  });
}
