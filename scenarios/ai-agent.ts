import * as fc from 'fast-check';
import { aiAgent, type AgentConfig } from '../objects/ai-agent.ts';
import { chatApp, type ModelRequest, type Models } from '../objects/chat-app.ts';
import { effect, type Effect, type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import {
  answersBelong,
  promptIsSent,
  questionsEnd,
  sessionsStay,
  tokensAddUp,
  windowIsKept,
} from './invariants/ai-agent.ts';
import { lockIsFree } from './invariants/effects.ts';
import { answered, repeated } from './outcomes.ts';

/** A slow model whose answer names its question; some questions make it fail: `overloaded`, `silent`, `verbose`. */
const model: Effect<ModelRequest, unknown> = effect({
  state: (): { asked: number } => ({ asked: 0 }),
  apply: (state: { asked: number }, { idempotencyKey, messages }: ModelRequest): unknown => {
    state.asked++;
    const question = messages.at(-1)?.content;
    if (question === 'overloaded') throw new Error('the model is overloaded');
    if (question === 'silent') return { tokens: 0 };
    return `on ${idempotencyKey}${question === 'verbose' ? ', and on, and on, and on, and on, and on, and on' : ''}`;
  },
  latenciesMs: [0, 600, 5_000],
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
});

/** Room for two turns. */
const config: AgentConfig = { systemPrompt: 'You are terse.', model: 'm1', maxTokens: 24 };
const LONG = 'a question of more words than there is room for in the window, whatever else was said before';

const app = chatApp({ model: () => Promise.reject(new Error('There is no model outside a run.')) });
const userId = fc.constantFrom('ann', 'ann', 'bob');
const key = userId.map((user) => `user:${user}`);
const message = fc.constantFrom('hello there', 'how are you', 'verbose', 'and now');
const afterMs = fc.constantFrom(0, 0, 600, 5_000);

/** Users chat in several windows at once, end their sessions while the model runs, and start new ones. */
export const aiAgentScenario: Scenario = scenario('ai agent', {
  services: (effects: Models) => [aiAgent, chatApp(effects)],
  effects: { model },
  setup: ['user:ann', 'user:bob'].map((one): OperationSpec => ({
    kind: 'call',
    service: 'AIAgent',
    handler: 'start',
    key: one,
    input: { ...config },
  })),
  operations: ({ call, send }) => [
    call(app, 'chat', { input: fc.record({ userId, message }), afterMs }),
    call(app, 'chat', { input: fc.record({ userId: fc.constant('ann'), message }), idempotencyKey: maybeIdempotent }),
    send(app, 'chat', { input: fc.record({ userId, message }) }),
    call(app, 'chat', { input: { userId: 'ann', message: LONG } }),
    call(app, 'chat', {
      input: fc.constantFrom('overloaded', 'silent').map((mood) => ({ userId: 'bob', message: mood })),
    }),
    call(app, 'chat', { input: { userId: 'nobody', message: 'hello there' } }),
    call(app, 'chat', { input: malformed({ userId: 'ann' }, { userId: '', message: 'x' }, null) }),
    call(aiAgent, 'clear', { key, afterMs }),
    call(aiAgent, 'start', { key, input: config, afterMs }),
    call(aiAgent, 'start', { key, input: { ...config, restart: true }, afterMs }),
    call(aiAgent, 'start', { key, input: malformed({ ...config, maxTokens: 0 }, { ...config, maxTokens: 3 }, {}) }),
    call(aiAgent, 'history', { key, afterMs }),
    call(aiAgent, 'history', { key }),
  ],
  clients: 4,
  maxOperations: 12,
  // A cancelled question has no answer, and stays open until its session ends.
  faults: { operators: false },
  invariants: [lockIsFree('model'), promptIsSent, answersBelong, windowIsKept, tokensAddUp, sessionsStay, questionsEnd],
  outcomes: {
    'a question is answered': answered(200, '"reply"'),
    'a late reply to a session that has ended is dropped': answered(422, 'ended while the model thought'),
    'a question is larger than the window': answered(422, 'the window has 24'),
    'an open session is not started again': answered(422, 'a session is open'),
    'a system prompt fills the window': answered(422, 'leaves no room'),
    'a question without an open session is refused': answered(404, 'user:nobody'),
    'a closed session is read': answered(404, 'user:ann'),
    'the model is down for longer than a caller waits': answered(500, 'overloaded'),
    'the model returns nothing usable': answered(500, 'nothing that could be used'),
    'a bad size of the window is refused': answered(400, 'maxTokens must be a whole number'),
    'a bad message is refused': answered(400, 'message must be a text'),
    'a user without a name is refused': answered(400, 'userId must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
