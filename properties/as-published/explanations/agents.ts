import { closure, closureHow, type Explanation } from './explanation.ts';

const settles = 'everything settles';
const replay = 'replay is faithful';
const effects = 'effects happen as promised';

export const AGENTS: readonly Explanation[] = [
  {
    listing: 'AIAgent',
    invariant: replay,
    line: closure,
    consequence:
      'Each retry of a call to the model replays the handler with `now` in the year 1; what it stores then may not match the journal.',
    hardened: closureHow,
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: 'StartSession',
    line: closure,
    consequence: 'One crash at the wrong moment, and the session is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: 'GetHistory',
    line: 'return restate.Get[Conversation](ctx, "conversation")',
    consequence: 'Where absence is an error, the history of a session that nobody has begun is asked for ever.',
    hardened: 'A session that nobody has begun is a terminal 404.',
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: 'SendMessage',
    line: 'return callAIModel(conv.Messages, conv.Model)',
    consequence:
      'A message larger than the window leaves no message to send. The model refuses that each time, and is asked for ever with the session locked.',
    hardened: 'A message larger than the window is a terminal 422, and calls of the model have a bound.',
  },
  {
    listing: 'AIAgent',
    invariant: 'a message carries the time at which it was sent',
    line: closure,
    consequence:
      'After any retry, of a slow model for instance, messages are dated the first of January of the year 1.',
    hardened: closureHow,
  },
  {
    listing: 'AIAgent',
    invariant: 'a stored conversation fits the context window',
    line: 'conv.Messages = append(conv.Messages, assistantMsg)',
    consequence: 'The window is trimmed before the answer is added: what is stored exceeds it by one answer.',
    hardened: 'Trimmed after each message that is added.',
  },
  {
    listing: 'AIAgent',
    invariant: "the model is told the session's system prompt",
    line: 'return callAIModel(conv.Messages, conv.Model)',
    consequence: '`Context` is stored and never sent: the model does not know its system prompt.',
    hardened: 'The prompt goes with every call, and counts in the window.',
  },
  {
    listing: 'AIAgent',
    invariant: 'the model is asked what the user has just said',
    line: 'return messages[i+1:]',
    consequence: 'A message larger than the window is trimmed itself, and the model is asked nothing.',
    hardened: 'A message larger than the window is a terminal 422.',
  },
  {
    listing: 'AIAgent',
    invariant: 'the lock is free while the model thinks',
    line: 'aiResponse, err := restate.Run(ctx, …)',
    consequence: 'While the model thinks, which may take minutes, the session takes no message and cannot be ended.',
    hardened: 'The model is asked outside; its reply carries the epoch of the session, and a late one is dropped.',
  },
  {
    listing: 'AIAgent',
    invariant: 'a conversation is not lost by beginning it again',
    line: 'restate.Set(ctx, "conversation", conversation)',
    consequence: 'A second StartSession, a repeated request for instance, throws the conversation away without a word.',
    hardened: 'A session that is open is not begun again, unless a restart is asked for.',
  },
  {
    listing: 'ChatApp',
    invariant: replay,
    line: `${closure} (of the AIAgent)`,
    consequence: 'A chat waits for an agent whose replay does not match its journal.',
    hardened: closureHow,
  },
  {
    listing: 'ChatApp, absence is an error',
    invariant: settles,
    line: 'response, err := agent.Call(ctx, sessionKey, req.Message)',
    consequence:
      '"session not initialized" is not terminal and nothing ever starts a session: the first message of every user hangs.',
    hardened: 'A send before the session exists is a terminal 404, which the app passes on.',
  },
  {
    listing: 'ChatApp',
    invariant: settles,
    line: 'response, err := agent.Call(ctx, sessionKey, req.Message)',
    consequence:
      'Nothing ever starts a session. One of zero values has no room for any message, and the model is asked nothing, for ever.',
    hardened: 'A send before the session exists is a terminal 404, which the app passes on.',
  },
  {
    listing: 'ChatApp',
    invariant: 'the model is asked what the user has just said',
    line: 'response, err := agent.Call(ctx, sessionKey, req.Message)',
    consequence:
      'Nothing ever starts a session. One of zero values has a window of 0 tokens, which trims the message itself.',
    hardened: 'A send before the session exists is a terminal 404, which the app passes on.',
  },
  {
    listing: 'AgentWithTools',
    invariant: settles,
    line: 'return "", fmt.Errorf("unknown tool: %s", tool.Name)',
    consequence:
      'A tool that the model has made up, or an argument of another type (a panic), is tried for ever with the session locked.',
    hardened: 'What the model asks for is checked; a bad request goes back to the model as the result of its tool.',
  },
  {
    listing: 'AgentWithTools',
    invariant: effects,
    line: 'aiResponse, toolCalls, err := callAIWithTools(ctx, conv, message)',
    consequence:
      'Unless the helper journals what it does, each replay asks the model again, may get other tool calls, and pays again.',
    hardened: 'Each call of the model is a `ctx.run` of its own.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'what the user says is kept in the conversation',
    line: 'restate.Set(ctx, "conversation", conv)',
    consequence: 'The message of the user is never added: in the next turn the model does not know it.',
    hardened:
      'The question is stored before the model is asked, and the answer under it. What tools said goes to the model.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'what the model answers is kept in the conversation',
    line: 'restate.Set(ctx, "conversation", conv)',
    consequence: 'The answer is never added: in the next turn the model does not know what it said.',
    hardened:
      'The question is stored before the model is asked, and the answer under it. What tools said goes to the model.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'the model knows the question whenever it is asked',
    line: 'aiResponse, _, err = callAIWithTools(ctx, conv, "")',
    consequence:
      'With the results of the tools the model is asked an empty question: it cannot know what they are for.',
    hardened: 'The conversation that it is asked with holds the question.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'a tool that the model asks for is used',
    line: 'aiResponse, _, err = callAIWithTools(ctx, conv, "")',
    consequence: 'A second round of tools is thrown away, and the user is given the empty text beside it.',
    hardened: 'Rounds go on until the model answers, up to a bound.',
  },
];
