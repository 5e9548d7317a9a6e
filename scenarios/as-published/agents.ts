import { TerminalError } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect, type Effect, type OperationSpec, scenario, type Scenario } from '../../sim/index.ts';
import { aiAgent, type AgentConfig, type ModelCall } from '../../objects/as-published/ai-agent.ts';
import {
  agentWithTools,
  type AgentHelpers,
  type ToolAnswer,
  type ToolPrompt,
} from '../../objects/as-published/agent-with-tools.ts';
import { chatApp, type ChatRequest } from '../../objects/as-published/chat-app.ts';
import type { Missing } from '../../objects/as-published/go.ts';
import { emptyNamesAreRefused } from './invariants/names.ts';
import { nowhere, variant } from './helpers.ts';
import * as agent from './invariants/ai-agent.ts';
import * as tools from './invariants/agent-with-tools.ts';

/** A model behind an API that refuses a call without messages, as all of them do. */
const callAIModel: Effect<ModelCall, string> = effect({
  state: (): { calls: number } => ({ calls: 0 }),
  apply: (model: { calls: number }, { messages }: ModelCall): string => {
    if ((messages ?? []).length === 0) throw new Error('messages: at least one message is required');
    model.calls++;
    return `answer number ${model.calls}`;
  },
  latenciesMs: [0, 600, 5_000],
});

/** Room for about two turns of a conversation. */
const config: AgentConfig = { SystemPrompt: 'You are terse.', Model: 'm1', MaxTokens: 16 };
const short = fc.constantFrom('hello there', 'how are you', 'and now');
const long = 'one two three four five six seven eight nine ten';
/** Chinese has no spaces. */
const chinese = '\u8bf7'.repeat(600);
const afterMs = fc.constantFrom(0, 0, 1_000);

type ModelEffects = { readonly callAIModel: (call: ModelCall) => Promise<string> };

/** Clients start two sessions, send messages and start them again; a third session is never started. */
export function aiAgentAsPublished(missing: Missing): Scenario {
  const definition = aiAgent({ callAIModel: nowhere }, missing);
  const key = fc.constantFrom('ann', 'ann', 'bob', 'new');
  return scenario(`AIAgent${variant(missing)}`, {
    services: (effects: ModelEffects) => [aiAgent(effects, missing)],
    effects: { callAIModel },
    setup: started(['ann', 'bob']),
    operations: ({ call }) => [
      call(definition, 'SendMessage', { key, input: short, afterMs }),
      call(definition, 'SendMessage', { key: 'ann', input: short }),
      call(definition, 'SendMessage', { key, input: long }),
      call(definition, 'SendMessage', { key, input: fc.constantFrom('', chinese) }),
      call(definition, 'StartSession', { key, input: config, afterMs }),
      call(definition, 'StartSession', { key: 'eve', input: { ...config, MaxTokens: 0 } }),
      call(definition, 'GetHistory', { key, afterMs }),
    ],
    maxOperations: 8,
    invariants: [
      agent.timesAreTrue,
      agent.answersAreDated,
      agent.windowIsKept,
      agent.tokensAreCounted,
      agent.sessionsHaveRoom,
      agent.promptIsSent,
      agent.questionIsAsked,
      agent.questionsComeFirst,
      agent.lockIsFree,
      agent.onlyStartedSessions,
      agent.conversationsStay,
      agent.tokensAddUp,
      agent.modelIsPaidOnce,
      agent.messagesAreNotEmpty,
      agent.historyIsAList,
    ],
  });
}

/** Users with a session, without one and without a name chat through the app. */
export function chatAppAsPublished(missing: Missing): Scenario {
  return scenario(`ChatApp${variant(missing)}`, {
    services: (effects: ModelEffects) => [chatApp, aiAgent(effects, missing)],
    effects: { callAIModel },
    setup: started(['user:ann', 'user:']),
    operations: ({ call }) => [
      call(chatApp, 'Chat', {
        input: fc.record({ UserID: fc.constantFrom('ann', 'ann', 'new', ''), Message: short }),
        afterMs,
      }),
    ],
    maxOperations: 5,
    invariants: [
      agent.onlyStartedSessions,
      agent.questionIsAsked,
      emptyNamesAreRefused('ChatApp', (input) => ({ UserID: (input as ChatRequest).UserID })),
    ],
  });
}

function started(keys: readonly string[]): OperationSpec[] {
  return keys.map((key) => ({ kind: 'call', service: 'AIAgent', handler: 'StartSession', key, input: { ...config } }));
}

/**
 * A model that requests tools: one that does not exist, one with an argument of the wrong type, two in a row. Like a real
 * model, it may answer the same question differently the next time.
 */
const callAIWithTools: Effect<ToolPrompt, ToolAnswer> = effect({
  state: () => ({ calls: 0 }),
  apply: (model: { calls: number }, { conv, message }: ToolPrompt): ToolAnswer => {
    model.calls++;
    return answerOf(conv.messages?.at(-1)?.content, message, model.calls);
  },
});

function answerOf(last: string | undefined, message: string, calls: number): ToolAnswer {
  const wants = (name: string, args: Readonly<Record<string, unknown>>): ToolAnswer => ({
    aiResponse: '',
    toolCalls: [{ name, arguments: args }],
  });
  if (message === 'weather in Rome') return wants('get_weather', { location: 'Rome' });
  if (message === 'weather in Oslo') return wants('get_weather', { location: 'Oslo' });
  if (message === 'weather anywhere') return wants('get_weather', { location: null });
  if (message === 'weather in Atlantis') return wants('get_weather', { location: 'Atlantis' });
  if (message === 'surprise me' && calls % 2 === 1) return wants('search_database', { query: 'surprises' });
  if (message === 'book a flight') return wants('book_flight', { to: 'Rome' });
  if (message === '' && last === 'rain in Oslo') return wants('search_database', { query: 'umbrellas' });
  return { aiResponse: `about "${message}": ${last ?? 'nothing'}`, toolCalls: [] };
}

const callWeatherAPI: Effect<string, string> = effect({
  state: () => ({}),
  apply: (_: object, location: string): string => {
    if (location === 'Atlantis') throw new TerminalError('no such place', { errorCode: 404 });
    return `${location === 'Oslo' ? 'rain' : 'sun'} in ${location}`;
  },
});

const searchDatabase: Effect<string, string> = effect({
  state: () => ({}),
  apply: (_: object, query: string): string => `3 ${query}`,
});

const withTools = agentWithTools({ callAIWithTools: nowhere, callWeatherAPI: nowhere, searchDatabase: nowhere });

export const agentWithToolsAsPublished: Scenario = scenario('AgentWithTools', {
  services: (effects: AgentHelpers) => [agentWithTools(effects)],
  effects: { callAIWithTools, callWeatherAPI, searchDatabase },
  operations: ({ call }) => [
    call(withTools, 'SendMessage', {
      key: fc.constantFrom('ann', 'bob'),
      input: fc.constantFrom(
        'hello',
        'weather in Rome',
        'weather in Oslo',
        'weather in Atlantis',
        'weather anywhere',
        'book a flight',
        'surprise me',
      ),
    }),
  ],
  maxOperations: 4,
  invariants: [
    tools.questionIsRemembered,
    tools.answerIsRemembered,
    tools.questionIsKnown,
    tools.toolsAreUsed,
    tools.failuresStayInside,
    tools.messagesAreCounted,
    tools.modelIsNamed,
    tools.lockIsFree,
  ],
});
