import { handlers, object } from '@restatedev/restate-sdk';
import { append, listenersOf, messagesOf, type Room, type RoomReader } from './state';
import { nextMessage } from './wait';

export const room = object({
  name: 'ChatRoom',
  handlers: {
    post: async (ctx: Room, { from, text }: { from: string; text: string }) => {
      const message = await append(ctx, from, text);
      for (const id of await listenersOf(ctx)) ctx.resolveAwakeable(id, message);
      ctx.clear('listeners');
      return message.number;
    },
    next: async (ctx: Room, after: number) => nextMessage(ctx, after),
    history: handlers.object.shared(async (ctx: RoomReader) => messagesOf(ctx)),
  },
});
