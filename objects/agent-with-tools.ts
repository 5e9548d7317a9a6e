/**
 * A chat with a model that may call tools before it answers. Sessions are those of `ai-agent.ts`.
 *
 *     model ──calls tools──▶ tools ──results──▶ model ──calls again──▶ … ──answers──▶ session
 *
 * **The output of the model is not trusted.** It may call a tool that does not exist, pass arguments of any shape, call a
 * hundred tools at once, or return something else. The model then gets an error message, and may correct itself in the next
 * round. None of it reaches a tool: the tool's own `parse` checks the arguments before it runs.
 *
 * **Tools are effects.** Each call runs in a `ctx.run` of its own, at least once, with an idempotency key by which the tool
 * can recognise a repetition. A tool that fails with a terminal error, or more often than `patience` allows, does not end the
 * turn: the model gets the error.
 *
 * **Rounds have a bound.** A model that calls tools without end is stopped after `mostRounds`, and the caller gets an error.
 *
 * **Errors** (all terminal): those of `chat-app.ts`; 422 also for a model that gives no answer.
 */
import * as restate from '@restatedev/restate-sdk';
import { longestText, type ModelMessage } from './ai-agent.ts';
import { inTurn, patience, requestOf, type ChatReply, type ModelRequest, type Models } from './chat-app.ts';
import { compositeKey } from './keys.ts';
import { fieldsOf, refuse, text } from './refuse.ts';

export interface Tool<Arguments> {
  /** Reads the arguments of the model. @throws an error whose message is for the model */
  readonly parse: (given: unknown) => Arguments;
  /** A `TerminalError` is final; any other error is retried. */
  readonly run: (call: ToolRun<Arguments>) => Promise<string>;
}

export interface ToolRun<Arguments> {
  /** The same forevery try of one call of the tool. */
  readonly idempotencyKey: string;
  readonly arguments: Arguments;
}

/** @returns a tool without the type of its arguments, so that tools can be listed together */
export function tool<Arguments>({ parse, run }: Tool<Arguments>): AnyTool {
  return {
    parse: (given) => {
      const args = parse(given);
      return (idempotencyKey) => run({ idempotencyKey, arguments: args });
    },
  };
}

/** `parse` returns a function that runs the tool. */
export interface AnyTool {
  readonly parse: (given: unknown) => (idempotencyKey: string) => Promise<string>;
}

export type Tools = Readonly<Record<string, AnyTool>>;

/** The output of a model in one round: an answer, tool calls, or neither. */
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

/** Runs the tools one after another, because one may depend on another. @returns a message for each call */
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

/** A cancellation ends the turn; the model gets any other failure. */
function failed({ name }: ToolCall, error: unknown): string {
  if (error instanceof restate.CancelledError || !(error instanceof restate.TerminalError)) throw error;
  return `${name} failed: ${error.message}`;
}

// The decisions, as functions of the model's output.

/** The result of a tool is a part of the next prompt, and uses its window: keep it short. */
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

/** @returns the tool, ready to run, or an error message for the model */
export function prepared(tools: Tools, call: ToolCall): ReturnType<AnyTool['parse']> | string {
  // Not `tools[call.name]`: the model may call a "constructor".
  const known = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined;
  if (known === undefined) return `there is no tool "${call.name}", there are: ${Object.keys(tools).join(', ')}`;
  try {
    return known.parse(call.arguments);
  } catch (error) {
    return `bad arguments for ${call.name}: ${error instanceof Error ? error.message : 'they cannot be read'}`;
  }
}
