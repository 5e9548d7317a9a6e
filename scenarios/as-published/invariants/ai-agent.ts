import { callBreach, EPOCH_MS, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';
import { estimateTokens, type Conversation, type ModelCall } from '../../../objects/as-published/ai-agent.ts';
import { count } from '../../count.ts';

const SERVICE = 'AIAgent';

/** Judges each stored conversation. @param wrong says what is wrong with it, or undefined */
function stored(
  name: string,
  wrong: (after: Conversation, before: Conversation | undefined, call: ServiceCall) => string | undefined,
): Invariant {
  return serviceInvariant(name, SERVICE, () => {
    const conversations = new Map<string, Conversation>();
    let judgedTimes = 0;
    return {
      onWrite: (call, { value, seq }) => {
        const after = value as Conversation;
        const before = conversations.get(call.key);
        conversations.set(call.key, after);
        judgedTimes++;
        const message = wrong(after, before, call);
        return message === undefined ? undefined : callBreach(call, { message, seq });
      },
      exercised: () => judgedTimes,
    };
  });
}

/** Judges each call of the model. */
function asked(
  name: string,
  wrong: (asking: ModelCall, call: ServiceCall, of: Conversation | undefined) => string | undefined,
): Invariant {
  return serviceInvariant(name, SERVICE, (view) => {
    const open = new Map<string, ServiceCall>();
    let judgedTimes = 0;
    return {
      onCreated: (call) => void open.set(call.invocation, call),
      onEvent: (event) => {
        if (event.type !== 'effect began' || event.effect !== 'callAIModel') return undefined;
        const call = open.get(event.invocation ?? '');
        if (call === undefined) return undefined;
        judgedTimes++;
        const conversation = view.state(SERVICE, call.key, 'conversation') as Conversation | undefined;
        const message = wrong(event.input as ModelCall, call, conversation);
        return message === undefined ? undefined : callBreach(call, { message, seq: event.seq });
      },
      exercised: () => judgedTimes,
    };
  });
}

export const timesAreTrue = stored('a message carries the time at which it was sent', ({ messages, created_at }) => {
  const wrong = [created_at, ...(messages ?? []).map(({ timestamp }) => timestamp)].find((ms) => ms < EPOCH_MS);
  return wrong === undefined
    ? undefined
    : `stored a time of ${new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(wrong)}.`;
});

export const windowIsKept = stored('a stored conversation fits the context window', ({ messages, max_tokens }) => {
  const tokens = sum(messages);
  return tokens <= max_tokens
    ? undefined
    : `stored messages of ${count(tokens, 'token')}, for a window of ${max_tokens}.`;
});

/** No token of a real model has more characters. */
const MAX_CHARACTERS_PER_TOKEN = 32;

export const tokensAreCounted = stored(
  'the tokens of a message are not far below what a model counts',
  ({ messages }) => {
    const wrong = messages?.find(({ content, tokens }) => content.length > tokens * MAX_CHARACTERS_PER_TOKEN);
    return wrong === undefined
      ? undefined
      : `counted ${count(wrong.tokens, 'token')} in a message of ${count(wrong.content.length, 'character')}.`;
  },
);

export const sessionsHaveRoom = stored(
  'a session that is begun has room for a message',
  ({ max_tokens }, _before, call) =>
    call.handler === 'StartSession' && max_tokens < 1 ? `began a session with a window of ${max_tokens}.` : undefined,
);

/** The date of an answer is not before the response of the model. */
export const answersAreDated = serviceInvariant('an answer carries the time at which it came', SERVICE, () => {
  const came = new Map<string, number>();
  let answers = 0;
  return {
    onEvent: (event) => {
      if (event.type === 'effect happened' && event.effect === 'callAIModel')
        came.set(event.invocation ?? '', event.atMs);
      return undefined;
    },
    onWrite: (call, { value, seq }) => {
      const answer = (value as Conversation).messages?.at(-1);
      const cameMs = came.get(call.invocation);
      // Times that a replay has changed are judged by another invariant.
      if (answer?.role !== 'assistant' || cameMs === undefined || answer.timestamp < EPOCH_MS) return undefined;
      answers++;
      if (answer.timestamp >= cameMs) return undefined;
      return callBreach(call, {
        message: `dated an answer ${cameMs - answer.timestamp} ms before it came.`,
        seq,
      });
    },
    exercised: () => answers,
  };
});

export const tokensAddUp = stored('tokens are counted as they are used', (after, before, call) => {
  if (call.handler !== 'SendMessage') return undefined;
  const answer = after.messages?.at(-1)?.content ?? '';
  const right = (before?.total_tokens ?? 0) + estimateTokens(String(call.input)) + estimateTokens(answer);
  return after.total_tokens === right
    ? undefined
    : `counts ${count(after.total_tokens, 'token')} in all, where ${right} were used.`;
});

export const conversationsStay = stored('a conversation is not lost by beginning it again', (after, before, call) => {
  const said = before?.messages?.length ?? 0;
  if (call.handler !== 'StartSession' || said === 0 || (after.messages?.length ?? 0) > 0) return undefined;
  return `threw away a conversation of ${count(said, 'message')}.`;
});

export const promptIsSent = asked("the model is told the session's system prompt", (asking, _call, conversation) => {
  const prompt = conversation?.context ?? '';
  if (prompt === '' || JSON.stringify(asking).includes(prompt)) return undefined;
  return `asked the model without "${prompt}", the system prompt of the session.`;
});

export const questionIsAsked = asked('the model is asked what the user has just said', ({ messages }, call) =>
  messages?.at(-1)?.content === call.input
    ? undefined
    : `asked the model with ${count(messages?.length ?? 0, 'message')}, of which the last is not "${String(call.input)}".`,
);

export const questionsComeFirst = asked('what the model is asked does not begin with an answer', ({ messages }) =>
  messages?.[0]?.role === 'assistant' ? `asked the model with an answer first, whose question was trimmed.` : undefined,
);

/** Every exclusive handler holds its lock from its start to its end. */
export const lockIsFree = asked('the lock is free while the model thinks', (_asking, call) =>
  call.handler === 'GetHistory'
    ? undefined
    : 'holds the lock of its session while the model thinks: nothing else can reach the session.',
);

/** A message to a session that was never started is refused. */
export const onlyStartedSessions = serviceInvariant('only a session that was begun answers', SERVICE, () => {
  const begun = new Set<string>();
  let sent = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler === 'StartSession' && 'output' in end) begun.add(call.key);
      if (call.handler !== 'SendMessage' || !('output' in end)) return undefined;
      sent++;
      if (begun.has(call.key)) return undefined;
      return callBreach(call, { message: 'answered in a session that nobody has begun.', seq: end.seq });
    },
    exercised: () => sent,
  };
});

function sum(messages: Conversation['messages']): number {
  return (messages ?? []).reduce((tokens, message) => tokens + message.tokens, 0);
}
