import { callBreach, EPOCH_MS, type Invariant, type ServiceCall, serviceInvariant } from '../../../sim/index.ts';
import type { ToolAnswer, ToolPrompt } from '../../../objects/as-published/agent-with-tools.ts';
import type { Conversation } from '../../../objects/as-published/ai-agent.ts';

const SERVICE = 'AgentWithTools';

function remembered(name: string, what: (call: ServiceCall, answer: string) => string): Invariant {
  return serviceInvariant(name, SERVICE, (view) => {
    let judgedTimes = 0;
    return {
      onCompleted: (call, end) => {
        if (!('output' in end)) return undefined;
        judgedTimes++;
        const text = what(call, (end.output as { Message: string }).Message);
        const { messages } = view.state(SERVICE, call.key, 'conversation') as Conversation;
        if (messages?.some(({ content }) => content === text) === true) return undefined;
        return callBreach(call, { message: `ended, and "${text}" is not in the conversation.`, seq: end.seq });
      },
      exercised: () => judgedTimes,
    };
  });
}

export const questionIsRemembered = remembered('what the user says is kept in the conversation', ({ input }) =>
  String(input),
);

export const answerIsRemembered = remembered(
  'what the model answers is kept in the conversation',
  (_call, answer) => answer,
);

/** Every call of the model contains the question. */
export const questionIsKnown = serviceInvariant('the model gets the question in every call', SERVICE, () => {
  const open = new Map<string, ServiceCall>();
  let prompts = 0;
  return {
    onCreated: (call) => void open.set(call.invocation, call),
    onEvent: (event) => {
      if (event.type !== 'effect began' || event.effect !== 'callAIWithTools') return undefined;
      const call = open.get(event.invocation ?? '');
      if (call === undefined) return undefined;
      prompts++;
      const { conv, message } = event.input as ToolPrompt;
      if (message === call.input || conv.messages?.some(({ content }) => content === call.input) === true)
        return undefined;
      return callBreach(call, {
        message: `called the model without the question "${String(call.input)}".`,
        seq: event.seq,
      });
    },
    exercised: () => prompts,
  };
});

/** A model that requests a tool has not finished. */
export const toolsAreUsed = serviceInvariant('a tool that the model requests is executed', SERVICE, () => {
  const asked = new Map<string, ToolAnswer>();
  let answers = 0;
  return {
    onEvent: (event) => {
      if (event.type === 'effect happened' && event.effect === 'callAIWithTools')
        asked.set(event.invocation ?? '', event.output as ToolAnswer);
      return undefined;
    },
    onCompleted: (call, end) => {
      if (!('output' in end)) return undefined;
      answers++;
      const [tool] = asked.get(call.invocation)?.toolCalls ?? [];
      if (tool === undefined) return undefined;
      const { Message } = end.output as { Message: string };
      return callBreach(call, {
        message: `returned "${Message}", although the last response of the model requests ${tool.name}.`,
        seq: end.seq,
      });
    },
    exercised: () => answers,
  };
});

/** The failure of a tool is information for the model, not the end of the message. */
export const failuresStayInside = serviceInvariant('a tool that fails does not fail the message', SERVICE, () => {
  let ends = 0;
  return {
    onCompleted: (call, end) => {
      ends++;
      if ('output' in end) return undefined;
      return callBreach(call, { message: `failed with the error of its tool: ${end.failure.message}.`, seq: end.seq });
    },
    exercised: () => ends,
  };
});

/** Code that trims or shows a conversation relies on both. */
export const messagesAreCounted = serviceInvariant('a message is dated and counted', SERVICE, () => {
  let stored = 0;
  return {
    onWrite: (call, { value, seq }) => {
      const { messages } = value as Conversation;
      stored += messages?.length ?? 0;
      const wrong = messages?.find(({ timestamp, tokens }) => timestamp < EPOCH_MS || tokens === 0);
      if (wrong === undefined) return undefined;
      return callBreach(call, {
        message: `stored "${wrong.content}" with ${wrong.tokens} tokens and the time ${wrong.timestamp}.`,
        seq,
      });
    },
    exercised: () => stored,
  };
});

/** Messages are never removed. */
export const messagesStay = serviceInvariant('a stored message stays in the conversation', SERVICE, () => {
  const said = new Map<string, number>();
  let stored = 0;
  return {
    onWrite: (call, { value, seq }) => {
      stored++;
      const before = said.get(call.key) ?? 0;
      const after = (value as Conversation).messages?.length ?? 0;
      said.set(call.key, after);
      if (after >= before) return undefined;
      return callBreach(call, { message: `stored ${after} messages, in the place of ${before}.`, seq });
    },
    exercised: () => stored,
  };
});

/** Judges each call of the model. @param wrong what is wrong with it, if anything */
function prompted(name: string, wrong: (prompt: ToolPrompt) => string | undefined): Invariant {
  return serviceInvariant(name, SERVICE, () => {
    const open = new Map<string, ServiceCall>();
    let prompts = 0;
    return {
      onCreated: (call) => void open.set(call.invocation, call),
      onEvent: (event) => {
        if (event.type !== 'effect began' || event.effect !== 'callAIWithTools') return undefined;
        const call = open.get(event.invocation ?? '');
        if (call === undefined) return undefined;
        prompts++;
        const message = wrong(event.input as ToolPrompt);
        return message === undefined ? undefined : callBreach(call, { message, seq: event.seq });
      },
      exercised: () => prompts,
    };
  });
}

/** Nothing in the listing sets the model of a conversation. */
export const modelIsNamed = prompted('the model that is called has a name', ({ conv }) =>
  conv.model === '' ? 'called the model "": no handler of this object starts a session.' : undefined,
);

/** Every exclusive handler holds its lock from its beginning to its end. */
export const lockIsFree = prompted(
  'the lock is free while the model works',
  () => 'holds the lock of its session while the model and its tools work: no other request reaches the session.',
);
