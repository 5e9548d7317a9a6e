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
import { chatApp } from '../../objects/as-published/chat-app.ts';
import type { Missing } from '../../objects/as-published/go.ts';
import { nowhere, variant } from './helpers.ts';
import * as agent from './invariants/ai-agent.ts';
import * as tools from './invariants/agent-with-tools.ts';

/** A model behind an API that refuses an empty prompt, as real ones do. */
const callAIModel: Effect<ModelCall, string> = effect({
  state: (): { asked: number } => ({ asked: 0 }),
  apply: (model: { asked: number }, { messages }: ModelCall): string => {
    if ((messages ?? []).length === 0) throw new Error('messages: at least one message is required');
    model.asked++;
    return `answer number ${model.asked}`;
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

/** Two sessions are started, used and started again; a third one is never started. */
export function aiAgentAsPublished(missing: Missing): Scenario {
  const definition = aiAgent({ callAIModel: nowhere }, missing);
  const key = fc.constantFrom('ann', 'ann', 'bob', 'nobody');
  return scenario(`AIAgent${variant(missing)}`, {
    services: (effects: ModelEffects) => [aiAgent(effects, missing)],
    effects: { callAIModel },
    setup: begun(['ann', 'bob']),
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
    ],
  });
}

/** One user with a session and one without use the app. */
export function chatAppAsPublished(missing: Missing): Scenario {
  return scenario(`ChatApp${variant(missing)}`, {
    services: (effects: ModelEffects) => [chatApp, aiAgent(effects, missing)],
    effects: { callAIModel },
    setup: begun(['user:ann']),
    operations: ({ call }) => [
      call(chatApp, 'Chat', {
        input: fc.record({ UserID: fc.constantFrom('ann', 'ann', 'new'), Message: short }),
        afterMs,
      }),
    ],
    maxOperations: 5,
    invariants: [agent.onlyStartedSessions, agent.questionIsAsked],
  });
}

function begun(keys: readonly string[]): OperationSpec[] {
  return keys.map((key) => ({ kind: 'call', service: 'AIAgent', handler: 'StartSession', key, input: { ...config } }));
}

/**
 * A model that calls tools, also one that does not exist, with arguments of the wrong type, and twice in a row. Like real
 * models, it may answer the same question differently.
 */
const callAIWithTools: Effect<ToolPrompt, ToolAnswer> = effect({
  state: () => ({ asked: 0 }),
  apply: (model: { asked: number }, { conv, message }: ToolPrompt): ToolAnswer => {
    model.asked++;
    return answerOf(conv.messages?.at(-1)?.content, message, model.asked);
  },
});

function answerOf(last: string | undefined, message: string, asked: number): ToolAnswer {
  const wants = (name: string, args: Readonly<Record<string, unknown>>): ToolAnswer => ({
    aiResponse: '',
    toolCalls: [{ name, arguments: args }],
  });
  if (message === 'weather in Rome') return wants('get_weather', { location: 'Rome' });
  if (message === 'weather in Oslo') return wants('get_weather', { location: 'Oslo' });
  if (message === 'weather anywhere') return wants('get_weather', { location: null });
  if (message === 'weather in Atlantis') return wants('get_weather', { location: 'Atlantis' });
  if (message === 'surprise me' && asked % 2 === 1) return wants('search_database', { query: 'surprises' });
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
    tools.failuresReachTheModel,
    tools.messagesAreCounted,
  ],
});
