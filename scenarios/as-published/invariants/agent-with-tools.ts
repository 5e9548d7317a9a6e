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
        return callBreach(call, { message: `is over, and "${text}" is not in the conversation.`, seq: end.seq });
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

/** Every prompt contains the question. */
export const questionIsKnown = serviceInvariant('the model knows the question whenever it is asked', SERVICE, () => {
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
        message: `asked the model without the question "${String(call.input)}".`,
        seq: event.seq,
      });
    },
    exercised: () => prompts,
  };
});

/** A model that calls a tool has not answered yet. */
export const toolsAreUsed = serviceInvariant('a tool that the model asks for is used', SERVICE, () => {
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
        message: `answered "${Message}" although the last word of the model was to ask for ${tool.name}.`,
        seq: end.seq,
      });
    },
    exercised: () => answers,
  };
});

/** The model gets the failure of a tool; the conversation continues. */
export const failuresReachTheModel = serviceInvariant('a tool that fails does not fail the message', SERVICE, () => {
  let ends = 0;
  return {
    onCompleted: (call, end) => {
      ends++;
      if ('output' in end) return undefined;
      return callBreach(call, { message: `failed as its tool did: ${end.failure.message}.`, seq: end.seq });
    },
    exercised: () => ends,
  };
});

/** Trimming and showing a conversation rely on both. */
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

/** A conversation never loses messages. */
export const messagesStay = serviceInvariant('what was said stays in the conversation', SERVICE, () => {
  const said = new Map<string, number>();
  let stored = 0;
  return {
    onWrite: (call, { value, seq }) => {
      stored++;
      const before = said.get(call.key) ?? 0;
      const after = (value as Conversation).messages?.length ?? 0;
      said.set(call.key, after);
      if (after >= before) return undefined;
      return callBreach(call, { message: `left ${after} of ${before} messages.`, seq });
    },
    exercised: () => stored,
  };
});
