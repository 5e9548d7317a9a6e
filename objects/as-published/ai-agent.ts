import * as restate from '@restatedev/restate-sdk';
import { get, run, wrapped, zeroTime, type Missing } from './go.ts';

export interface Message {
  readonly role: string;
  readonly content: string;
  readonly timestamp: number;
  readonly tokens: number;
}

export interface Conversation {
  readonly messages: readonly Message[] | null;
  readonly context: string;
  readonly model: string;
  readonly max_tokens: number;
  readonly total_tokens: number;
  readonly created_at: number;
  readonly last_message_at: number;
}

export interface AgentConfig {
  readonly SystemPrompt: string;
  readonly Model: string;
  readonly MaxTokens: number;
}

export interface AgentResponse {
  readonly Message: string;
  readonly TotalTokens: number;
  readonly MessageCount: number;
}

export interface ModelCall {
  readonly messages: readonly Message[] | null;
  readonly model: string;
}

export const zeroConversation: Conversation = {
  messages: null,
  context: '',
  model: '',
  max_tokens: 0,
  total_tokens: 0,
  created_at: zeroTime,
  last_message_at: zeroTime,
};

/** guide, part 4, "Pattern: Conversational AI Agent" */
export function aiAgent({ callAIModel }: { callAIModel: (call: ModelCall) => Promise<string> }, missing: Missing) {
  return restate.object({
    name: 'AIAgent',
    handlers: {
      StartSession: async (ctx: restate.ObjectContext, config: AgentConfig): Promise<void> => {
        let now = zeroTime;
        await run(ctx, () => {
          now = Date.now();
        });
        const conversation: Conversation = {
          messages: [],
          context: config.SystemPrompt,
          model: config.Model,
          max_tokens: config.MaxTokens,
          total_tokens: 0,
          created_at: now,
          last_message_at: now,
        };
        ctx.set('conversation', conversation);
      },

      SendMessage: async (ctx: restate.ObjectContext, userMessage: string): Promise<AgentResponse> => {
        const [stored, err] = await get(ctx, 'conversation', { zero: zeroConversation, missing });
        if (err !== undefined) throw new Error('session not initialized');
        let now = zeroTime;
        await run(ctx, () => {
          now = Date.now();
        });
        const userMsg = { role: 'user', content: userMessage, timestamp: now, tokens: estimateTokens(userMessage) };
        let messages: readonly Message[] = [...(stored.messages ?? []), userMsg];
        let totalTokens = stored.total_tokens + userMsg.tokens;
        messages = manageContextWindow(messages, stored.max_tokens);
        const asked = messages;
        const [aiResponse, failure] = await run(ctx, () => callAIModel({ messages: asked, model: stored.model }));
        if (failure !== undefined) throw wrapped('AI model error', failure);
        const assistantMsg = {
          role: 'assistant',
          content: aiResponse,
          timestamp: now,
          tokens: estimateTokens(aiResponse),
        };
        messages = [...messages, assistantMsg];
        totalTokens += assistantMsg.tokens;
        const conversation: Conversation = { ...stored, messages, total_tokens: totalTokens, last_message_at: now };
        ctx.set('conversation', conversation);
        return { Message: aiResponse, TotalTokens: totalTokens, MessageCount: messages.length };
      },

      GetHistory: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<Conversation> => {
        const [conversation, err] = await get(ctx, 'conversation', { zero: zeroConversation, missing });
        if (err !== undefined) throw err;
        return conversation;
      }),
    },
  });
}

/** guide, part 4, "Clear old messages (context window management)" */
export function manageContextWindow(messages: readonly Message[], maxTokens: number): readonly Message[] {
  let totalTokens = 0;
  for (const [back, message] of messages.toReversed().entries()) {
    totalTokens += message.tokens;
    if (totalTokens > maxTokens) return messages.slice(messages.length - back);
  }
  return messages;
}

/** guide, part 4, "Helper: estimate tokens (simple heuristic)" */
export function estimateTokens(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length * 2;
}
