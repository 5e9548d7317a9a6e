import type * as restate from '@restatedev/restate-sdk';
import {
  changed,
  changesFrom,
  userAccount,
  type Changes,
  type Profile,
  type ProfileDatabase,
  type Row,
} from '../../objects/user-account.ts';
import { refuse } from '../../objects/refuse.ts';
import { withHandlers } from './with-handlers.ts';

type Broken = (database: ProfileDatabase) => { readonly name: string };

/** Responds with the version that it wanted to save, whether or not the database accepted it. */
export const swallowsFailures: Broken = updating(async (ctx, database, before, changes) => {
  const row = changed(before, changes, ctx.rand.uuidv4());
  await ctx.run('save', () => database.save(ctx.key, row), { maxRetryAttempts: 3 }).catch(() => undefined);
  return row;
});

/** Takes a lost response for success. */
export const doesNotLook: Broken = updating(async (ctx, database, before, changes) => {
  const row = changed(before, changes, ctx.rand.uuidv4());
  await ctx.run('save', () => database.save(ctx.key, row), { maxRetryAttempts: 8 });
  return row;
});

/** Saves the fields of the request, and no others. */
export const savesTheRequest: Broken = updating(async (ctx, database, before, changes) => {
  const profile = { name: '', email: '', phone: '', ...changes } satisfies Profile;
  const row = { ...changed(before, changes, ctx.rand.uuidv4()), profile };
  return ctx.run('save', () => database.save(ctx.key, row), { maxRetryAttempts: 8 });
});

/** Shows a version before the database has accepted it. */
export const showsTooEarly: Broken = updating(async (ctx, database, before, changes) => {
  const row = changed(before, changes, ctx.rand.uuidv4());
  ctx.set('row', row);
  await ctx.run('stored', () => undefined);
  return ctx.run('save', () => database.save(ctx.key, row), { maxRetryAttempts: 8 });
});

/**
 * Takes its state for the content of the database: it keeps it when the response to a save is lost, and refuses when another
 * writer came first.
 */
export const trustsItsState: Broken = updating(async (ctx, database, before, changes) => {
  const row = changed(before, changes, ctx.rand.uuidv4());
  const there = await ctx.run('save', () => database.save(ctx.key, row), { maxRetryAttempts: 8 });
  return there.token === row.token ? row : refuse(429, 'another update came first');
});

type Update = (ctx: restate.ObjectContext, database: ProfileDatabase, before: Row, changes: Changes) => Promise<Row>;

function updating(update: Update): Broken {
  return (database) =>
    withHandlers(userAccount(database), {
      update: async (ctx: restate.ObjectContext, request: Changes) => {
        const changes = changesFrom(request);
        const known =
          (await ctx.get<Row>('row')) ??
          (await ctx.run('fetch', () => database.fetch(ctx.key), { maxRetryAttempts: 8 }));
        const row = await update(ctx, database, known ?? refuse(404, 'there is no user'), changes);
        ctx.set('row', row);
        return row;
      },
    });
}
