import * as restate from '@restatedev/restate-sdk';
import {
  aiAgent,
  asked,
  cleared,
  replied,
  started,
  tokensOf,
  withdrawn,
  type AgentConfig,
  type Prompt,
  type Session,
  type TurnId,
} from '../../objects/ai-agent.ts';
import { chatApp, requestOf, type Models } from '../../objects/chat-app.ts';
import { withHandlers } from './with-handlers.ts';

type Owner = restate.ObjectContext;
type Definition = { readonly name: string };
type Reply = TurnId & { readonly question: string; readonly answer: string };
type Broken = (models: Models) => Definition;

/** Calls the model itself, while it holds its lock. */
export const asksItself: Broken = ({ model }) =>
  asking(async (ctx, session, question) => {
    const { session: after, prompt } = asked(session, question, await ctx.date.now());
    await ctx.run('model', () => model(requestOf(ctx.key, prompt)), { maxRetryAttempts: 5 });
    return { session: after, prompt };
  });

/** Sends the question without the system prompt. */
export const forgetsThePrompt: Broken = () =>
  asking(async (_ctx, session, question) => {
    const { session: after, prompt } = asked(session, question, 0);
    return { session: after, prompt: { ...prompt, messages: prompt.messages.slice(1) } };
  });

/** Sends the earlier messages without the question. */
export const forgetsTheQuestion: Broken = () =>
  asking(async (_ctx, session, question) => {
    const { session: after, prompt } = asked(session, question, 0);
    return { session: after, prompt: { ...prompt, messages: prompt.messages.slice(0, -1) } };
  });

/** Adds the answer of the model to any session that is there, ended and restarted or not. */
export const ignoresTheEpoch: Broken = () =>
  replying((session, { turn, question, answer }) => {
    const others = session.turns.filter(({ number }) => number !== turn);
    return { ...session, turns: [...others, { number: turn, question, answer, askedAtMs: 0 }] };
  });

/** Keeps every message. */
export const neverTrims: Broken = () =>
  replying((session, reply) => {
    const turns = session.turns.map((turn) => (turn.number === reply.turn ? { ...turn, answer: reply.answer } : turn));
    const totalTokens = session.totalTokens + tokensOf(reply.question) + tokensOf(reply.answer);
    return isFor(session, reply) ? { ...session, turns, totalTokens } : session;
  });

/** Counts the tokens in the window instead of those that were used. */
export const countsTheWindow: Broken = () =>
  replying((session, reply) => {
    if (!isFor(session, reply)) return session;
    const after = replied(session, reply);
    const totalTokens = after.turns.reduce((sum, { question, answer }) => sum + tokensOf(question + (answer ?? '')), 0);
    return { ...after, totalTokens };
  });

/** Starts a session over an open one, as the guide's listing does. */
export const startsOver: Broken = () =>
  withHandlers(aiAgent, {
    start: async (ctx: Owner, config: AgentConfig) => {
      const before = await ctx.get<Session>('session');
      const session = started(before === null ? null : cleared(before), config, 0);
      ctx.set('session', session);
      return { epoch: session.epoch };
    },
  });

/** Leaves the question in the session when the model fails. */
export const leavesQuestions: Broken = () => withHandlers(aiAgent, { withdraw: async () => undefined });

/** Removes the question with that number, whichever session it belongs to. */
export const withdrawsFromAnySession: Broken = () =>
  withHandlers(aiAgent, {
    withdraw: async (ctx: Owner, id: TurnId) => {
      const session = await ctx.get<Session>('session');
      if (session !== null) ctx.set('session', withdrawn(session, id));
    },
  });

/** The same chat with one idempotency key for every question. */
export const asksWithoutKey: Broken = ({ model }) =>
  chatApp({ model: (request) => model({ ...request, idempotencyKey: 'the same for all' }) });

function isFor(session: Session, { epoch }: TurnId): boolean {
  return session.open && session.epoch === epoch;
}

function asking(
  ask: (ctx: Owner, session: Session, question: string) => Promise<{ session: Session; prompt: Prompt }>,
): Definition {
  return withHandlers(aiAgent, {
    ask: async (ctx: Owner, { question }: { readonly question: string }) => {
      const before = await ctx.get<Session>('session');
      if (before?.open !== true) throw new restate.TerminalError('no session', { errorCode: 404 });
      const { session, prompt } = await ask(ctx, before, question);
      ctx.set('session', session);
      return prompt;
    },
  });
}

function replying(reply: (session: Session, reply: Reply) => Session): Definition {
  return withHandlers(aiAgent, {
    reply: async (ctx: Owner, request: Reply) => {
      const before = await ctx.get<Session>('session');
      if (before === null) return { kept: false, totalTokens: 0 };
      const session = reply(before, request);
      ctx.set('session', session);
      return { kept: true, totalTokens: session.totalTokens };
    },
  });
}
