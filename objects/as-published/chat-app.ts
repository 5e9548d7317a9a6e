import * as restate from '@restatedev/restate-sdk';
import type { aiAgent } from './ai-agent.ts';

export interface ChatRequest {
  readonly UserID: string;
  readonly Message: string;
}

export interface ChatResponse {
  readonly Reply: string;
  readonly TotalTokens: number;
  readonly MessageCount: number;
}

/** guide, part 4, "Usage: Multi-Turn Conversation" */
export const chatApp = restate.service({
  name: 'ChatApp',
  handlers: {
    Chat: async (ctx: restate.Context, req: ChatRequest): Promise<ChatResponse> => {
      const sessionKey = `user:${req.UserID}`;
      const agent = ctx.objectClient<ReturnType<typeof aiAgent>>({ name: 'AIAgent' }, sessionKey);
      const response = await agent.SendMessage(req.Message);
      return {
        Reply: response.Message,
        TotalTokens: response.TotalTokens,
        MessageCount: response.MessageCount,
      };
    },
  },
});
