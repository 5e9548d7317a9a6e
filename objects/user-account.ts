/**
 * Profiles of users, kept in a database that others read too: once as a stateless service that asks the database on every
 * call, and once as an object that keeps the profile in its state and writes it through. Both may run at the same time,
 * as they do while one is replaced by the other.
 *
 * **Versions.** A row carries a version and the token of the write that made it. A save names the version that it follows,
 * and the database takes it only if that is the one it has (`UPDATE … WHERE version = :version - 1`). So an update is never
 * lost between two writers, and a late writer (a retry, or a zombie attempt) changes nothing. A writer that finds its own
 * token in the row knows that its save was taken and only the response was lost.
 *
 * **Write-through.** The object saves first and changes its state after it: what it answers is in the database. If the
 * save fails for good, the update fails, and nothing is stored. If its outcome is unknown, the object clears its
 * state and reads the database the next time. A kill between the two leaves the state one version behind; the next
 * update notices, because the database refuses it, and goes on from there.
 *
 * `profile` answers from the state, without the lock: it is what the object last knew, which another writer may have
 * changed since.
 *
 * **Errors** (all terminal): 400 bad input; 404 no such user; 422 refused by the database; 429 too many writers at once.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text } from './refuse.ts';

export interface Profile {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

/** A profile as the database has it. */
export interface Row {
  readonly version: number;
  /** Of the write that made this version. */
  readonly token: string;
  readonly profile: Profile;
}

/** The outside world. Errors that a retry cannot fix are terminal; all others are retried. */
export interface ProfileDatabase {
  readonly fetch: (userId: string) => Promise<Row | null>;
  /** Takes the row if its version follows the one that is there. @returns the row that is there afterwards */
  readonly save: (userId: string, row: Row) => Promise<Row>;
}

/** What an update changes; what it leaves out keeps its value. */
export type Changes = { readonly [Field in keyof Profile]?: Profile[Field] };

type AccountState = { row: Row };
type Owner = restate.ObjectContext<AccountState>;

/** After: one object per user, with the profile at hand. */
export function userAccount(database: ProfileDatabase) {
  return restate.object({
    name: 'UserAccount',
    handlers: {
      update: async (ctx: Owner, request: Changes): Promise<Row> => {
        const changes = changesFrom(request);
        const known = (await ctx.get('row')) ?? (await fetched(ctx, database, ctx.key));
        try {
          const row = await written(ctx, database, { userId: ctx.key, known, changes });
          ctx.set('row', row);
          return row;
        } catch (error) {
          // Taken or not: the database knows. To forget what was right costs one look-up.
          ctx.clear('row');
          throw error;
        }
      },

      profile: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<AccountState>): Promise<Row> =>
          (await ctx.get('row')) ?? fetched(ctx, database, ctx.key),
      ),
    },
  });
}

/** Before: stateless, so that every call asks the database. */
export function userService(database: ProfileDatabase) {
  return restate.service({
    name: 'UserService',
    handlers: {
      update: async (ctx: restate.Context, request: Changes & { readonly userId: string }): Promise<Row> => {
        const userId = text('userId', fieldsOf(request).userId);
        const changes = changesFrom(request);
        return written(ctx, database, { userId, known: await fetched(ctx, database, userId), changes });
      },
    },
  });
}

/** A caller waits, and the object its lock: an unreachable database ends the update after some seconds. */
const bounded = { initialRetryInterval: 100, maxRetryAttempts: 8 };
/** Other writers that may come first before an update gives up. */
const mostRounds = 5;

async function fetched(ctx: restate.Context, database: ProfileDatabase, userId: string): Promise<Row> {
  const row = await ctx.run('fetch', () => database.fetch(userId), bounded);
  return row ?? refuse(404, `there is no user "${userId}"`);
}

async function written(
  ctx: restate.Context,
  database: ProfileDatabase,
  { userId, known, changes }: { readonly userId: string; readonly known: Row; readonly changes: Changes },
): Promise<Row> {
  let before = known;
  for (let round = 1; round <= mostRounds; round++) {
    const row = changed(before, changes, ctx.rand.uuidv4());
    const there = await ctx.run('save', () => database.save(userId, row), bounded);
    if (there.token === row.token) return row;
    before = there;
  }
  return refuse(429, `${mostRounds} other updates of user "${userId}" came first`);
}

// The decisions.

export function changesFrom(request: Changes): Changes {
  const { name, email, phone } = fieldsOf(request);
  const changes = {
    ...(name !== undefined && { name: text('name', name) }),
    ...(email !== undefined && { email: text('email', email) }),
    ...(phone !== undefined && { phone: text('phone', phone) }),
  };
  return Object.keys(changes).length > 0 ? changes : refuse(400, 'an update changes a name, an email or a phone');
}

/** The version that follows, with what the changes name and all else as it was. */
export function changed({ version, profile }: Row, changes: Changes, token: string): Row {
  return { version: version + 1, token, profile: { ...profile, ...changes } };
}
