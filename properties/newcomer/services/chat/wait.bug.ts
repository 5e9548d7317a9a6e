import { listenersOf, messagesOf, type Room } from './state';
import type { Message } from './types';

/** Long poll: the first message after a number, as soon as there is one. */
export async function nextMessage(ctx: Room, after: number): Promise<Message> {
  const known = (await messagesOf(ctx)).find(({ number }) => number > after);
  if (known !== undefined) return known;
  const { id, promise } = ctx.awakeable<Message>();
  ctx.set('listeners', [...(await listenersOf(ctx)), id]);
  return promise;
}
