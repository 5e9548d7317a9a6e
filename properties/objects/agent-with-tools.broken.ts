import * as restate from '@restatedev/restate-sdk';
import { agentWithTools, tool, type ToolRun } from '../../objects/agent-with-tools.ts';
import { inTurn, patience, requestOf } from '../../objects/chat-app.ts';
import { fieldsOf, text } from '../../objects/refuse.ts';
import { toolsOf, type ToolEffects } from '../../scenarios/agent-with-tools.ts';

type Definition = { readonly name: string };
type Broken = (effects: ToolEffects) => Definition;
type Wanted = {
  readonly toolCalls: readonly { readonly name: string; readonly arguments: { readonly place: string } }[];
};

/** Trusts the model to return arguments of the right types. */
export const believesTheModel: Broken = (effects) =>
  agentWithTools(effects, {
    weather: tool({ parse: (given) => given as { readonly place: string }, run: effects.weather }),
  });

/** Does not send the results of the tools to the model. */
export const keepsResults: Broken = (effects) =>
  agentWithTools(
    {
      model: (request) =>
        effects.model({ ...request, messages: request.messages.filter(({ role }) => role !== 'tool') }),
    },
    toolsOf(effects),
  );

/** Sends the results of the tools without the system prompt. */
export const forgetsThePrompt: Broken = askingAgainWithout('system');

/** Sends the results of the tools without the question of the user. */
export const forgetsTheQuestion: Broken = askingAgainWithout('user');

/** Continues as long as the model requests tools. */
export const neverStops: Broken = looping(50, (_name, result) => result);

/** Ends the turn when a tool fails. */
export const fallsWithTheTool: Broken = looping(4, (name, result) => {
  if (result.startsWith('failed')) throw new restate.TerminalError(`the tool ${name} ${result}`);
  return result;
});

/** Takes the cancellation of a turn for the failure of a tool, and sends results of any length to the model. */
export const knowsNoEnd: Broken = looping(4, (_name, result) => result);

function askingAgainWithout(left: 'system' | 'user'): Broken {
  return (effects) =>
    agentWithTools(
      {
        model: (request) => {
          const again = request.messages.some(({ role }) => role === 'tool');
          return effects.model({
            ...request,
            messages: request.messages.filter(({ role }) => !again || role !== left),
          });
        },
      },
      toolsOf(effects),
    );
}

function looping(rounds: number, shown: (name: string, result: string) => string): Broken {
  const chat =
    (effects: ToolEffects) =>
    async (ctx: restate.Context, request: { readonly userId: string; readonly message: string }) => {
      const { userId, message } = fieldsOf(request);
      const session = `user:${text('userId', userId, 64)}`;
      return inTurn(ctx, { session, question: text('message', message) }, async (prompt) => {
        const first = requestOf(session, prompt);
        let { messages } = first;
        for (let round = 1; round <= rounds; round++) {
          const idempotencyKey = `${first.idempotencyKey}/${round}`;
          const said = await ctx.run('model', () => effects.model({ ...first, messages, idempotencyKey }), patience);
          if (typeof said === 'string') return said;
          const calls = (said as Wanted).toolCalls;
          if (!Array.isArray(calls)) return 'nothing';
          for (const { name, arguments: args } of calls as Wanted['toolCalls'])
            messages = [
              ...messages,
              { role: 'tool', content: shown(name, await used(ctx, effects, { idempotencyKey, arguments: args })) },
            ];
        }
        throw new restate.TerminalError('no answer');
      });
    };
  return (effects) => restate.service({ name: 'AgentWithTools', handlers: { chat: chat(effects) } });
}

function used(
  ctx: restate.Context,
  { weather }: ToolEffects,
  run: ToolRun<{ readonly place: string }>,
): Promise<string> {
  if (typeof run.arguments.place !== 'string') return Promise.resolve('failed: bad arguments');
  return ctx
    .run('tool', () => weather(run), patience)
    .catch((error: unknown) => {
      if (error instanceof restate.TerminalError) return `failed: ${error.message}`;
      throw error;
    });
}
