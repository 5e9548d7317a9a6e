import { callBreach, EPOCH_MS, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';
import { estimateTokens, type Conversation, type ModelCall } from '../../../objects/as-published/ai-agent.ts';
import { count } from '../../count.ts';

const SERVICE = 'AIAgent';

/** Judges each conversation that is stored. @param wrong what is wrong with it, if anything */
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
function called(
  name: string,
  wrong: (modelCall: ModelCall, call: ServiceCall, of: Conversation | undefined) => string | undefined,
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

/** No model has a token that stands for more characters. */
const MAX_CHARACTERS_PER_TOKEN = 32;

export const tokensAreCounted = stored('a token estimate is not far below what a model counts', ({ messages }) => {
  const wrong = messages?.find(({ content, tokens }) => content.length > tokens * MAX_CHARACTERS_PER_TOKEN);
  return wrong === undefined
    ? undefined
    : `counted ${count(wrong.tokens, 'token')} in a message of ${count(wrong.content.length, 'character')}.`;
});

export const sessionsHaveRoom = stored('a started session has room for a message', ({ max_tokens }, _before, call) =>
  call.handler === 'StartSession' && max_tokens < 1
    ? `started a session with a window of ${max_tokens} tokens.`
    : undefined,
);

/** An answer is not dated before the model returned it. */
export const answersAreDated = serviceInvariant('an answer carries the time at which it arrived', SERVICE, () => {
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
      // Another invariant judges the times that a replay stores.
      if (answer?.role !== 'assistant' || cameMs === undefined || answer.timestamp < EPOCH_MS) return undefined;
      answers++;
      if (answer.timestamp >= cameMs) return undefined;
      return callBreach(call, {
        message: `dated an answer ${cameMs - answer.timestamp} ms before it arrived.`,
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

export const conversationsStay = stored('starting a session again keeps its conversation', (after, before, call) => {
  const said = before?.messages?.length ?? 0;
  if (call.handler !== 'StartSession' || said === 0 || (after.messages?.length ?? 0) > 0) return undefined;
  return `deleted a conversation of ${count(said, 'message')}.`;
});

export const promptIsSent = called(
  'the model gets the system prompt of the session',
  (modelCall, _call, conversation) => {
    const prompt = conversation?.context ?? '';
    if (prompt === '' || JSON.stringify(modelCall).includes(prompt)) return undefined;
    return `called the model without "${prompt}", the system prompt of the session.`;
  },
);

export const questionIsAsked = called('the model gets the message that the user just sent', ({ messages }, call) =>
  messages?.at(-1)?.content === call.input
    ? undefined
    : `called the model with ${count(messages?.length ?? 0, 'message')}, without the one that the user just sent: "${String(call.input)}".`,
);

export const questionsComeFirst = called('the context of the model does not begin with an answer', ({ messages }) =>
  messages?.[0]?.role === 'assistant'
    ? 'called the model with an answer as the first message: its question was trimmed.'
    : undefined,
);

/** Every exclusive handler holds its lock from its beginning to its end. */
export const lockIsFree = called('the lock is free while the model works', (_asking, call) =>
  call.handler === 'GetHistory'
    ? undefined
    : 'holds the lock of its session while the model works: no other exclusive handler can run.',
);

/** A call of the model costs money. */
export const modelIsPaidOnce = serviceInvariant('the model is paid once for each message', SERVICE, () => {
  const paid = new Set<string>();
  return {
    onEvent: (event) => {
      if (event.type !== 'effect happened' || event.effect !== 'callAIModel' || 'error' in event) return undefined;
      const invocation = event.invocation ?? '';
      if (!paid.has(invocation)) {
        paid.add(invocation);
        return undefined;
      }
      return {
        message: `SendMessage of AIAgent (invocation ${invocation}) was answered by the model a second time, for one message.`,
        events: [event.seq],
        handler: 'AIAgent/SendMessage',
      };
    },
    exercised: () => paid.size,
  };
});

export const messagesAreNotEmpty = called('the model never gets an empty message', ({ messages }) =>
  messages?.at(-1)?.content === '' ? 'called the model with an empty message.' : undefined,
);

/** A client maps over it. */
export const historyIsAList = serviceInvariant('the messages of a history are a list', SERVICE, () => {
  let read = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler !== 'GetHistory' || !('output' in end)) return undefined;
      read++;
      const { messages } = end.output as Conversation;
      if (Array.isArray(messages)) return undefined;
      return callBreach(call, { message: `returned messages: ${JSON.stringify(messages)}.`, seq: end.seq });
    },
    exercised: () => read,
  };
});

/** A message to a session that was never started is refused. */
export const onlyStartedSessions = serviceInvariant('only a started session responds', SERVICE, () => {
  const started = new Set<string>();
  let sent = 0;
  return {
    onCompleted: (call, end) => {
      if (call.handler === 'StartSession' && 'output' in end) started.add(call.key);
      if (call.handler !== 'SendMessage' || !('output' in end)) return undefined;
      sent++;
      if (started.has(call.key)) return undefined;
      return callBreach(call, { message: 'returned an answer in a session that was never started.', seq: end.seq });
    },
    exercised: () => sent,
  };
});

function sum(messages: Conversation['messages']): number {
  return (messages ?? []).reduce((tokens, message) => tokens + message.tokens, 0);
}
