import { TerminalError } from '@restatedev/restate-sdk';
import { effect, type Effect } from '../../sim/index.ts';
import type { Order, OrderDB } from '../../objects/as-published/process-order.ts';
import type { Profile } from '../../objects/as-published/user-account.ts';
import type { ProfileDB } from '../../objects/as-published/user-service.ts';

/** A request to a table whose rows have names. */
export type Query<Row> = { readonly load: string } | { readonly save: string; readonly row: Row };

/** The state of a table. */
export interface Table<Row> {
  readonly rows: Map<string, Row>;
}

function table<Row>(
  rows: readonly (readonly [string, Row])[],
  refuses: (row: Row) => string | undefined = () => undefined,
): Effect<Query<Row>, Row | undefined> {
  return effect({
    state: (): Table<Row> => ({ rows: new Map(rows) }),
    apply: ({ rows: stored }: Table<Row>, query: Query<Row>): Row | undefined => {
      if ('load' in query) {
        const row = stored.get(query.load);
        if (row === undefined) throw new Error(`no row ${query.load}`);
        return row;
      }
      const problem = refuses(query.row);
      if (problem !== undefined) throw new TerminalError(problem, { errorCode: 422 });
      stored.set(query.save, query.row);
      return undefined;
    },
  });
}

const profile = (userId: string): readonly [string, Profile] => [
  userId,
  { userId, name: 'as registered', email: `${userId}@example.com`, phone: '555-0100' },
];

/** A database of profiles; its e-mail column is unique. */
export const profiles = table<Profile>([profile('ann'), profile('bob')], ({ email }) =>
  email === 'taken@example.com' ? 'duplicate key value violates unique constraint "email"' : undefined,
);

export const orders = table<Order>([
  ['o1', { id: 'o1', processed: 0 }],
  ['o2', { id: 'o2', processed: 0 }],
]);

export interface ProfileEffects {
  readonly profiles: (query: Query<Profile>) => Promise<Profile | undefined>;
}

export interface OrderEffects {
  readonly orders: (query: Query<Order>) => Promise<Order | undefined>;
}

/** The functions that the listings call for the database. */
export function profileDB({ profiles: query }: ProfileEffects): ProfileDB {
  return {
    fetchProfileFromDB: async (load) => found(await query({ load })),
    saveProfileToDB: async (row) => void (await query({ save: row.userId, row })),
  };
}

export function orderDB({ orders: query }: OrderEffects): OrderDB {
  return {
    loadFromDB: async (load) => found(await query({ load })),
    saveToD: async (row) => void (await query({ save: row.id, row })),
  };
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('the database gave no row');
  return row;
}
