import * as restate from '@restatedev/restate-sdk';
import { expireLater, isMeant } from './expiry.ts';
import type { Session } from './types.ts';

interface State {
  [name: string]: unknown;
  session: Session;
}

async function signIn(ctx: restate.ObjectContext, user: string): Promise<string> {
  const session: Session = { user, token: ctx.rand.uuidv4(), startedAt: await ctx.date.now() };
  ctx.set('session', session);
  expireLater(ctx, session.token);
  return session.token;
}

async function refresh(ctx: restate.ObjectContext, token: string): Promise<string> {
  const session = await ctx.get<Session>('session');
  if (session === null || session.token !== token) throw new restate.TerminalError('signed out', { errorCode: 401 });
  return signIn(ctx, session.user);
}

async function signOut(ctx: restate.ObjectContext): Promise<void> {
  ctx.clear('session');
}

async function expire(ctx: restate.ObjectContext, token: string): Promise<void> {
  const session = await ctx.get<Session>('session');
  if (session !== null && isMeant(token, session.token)) ctx.clear('session');
}

async function whoAmI(ctx: restate.ObjectSharedContext): Promise<string | null> {
  const session = await ctx.get<State['session']>('session');
  return session?.user ?? null;
}

/** A device of a user. */
export const session = restate.object({
  name: 'Session',
  handlers: { signIn, refresh, signOut, expire, whoAmI: restate.handlers.object.shared(whoAmI) },
});

export type SessionApi = typeof session;
