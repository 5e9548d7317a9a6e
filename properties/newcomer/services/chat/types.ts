export type Message = { from: string; text: string; number: number };

export type RoomState = {
  messages: Message[];
  listeners: string[];
};
