import { TimeoutError } from '@restatedev/restate-sdk';
import { listenersOf, messagesOf, type Room } from './state';
import type { Message } from './types';

const POLL = { seconds: 1 };

/** Long poll: the first message after a number, if there is one within a second. */
export async function nextMessage(ctx: Room, after: number): Promise<Message | null> {
  const known = (await messagesOf(ctx)).find(({ number }) => number > after);
  if (known !== undefined) return known;
  const { id, promise } = ctx.awakeable<Message>();
  ctx.set('listeners', [...(await listenersOf(ctx)), id]);
  try {
    return await promise.orTimeout(POLL);
  } catch (error) {
    if (error instanceof TimeoutError) return null;
    throw error;
  }
}
