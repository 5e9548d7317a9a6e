import { absent, closure, closureHow, mismatch, type Explanation } from './explanation.ts';

const settles = 'everything settles';
const replay = 'replay is faithful';
const effects = 'effects happen as promised';

export const AGENTS: readonly Explanation[] = [
  {
    listing: 'AIAgent, cancelled',
    invariant: 'a message carries the time at which it was sent',
    line: 'restate.Run(ctx, …) // now',
    consequence: 'The error of the run is dropped: a message that is cancelled goes on to the model, from the year 1.',
    hardened: 'A cancel ends the handler: nothing is stored after it.',
  },
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
    where: ['StartSession', mismatch],
    line: closure,
    consequence: 'One crash at the wrong moment, and the session is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: ['GetHistory', absent],
    line: 'return restate.Get[Conversation](ctx, "conversation")',
    consequence: 'Where absence is an error, the history of a session that nobody has begun is asked for ever.',
    hardened: 'A session that nobody has begun is a terminal 404.',
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: ['SendMessage', 'endless retry: session not initialized'],
    line: 'return AgentResponse{}, errors.New("session not initialized")',
    consequence:
      'The error is not terminal: a message to a session that nobody has begun is retried until it is paused, with the key locked.',
    hardened: 'A session that nobody has begun is a terminal 404.',
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: ['SendMessage', mismatch],
    line: closure,
    consequence: 'One crash at the wrong moment, and the session is locked until an operator kills the invocation.',
    hardened: closureHow,
  },
  {
    listing: 'AIAgent',
    invariant: settles,
    where: ['SendMessage', 'endless retry: messages: at least one message is required'],
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
    invariant: 'an answer carries the time at which it came',
    line: 'Timestamp: now, // of the assistant',
    consequence:
      'Question and answer carry one time, which was read before the model was asked: no log shows that it was slow.',
    hardened: 'A turn says when it was asked, and nothing else is called a time.',
  },
  {
    listing: 'AIAgent',
    invariant: 'the tokens of a message are not far below what a model counts',
    line: 'return len(strings.Fields(text)) * 2',
    consequence:
      'A language without spaces, a URL or a blob is one word: 600 characters count as 2 tokens, and the window overflows at the model.',
    hardened: 'One token for every four bytes.',
  },
  {
    listing: 'AIAgent',
    invariant: 'a session that is begun has room for a message',
    line: 'MaxTokens: config.MaxTokens,',
    consequence: 'A window of 0 is taken as it is: each message is trimmed before the model is asked.',
    hardened: 'A window has to have room beside the system prompt; all else is a terminal 400 or 422.',
  },
  {
    listing: 'AIAgent',
    invariant: 'what the model is asked does not begin with an answer',
    line: 'return messages[i+1:]',
    consequence: 'Messages are trimmed one by one, so a question leaves before its answer. Some models refuse that.',
    hardened: 'Turns leave the window whole.',
  },
  {
    listing: 'AIAgent',
    invariant: 'only a session that was begun answers',
    line: 'if err != nil { return AgentResponse{}, errors.New("session not initialized") }',
    consequence:
      'A key that is not there is no error in the Go SDK: a message without a word in it has no tokens, and is answered in a session of zero values.',
    hardened: 'A session that nobody has begun is a terminal 404.',
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
    listing: 'ChatApp',
    invariant: settles,
    where: mismatch,
    line: `${closure} (of the AIAgent)`,
    consequence: 'A crash in the agent leaves the user locked out, and all messages of this user waiting.',
    hardened: closureHow,
  },
  {
    listing: 'ChatApp, absence is an error',
    invariant: settles,
    where: 'endless retry: session not initialized',
    line: 'response, err := agent.Call(ctx, sessionKey, req.Message)',
    consequence:
      '"session not initialized" is not terminal and nothing ever starts a session: the first message of every user hangs.',
    hardened: 'A send before the session exists is a terminal 404, which the app passes on.',
  },
  {
    listing: 'ChatApp',
    invariant: settles,
    where: 'endless retry: messages: at least one message is required',
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
    where: 'endless retry: unknown tool: book_flight',
    line: 'return "", fmt.Errorf("unknown tool: %s", tool.Name)',
    consequence: 'A tool that the model has made up is tried for ever, with the session locked.',
    hardened: 'What the model asks for is checked; a bad request goes back to the model as the result of its tool.',
  },
  {
    listing: 'AgentWithTools',
    invariant: replay,
    line: 'aiResponse, toolCalls, err := callAIWithTools(ctx, conv, message)',
    consequence: 'A replay asks the model again, which may want another tool or none: the journal does not fit (570).',
    hardened: 'Each call of the model is a `ctx.run` of its own.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'a tool that fails does not fail the message',
    line: 'result, err := executeTool(ctx, tool); if err != nil { return AgentResponse{}, err }',
    consequence: 'A city that the weather service does not know, and the user is told nothing but an error.',
    hardened: 'A failure goes back to the model as the result of its tool.',
  },
  {
    listing: 'AgentWithTools',
    invariant: 'a message is dated and counted',
    line: 'conv.Messages = append(conv.Messages, Message{ Role: "tool", Content: result })',
    consequence: 'Results of tools are from the year 1 and have no tokens: no window will ever trim them.',
    hardened: 'Results of tools live as long as their turn, and are cut to a length.',
  },
  {
    listing: 'AgentWithTools, cancelled',
    invariant: 'what was said stays in the conversation',
    line: 'conv, _ := restate.Get[Conversation](ctx, "conversation")',
    consequence:
      'The error is dropped: a message that is cancelled while the conversation is fetched stores one of zero values over it.',
    hardened: 'A cancel ends the handler: the error of a read is never caught.',
  },
  {
    listing: 'AgentWithTools',
    invariant: settles,
    where: 'endless retry: panic: interface conversion: interface {} is not string',
    line: 'tool.Arguments["location"].(string)',
    consequence: 'An argument of another type, or none, is a panic, which is tried for ever with the session locked.',
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
