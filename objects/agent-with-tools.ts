/**
 * A chat with a model that may ask for tools before it answers. Sessions are those of `ai-agent.ts`.
 *
 *     model ──asks for tools──▶ tools ──results──▶ model ──asks again──▶ … ──answers──▶ session
 *
 * **What the model says is not trusted.** It may ask for a tool that does not exist, with arguments of any shape, for a
 * hundred tools at once, or talk nonsense. All of this is told to the model in the words of an error, and it may do better
 * in the next round. None of it reaches a tool: the arguments are read by the tool's own `parse` before it runs.
 *
 * **Tools are effects.** Each call runs in a `ctx.run` of its own, at least once, with a key by which the tool can tell a
 * repetition. A tool that fails for good, or more often than `patience` allows, does not end the turn: the model is told.
 *
 * **Rounds have a bound.** A model that asks for tools for ever is stopped after `mostRounds`, and the caller is told.
 *
 * **Errors** (all terminal): those of `chat-app.ts`; 422 also for a model that does not come to an answer.
 */
import * as restate from '@restatedev/restate-sdk';
import { longestText, type ModelMessage } from './ai-agent.ts';
import { inTurn, patience, requestOf, type ChatReply, type ModelRequest, type Models } from './chat-app.ts';
import { compositeKey } from './keys.ts';
import { fieldsOf, refuse, text } from './refuse.ts';

export interface Tool<Arguments> {
  /** Reads what the model has given. @throws what is wrong with it, in words for the model */
  readonly parse: (given: unknown) => Arguments;
  /** A `TerminalError` is its last word; any other error is tried again. */
  readonly run: (call: ToolRun<Arguments>) => Promise<string>;
}

export interface ToolRun<Arguments> {
  /** The same for every try of one call of the tool. */
  readonly idempotencyKey: string;
  readonly arguments: Arguments;
}

/** @returns a tool among others, whose arguments are its own business */
export function tool<Arguments>({ parse, run }: Tool<Arguments>): AnyTool {
  return {
    parse: (given) => {
      const args = parse(given);
      return (idempotencyKey) => run({ idempotencyKey, arguments: args });
    },
  };
}

/** A tool whose arguments were read is ready to run. */
export interface AnyTool {
  readonly parse: (given: unknown) => (idempotencyKey: string) => Promise<string>;
}

export type Tools = Readonly<Record<string, AnyTool>>;

/** What a model says in one round, once it was read: an answer, or tools that it wants. */
export type Said =
  { readonly answer: string } | { readonly calls: readonly ToolCall[] } | { readonly nonsense: string };

export interface ToolCall {
  readonly name: string;
  readonly arguments: unknown;
}

export const mostRounds = 4;
/** Tools in one round. */
export const mostCalls = 8;

export function agentWithTools({ model }: Models, tools: Tools) {
  return restate.service({
    name: 'AgentWithTools',
    handlers: {
      chat: async (
        ctx: restate.Context,
        request: { readonly userId: string; readonly message: string },
      ): Promise<ChatReply> => {
        const { userId, message } = fieldsOf(request);
        const session = compositeKey('user', text('userId', userId, 64));
        return inTurn(ctx, { session, question: text('message', message, longestText) }, (prompt) =>
          answerTo(ctx, { model, tools }, requestOf(session, prompt)),
        );
      },
    },
  });
}

async function answerTo(
  ctx: restate.Context,
  { model, tools }: Models & { readonly tools: Tools },
  first: ModelRequest,
): Promise<string> {
  let messages = first.messages;
  for (let round = 1; round <= mostRounds; round++) {
    const idempotencyKey = `${first.idempotencyKey}/${round}`;
    const said = readAnswer(await ctx.run('model', () => model({ ...first, messages, idempotencyKey }), patience));
    if ('answer' in said) return said.answer;
    const results = 'calls' in said ? await used(ctx, tools, { calls: said.calls, idempotencyKey }) : [said.nonsense];
    messages = [...messages, ...results.map((content): ModelMessage => ({ role: 'tool', content }))];
  }
  return refuse(422, `the model came to no answer in ${mostRounds} rounds`);
}

/** One after another: what one tool does may matter to the next. @returns a result for each call, in words */
async function used(
  ctx: restate.Context,
  tools: Tools,
  { calls, idempotencyKey }: { readonly calls: readonly ToolCall[]; readonly idempotencyKey: string },
): Promise<string[]> {
  const results: string[] = [];
  for (const [index, call] of calls.entries()) {
    const ready = prepared(tools, call);
    results.push(
      typeof ready === 'string'
        ? ready
        : await ctx
            .run(`tool ${call.name}`, () => ready(`${idempotencyKey}/${index + 1}`), patience)
            .then(
              (result) => `${call.name}: ${result.slice(0, longestResult)}`,
              (error: unknown) => failed(call, error),
            ),
    );
  }
  return results;
}

/** A cancelled turn ends here; any other failure is news for the model. */
function failed({ name }: ToolCall, error: unknown): string {
  if (error instanceof restate.CancelledError || !(error instanceof restate.TerminalError)) throw error;
  return `${name} failed: ${error.message}`;
}

// The decisions, as functions of what the model said.

/** A tool's result is handed to the model, and counts in its window: keep it short. */
const longestResult = 4_000;

export function readAnswer(said: unknown): Said {
  if (typeof said === 'string' && said.trim() !== '' && said.length <= longestText) return { answer: said };
  const calls = typeof said === 'object' && said !== null && 'toolCalls' in said ? said.toolCalls : undefined;
  if (!Array.isArray(calls) || calls.length === 0)
    return { nonsense: 'that was neither an answer nor a list of tool calls' };
  if (calls.length > mostCalls)
    return { nonsense: `${calls.length} tools at once are too many, use at most ${mostCalls}` };
  return { calls: calls.map((call: unknown) => callFrom(call)) };
}

function callFrom(call: unknown): ToolCall {
  const { name, arguments: args } = (typeof call === 'object' && call !== null ? call : {}) as Partial<ToolCall>;
  return { name: typeof name === 'string' ? name.slice(0, 64) : 'a tool without a name', arguments: args };
}

/** @returns the tool, ready to run, or what to tell the model */
export function prepared(tools: Tools, call: ToolCall): ReturnType<AnyTool['parse']> | string {
  // Not `tools[call.name]`: the model may ask for a "constructor".
  const known = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined;
  if (known === undefined) return `there is no tool "${call.name}", there are: ${Object.keys(tools).join(', ')}`;
  try {
    return known.parse(call.arguments);
  } catch (error) {
    return `bad arguments for ${call.name}: ${error instanceof Error ? error.message : 'they cannot be read'}`;
  }
}
