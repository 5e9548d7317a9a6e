/**
 * A chat with a model: each user talks in a session of `ai-agent.ts`, and this service calls the model for it.
 *
 * **The model** is a function that you hand in, and runs inside `ctx.run`: at least once, and again if the process dies
 * before its answer is stored. It gets an idempotency key by which a proxy in front of it can repeat the answer instead of
 * paying for another one. Its output is not trusted: anything but a string of limited length counts as a failure and is
 * retried.
 *
 * **A slow model** blocks no other request: this service holds no lock. **A failing model** is retried a few times; then the
 * question is withdrawn, and the caller gets the error.
 *
 * **Errors** (all terminal): 400 bad input; 404 the user has no session; 422 the question is larger than the window, or
 * the session was ended while the model thought; 500 the model does not answer.
 */
import * as restate from '@restatedev/restate-sdk';
import { aiAgent, longestText, type ModelMessage, type Prompt } from './ai-agent.ts';
import { compositeKey } from './keys.ts';
import { fieldsOf, refuse, text } from './refuse.ts';

/** The outside world that the chat needs. */
export interface Models {
  /** @returns the output of the model, unchecked */
  readonly model: (request: ModelRequest) => Promise<unknown>;
}

export interface ModelRequest {
  /** The same forevery call on behalf of one question. */
  readonly idempotencyKey: string;
  readonly model: string;
  readonly messages: readonly ModelMessage[];
}

export interface ChatReply {
  readonly reply: string;
  readonly totalTokens: number;
}

export function chatApp({ model }: Models) {
  return restate.service({
    name: 'ChatApp',
    handlers: {
      chat: async (
        ctx: restate.Context,
        request: { readonly userId: string; readonly message: string },
      ): Promise<ChatReply> => {
        const { userId, message } = fieldsOf(request);
        const session = compositeKey('user', text('userId', userId, 64));
        return inTurn(ctx, { session, question: text('message', message, longestText) }, (prompt) =>
          ctx.run('model', async () => answerFrom(await model(requestOf(session, prompt))), patience),
        );
      },
    },
  });
}

/** A caller waits: a model that cannot be reached ends the turn after some seconds. */
export const patience = { initialRetryInterval: 200, maxRetryAttempts: 5 };

/**
 * One turn of a conversation: asks in the session, lets the caller think, and stores the answer.
 * @param think the slow part; what it throws ends the turn, and the question is taken back
 */
export async function inTurn(
  ctx: restate.Context,
  { session, question }: { readonly session: string; readonly question: string },
  think: (prompt: Prompt) => Promise<string>,
): Promise<ChatReply> {
  const prompt = await ctx.objectClient(aiAgent, session).ask({ question });
  const { epoch, turn } = prompt;
  const answer = await think(prompt).catch((error: unknown) => {
    // A message, because a cancelled invocation cannot wait for an answer any more.
    ctx.objectSendClient(aiAgent, session).withdraw({ epoch, turn });
    throw error;
  });
  const { kept, totalTokens } = await ctx.objectClient(aiAgent, session).reply({ epoch, turn, question, answer });
  if (!kept) refuse(422, 'the session was ended while the model thought');
  return { reply: answer, totalTokens };
}

export function requestOf(session: string, { epoch, turn, model, messages }: Prompt): ModelRequest {
  return { idempotencyKey: `${session}/${epoch}/${turn}`, model, messages };
}

/** Not terminal: what a model says may be better the next time. */
function answerFrom(said: unknown): string {
  if (typeof said === 'string' && said.trim() !== '' && said.length <= longestText) return said;
  throw new Error('the model said nothing that could be used');
}
