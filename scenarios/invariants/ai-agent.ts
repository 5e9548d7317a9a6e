import { callBreach, everyEffectCall, everyWrite, type Invariant, serviceInvariant } from '../../sim/index.ts';
import { tokensOf, windowOf, type Session } from '../../objects/ai-agent.ts';
import type { ModelRequest } from '../../objects/chat-app.ts';
import { count } from '../count.ts';

const SESSION = { service: 'AIAgent', state: 'session' } as const;

/** The stored turns fit the window, and so does every prompt. */
export const windowIsKept: Invariant = everyWrite<Session>(
  'a conversation fits the context window',
  SESSION,
  ({ value }) =>
    windowOf(value) <= value.config.maxTokens ||
    `it keeps ${count(windowOf(value), 'token')}, for a window of ${value.config.maxTokens}.`,
);

/** The model of this scenario names its question in its answer. */
export const answersBelong: Invariant = everyWrite<Session>(
  'an answer belongs to its own question and session',
  SESSION,
  ({ key, value }) => {
    const wrong = value.turns.find(
      ({ number, answer }) => answer !== null && !answer.includes(`${key}/${value.epoch}/${number}`),
    );
    return wrong === undefined || `turn ${wrong.number} of session ${value.epoch} has the answer "${wrong.answer}".`;
  },
);

/** The token count grows by the question and the answer, and by nothing else. */
export const tokensAddUp: Invariant = serviceInvariant('tokens are counted as they are used', SESSION.service, () => {
  const totals = new Map<string, number>();
  let counted = 0;
  return {
    onWrite: (call, { value, seq }) => {
      const { totalTokens, open } = value as Session;
      const before = totals.get(call.key) ?? 0;
      totals.set(call.key, totalTokens);
      const { question = '', answer = '' } = (call.input ?? {}) as { question?: string; answer?: string };
      const used = call.handler === 'reply' ? tokensOf(question) + tokensOf(answer) : 0;
      counted++;
      if (totalTokens === (open && call.handler !== 'start' ? before + used : 0)) return undefined;
      return callBreach(call, {
        message: `counts ${count(totalTokens, 'token')} after ${before}, where ${used} were used.`,
        seq,
      });
    },
    exercised: () => counted,
  };
});

/** Only `clear` ends a session, or `start` with `restart: true`. */
export const sessionsStay: Invariant = serviceInvariant(
  'a session lasts until a client ends it',
  SESSION.service,
  () => {
    const sessions = new Map<string, Session>();
    let seen = 0;
    return {
      onWrite: (call, { value, seq }) => {
        const after = value as Session;
        const before = sessions.get(call.key);
        sessions.set(call.key, after);
        seen++;
        const ended = before?.open === true && (!after.open || after.epoch !== before.epoch);
        if (!ended || call.handler === 'clear' || (call.input as { restart?: boolean }).restart === true)
          return undefined;
        return callBreach(call, {
          message: `ended session ${before.epoch} with its ${before.turns.length} turns.`,
          seq,
        });
      },
      exercised: () => seen,
    };
  },
);

/** When the run has settled, every question has been answered or withdrawn. Only `clear` may leave one behind. */
export const questionsEnd: Invariant = serviceInvariant('no question stays open', SESSION.service, (view) => {
  let asked = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler === 'ask' && 'output' in end) asked++;
      return undefined;
    },
    onSettled: () => {
      for (const key of view.keys(SESSION.service)) {
        const session = view.state(SESSION.service, key, SESSION.state) as Session | undefined;
        const open = session?.turns.find(({ answer }) => answer === null);
        if (open === undefined) continue;
        return { message: `At the end turn ${open.number} of ${SESSION.service}/${key} has no answer.`, events: [] };
      }
      return undefined;
    },
    exercised: () => asked,
  };
});

/** The system prompt comes first and the newest question last. */
export const promptIsSent: Invariant = everyEffectCall<ModelRequest>(
  'the model gets the system prompt and the question',
  'model',
  ({ input: { messages } }) => {
    const roles = messages.map(({ role }) => role);
    if (roles[0] !== 'system') return 'the request has no system prompt.';
    return roles.includes('user') && roles.at(-1) !== 'assistant'
      ? true
      : 'the request does not end with the question.';
  },
);
