import { TerminalError } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { agentWithTools, tool, type ToolRun, type Tools } from '../objects/agent-with-tools.ts';
import { aiAgent, type AgentConfig } from '../objects/ai-agent.ts';
import type { ModelRequest, Models } from '../objects/chat-app.ts';
import { effect, type Effect, type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { promptIsSent } from './invariants/ai-agent.ts';
import { lockIsFree } from './invariants/effects.ts';
import { argumentsFit, resultsComeBack, roundsAreBounded, toolsEndNothing } from './invariants/agent-with-tools.ts';
import { answered, repeated } from './outcomes.ts';

/** A model that calls the tools that its question names, correctly or not. */
const model: Effect<ModelRequest, unknown> = effect({
  state: () => ({}),
  apply: (_: object, { messages }: ModelRequest): unknown => {
    const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
    const want = (name: unknown, args: unknown): unknown => ({ toolCalls: [{ name, arguments: args }] });
    if (asked === 'down') throw new Error('the model is down');
    if (asked === 'go on for ever') return want('weather', { place: 'Rome' });
    if (results.length >= (asked.startsWith('twice') ? 2 : 1)) return `I know now: ${results.join(', ')}`;
    if (asked === 'fly') return want('book_flight', { to: 'Rome' });
    if (asked === 'nowhere') return want('weather', { place: null });
    if (asked === 'nonsense') return { toolCalls: 'all of them' };
    if (asked === 'two places')
      return { toolCalls: ['Rome', 'Oslo'].map((place) => ({ name: 'weather', arguments: { place } })) };
    return want('weather', { place: asked.replace('twice ', '') });
  },
  latenciesMs: [0, 600, 5_000],
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
});

type Place = { readonly place: string };

/** Knows the weather, fails in a storm, and refuses Atlantis. */
const weather: Effect<ToolRun<Place>, string> = effect({
  state: () => ({}),
  apply: (_: object, { arguments: { place } }: ToolRun<Place>): string => {
    if (place === 'Atlantis') throw new TerminalError('no storm can be seen from there', { errorCode: 404 });
    if (place === 'the moon') throw new Error('a storm on the line');
    return `sun in ${place}`;
  },
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
});

export interface ToolEffects extends Models {
  readonly weather: (run: ToolRun<Place>) => Promise<string>;
}

export function toolsOf({ weather: ask }: Pick<ToolEffects, 'weather'>): Tools {
  return { weather: tool({ parse: placeFrom, run: ask }) };
}

function placeFrom(given: unknown): Place {
  const { place } = (typeof given === 'object' && given !== null ? given : {}) as { place?: unknown };
  if (typeof place === 'string' && place !== '') return { place };
  throw new Error('"place" must be a text');
}

const nowhere = (): Promise<never> => Promise.reject(new Error('There is no outside world outside a run.'));
const agent = agentWithTools({ model: nowhere }, toolsOf({ weather: nowhere }));
const config: AgentConfig = { systemPrompt: 'Use your tools.', model: 'm1', maxTokens: 60 };
const userId = fc.constantFrom('ann', 'ann', 'bob');
const message = fc.constantFrom('Rome', 'two places', 'twice Oslo', 'fly', 'nowhere', 'nonsense', 'Atlantis');

/** Users ask a model that calls tools: known and unknown ones, with good and bad arguments, and without end. */
export const agentWithToolsScenario: Scenario = scenario('agent with tools', {
  services: (effects: ToolEffects) => [agentWithTools(effects, toolsOf(effects)), aiAgent],
  effects: { model, weather },
  setup: ['user:ann', 'user:bob'].map((key): OperationSpec => ({
    kind: 'call',
    service: 'AIAgent',
    handler: 'start',
    key,
    input: { ...config },
  })),
  operations: ({ call, send }) => [
    call(agent, 'chat', { input: fc.record({ userId, message }) }),
    call(agent, 'chat', { input: fc.record({ userId, message }), idempotencyKey: maybeIdempotent }),
    send(agent, 'chat', { input: fc.record({ userId, message }) }),
    call(agent, 'chat', {
      input: fc.record({ userId, message: fc.constantFrom('go on for ever', 'the moon', 'down') }),
    }),
    call(agent, 'chat', { input: malformed({ userId: 'ann' }, { userId: 'nobody', message: 'Rome' }, null) }),
    call(aiAgent, 'history', { key: 'user:ann', afterMs: fc.constantFrom(0, 600) }),
    call(aiAgent, 'clear', { key: 'user:ann', afterMs: fc.constantFrom(0, 600) }),
    call(aiAgent, 'start', { key: 'user:ann', input: config }),
  ],
  clients: 3,
  maxOperations: 7,
  invariants: [lockIsFree('model'), promptIsSent, argumentsFit, resultsComeBack, roundsAreBounded, toolsEndNothing],
  outcomes: {
    'a tool is used': answered(200, 'sun in Rome'),
    'two tools are used in one round': answered(200, 'sun in Oslo'),
    'a tool does not exist': answered(200, 'there is no tool'),
    'arguments do not fit': answered(200, 'bad arguments for weather'),
    'the model returns neither an answer nor tool calls': answered(200, 'neither an answer'),
    'a tool refuses': answered(200, 'weather failed: no storm'),
    'a tool always fails': answered(200, 'weather failed: a storm on the line'),
    'the model gives no answer': answered(422, 'no answer in 4 rounds'),
    'the model is down': answered(500, 'the model is down'),
    'no session is open': answered(404, 'no session'),
    'a bad message is refused': answered(400, 'message must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
