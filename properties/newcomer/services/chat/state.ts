import type { ObjectContext, ObjectSharedContext } from '@restatedev/restate-sdk';
import type { Message, RoomState } from './types';

export type Room = ObjectContext<RoomState>;
export type RoomReader = ObjectSharedContext<RoomState>;

export const messagesOf = async (ctx: RoomReader): Promise<Message[]> => (await ctx.get('messages')) ?? [];
export const listenersOf = async (ctx: RoomReader): Promise<string[]> => (await ctx.get('listeners')) ?? [];

export async function append(ctx: Room, from: string, text: string): Promise<Message> {
  const messages = await messagesOf(ctx);
  const message = { from, text, number: messages.length + 1 };
  ctx.set('messages', [...messages, message]);
  return message;
}
