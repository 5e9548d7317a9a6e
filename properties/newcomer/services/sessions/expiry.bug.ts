import * as restate from '@restatedev/restate-sdk';
import type { SessionApi } from './session.ts';
import { LIFETIME } from './types.ts';

/** Ends the session of a device after its lifetime. */
export function expireLater(ctx: restate.ObjectContext, token: string): void {
  ctx
    .objectSendClient<SessionApi>({ name: 'Session' }, ctx.key)
    .expire(token, restate.rpc.sendOpts({ delay: LIFETIME }));
}

/** Whether an expiry is meant for the session. */
export const isMeant = (_token: string, _current: string): boolean => true;
