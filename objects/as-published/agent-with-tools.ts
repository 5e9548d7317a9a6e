import * as restate from '@restatedev/restate-sdk';
import { zeroConversation, type Conversation, type Message } from './ai-agent.ts';
import { asString, get, run, zeroTime } from './go.ts';

export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface ToolPrompt {
  readonly conv: Conversation;
  readonly message: string;
}

export interface ToolAnswer {
  readonly aiResponse: string;
  readonly toolCalls: readonly ToolCall[];
}

/** What the listing calls and does not define. */
export interface AgentHelpers {
  readonly callAIWithTools: (prompt: ToolPrompt) => Promise<ToolAnswer>;
  readonly callWeatherAPI: (location: string) => Promise<string>;
  readonly searchDatabase: (query: string) => Promise<string>;
}

/** guide, part 4, "Advanced: Agent with Tool Calling" */
export function agentWithTools(helpers: AgentHelpers) {
  return restate.object({
    name: 'AgentWithTools',
    handlers: {
      SendMessage: async (ctx: restate.ObjectContext, message: string): Promise<{ Message: string }> => {
        let [conv] = await get<Conversation>(ctx, 'conversation', { zero: zeroConversation });
        const first = await helpers.callAIWithTools({ conv, message });
        let { aiResponse } = first;
        if (first.toolCalls.length > 0) {
          for (const tool of first.toolCalls) {
            const [result, err] = await executeTool(ctx, helpers, tool);
            if (err !== undefined) throw err;
            const told: Message = { role: 'tool', content: result, timestamp: zeroTime, tokens: 0 };
            conv = { ...conv, messages: [...(conv.messages ?? []), told] };
          }
          ({ aiResponse } = await helpers.callAIWithTools({ conv, message: '' }));
        }
        ctx.set('conversation', conv);
        return { Message: aiResponse };
      },
    },
  });
}

function executeTool(ctx: restate.ObjectContext, helpers: AgentHelpers, tool: ToolCall) {
  return run(ctx, () => {
    switch (tool.name) {
      case 'get_weather':
        return helpers.callWeatherAPI(asString(tool.arguments['location']));
      case 'search_database':
        return helpers.searchDatabase(asString(tool.arguments['query']));
      default:
        throw new Error(`unknown tool: ${tool.name}`);
    }
  });
}
