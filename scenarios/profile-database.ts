import { TerminalError } from '@restatedev/restate-sdk';
import type { ProfileDatabase, Row } from '../objects/user-account.ts';
import { effect, type Effect } from '../sim/index.ts';

/** A request to the database. */
export type Query = { readonly fetch: string } | { readonly save: string; readonly row: Row };

/** The rows of the database. */
export interface Table {
  readonly rows: Map<string, Row>;
}

/** This user's rows are on a disk that does not answer. */
export const LOST_DISK = 'dan';

/** Whether the database takes a row, for example by its version. */
type Takes = (row: Row, there: Row | undefined) => boolean;

/** @param takes whether a row replaces the stored one */
export function profileTable(takes: Takes): Effect<Query, Row | null> {
  return effect({
    state: (): Table => ({
      rows: new Map(['ann', 'bob', 'cid', LOST_DISK].map((userId) => [userId, registered(userId)])),
    }),
    apply: ({ rows }: Table, query: Query): Row | null => {
      if ('fetch' in query) return rows.get(query.fetch) ?? null;
      const { save: userId, row } = query;
      if (userId === LOST_DISK) throw new Error('the disk does not answer');
      if (row.profile.email === 'taken@example.com')
        throw new TerminalError('this e-mail is taken', { errorCode: 422 });
      const there = rows.get(userId);
      if (takes(row, there)) rows.set(userId, row);
      return rows.get(userId) ?? null;
    },
    latenciesMs: [0, 30, 900],
    // A read changes nothing, and each save has a token, so repetitions of both are harmless.
    idempotencyKey: (query) => ('fetch' in query ? `fetch ${query.fetch}` : `${query.row.version} ${query.row.token}`),
    repetitionKeeps: ({ rows }: Table) => Object.fromEntries(rows),
  });
}

function registered(userId: string): Row {
  const profile = { name: 'as registered', email: `${userId}@example.com`, phone: '555-0100' };
  return { version: 1, token: 'registered', profile };
}

export interface ProfileEffects {
  readonly profiles: (query: Query) => Promise<Row | null>;
}

/** The database interface of the objects. */
export function databaseOf({ profiles }: ProfileEffects): ProfileDatabase {
  return {
    fetch: (userId) => profiles({ fetch: userId }),
    save: async (userId, row) => (await profiles({ save: userId, row })) ?? row,
  };
}
