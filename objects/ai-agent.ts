/**
 * Sessions of a conversation with a model, one per key. The object stores the turns; it never calls the model itself.
 *
 *     caller ──ask──▶ AIAgent        the question is stored; the answer says what to ask the model
 *     caller ──────▶ model           seconds, outside: the session's lock is free meanwhile
 *     caller ──reply──▶ AIAgent      the answer is stored, if the session is still the same
 *
 * `chat-app.ts` is such a caller. A handler that called the model itself would hold the lock while the model runs: no client
 * could end the session, and every other question would queue.
 *
 * **Epochs.** `clear` ends a session, `start` begins the next one of the same key, with a number of its own; with
 * `restart: true` it does both. A reply has the number of its question's session. A reply to a session that has ended is
 * dropped.
 *
 * A caller that is *killed* while the model thinks, or cancelled while it asks or replies, leaves a question without an
 * answer. It is never sent to the model again, and leaves the window like any other turn.
 *
 * **The context window.** System prompt, questions and answers that are kept never have more than `maxTokens` together:
 * the oldest turns go first. A question that does not fit even alone is refused. So the state of a session is bounded.
 *
 * **Tokens** are a rough guess, one forevery four bytes of UTF-8. `totalTokens` counts questions and answers as they are
 * answered, those that have left the window too. A question whose answer never came counts nothing.
 *
 * **Errors** (all terminal): 400 bad input; 404 no session is open; 422 a session is open already, or the question is
 * larger than the window.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, text, wholeNumber } from './refuse.ts';

export interface AgentConfig {
  readonly systemPrompt: string;
  readonly model: string;
  /** Size of the context window. */
  readonly maxTokens: number;
}

export interface Turn {
  /** Counts the questions of a session, from 1. */
  readonly number: number;
  readonly question: string;
  /** Null while the model thinks. */
  readonly answer: string | null;
  readonly askedAtMs: number;
}

/** All that a key knows. One state key, so that turns and tokens are always seen together. */
export interface Session {
  /** How many sessions this key has had, this one included. */
  readonly epoch: number;
  readonly open: boolean;
  readonly config: AgentConfig;
  /** Oldest first; only what fits into the window. */
  readonly turns: readonly Turn[];
  readonly asked: number;
  readonly totalTokens: number;
  readonly startedAtMs: number;
}

/** Names a question: the reply has to carry it. */
export interface TurnId {
  readonly epoch: number;
  readonly turn: number;
}

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

/** What to ask the model. */
export interface Prompt extends TurnId {
  readonly model: string;
  readonly messages: readonly ModelMessage[];
}

/** The result of a reply. `kept: false`: the session has ended, and nothing was stored. */
export interface Receipt {
  readonly kept: boolean;
  readonly totalTokens: number;
}

type AgentState = { session: Session };
type Owner = restate.ObjectContext<AgentState>;

/** One conversation per key, for instance `compositeKey('user', id)`. */
export const aiAgent = restate.object({
  name: 'AIAgent',
  handlers: {
    /** Begins a session. One that is open is not thrown away by mistake: `restart: true` ends it first. */
    start: async (ctx: Owner, request: AgentConfig & { readonly restart?: boolean }): Promise<{ epoch: number }> => {
      const config = configFrom(request);
      const before = await ctx.get('session');
      const ended = before !== null && request.restart === true ? cleared(before) : before;
      const session = started(ended, config, await ctx.date.now());
      ctx.set('session', session);
      return { epoch: session.epoch };
    },

    /** Ends the session and forgets what was said. */
    clear: async (ctx: Owner): Promise<void> => {
      ctx.set('session', cleared(await load(ctx)));
    },

    /** What is in the window now. */
    history: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<AgentState>): Promise<Session> =>
      load(ctx),
    ),

    // Private: the caller must also send the reply.

    ask: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, request: { readonly question: string }): Promise<Prompt> => {
        const question = text('question', fieldsOf(request).question, longestText);
        const { session, prompt } = asked(await load(ctx), question, await ctx.date.now());
        ctx.set('session', session);
        return prompt;
      },
    ),

    reply: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, reply: TurnId & { readonly question: string; readonly answer: string }): Promise<Receipt> => {
        const session = await ctx.get('session');
        if (session === null || !isOf(session, reply)) return { kept: false, totalTokens: 0 };
        const after = replied(session, reply);
        ctx.set('session', after);
        return { kept: true, totalTokens: after.totalTokens };
      },
    ),

    /** Removes a question that will never be answered. */
    withdraw: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: Owner, id: TurnId): Promise<void> => {
        const session = await ctx.get('session');
        if (session !== null && isOf(session, id)) ctx.set('session', withdrawn(session, id));
      },
    ),
  },
});

/** Longest question, and longest answer that a caller should hand in, in UTF-16 units. */
export const longestText = 20_000;

async function load(ctx: restate.ObjectSharedContext<AgentState>): Promise<Session> {
  const session = await ctx.get('session');
  return session?.open === true ? session : refuse(404, `no session "${ctx.key}" is open: start one first`);
}

function configFrom(request: AgentConfig): AgentConfig {
  const { systemPrompt, model, maxTokens } = fieldsOf(request);
  const config = {
    systemPrompt: text('systemPrompt', systemPrompt, longestText),
    model: text('model', model),
    maxTokens: wholeNumber('maxTokens', maxTokens, 1, 1_000_000),
  };
  if (tokensOf(config.systemPrompt) < config.maxTokens) return config;
  return refuse(422, `the system prompt leaves no room in a window of ${config.maxTokens} tokens`);
}

// The decisions, as functions of a session.

export function started(before: Session | null, config: AgentConfig, nowMs: number): Session {
  if (before?.open === true) refuse(422, 'a session is open: clear it first, or ask for a restart');
  const epoch = (before?.epoch ?? 0) + 1;
  return { epoch, open: true, config, turns: [], asked: 0, totalTokens: 0, startedAtMs: nowMs };
}

export function cleared(session: Session): Session {
  return { ...session, open: false, turns: [], totalTokens: 0 };
}

export function asked(session: Session, question: string, nowMs: number): { session: Session; prompt: Prompt } {
  const { config, epoch } = session;
  const tokens = tokensOf(config.systemPrompt) + tokensOf(question);
  if (tokens > config.maxTokens)
    refuse(422, `with the system prompt the question has ${tokens} tokens; the window has ${config.maxTokens}`);
  const turn: Turn = { number: session.asked + 1, question, answer: null, askedAtMs: nowMs };
  const after = trimmed({ ...session, asked: turn.number, turns: [...session.turns, turn] });
  const said = after.turns.flatMap(({ question: user, answer }): ModelMessage[] =>
    answer === null ? [] : [message('user', user), message('assistant', answer)],
  );
  const messages = [message('system', config.systemPrompt), ...said, message('user', question)];
  return { session: after, prompt: { epoch, turn: turn.number, model: config.model, messages } };
}

/** The session must be the one that the reply is for. */
export function replied(
  session: Session,
  { turn, question, answer }: TurnId & { readonly question: string; readonly answer: string },
): Session {
  // The turn itself may have left the window while the model thought: then only its tokens are counted.
  const turns = session.turns.map((one) => (one.number === turn ? { ...one, answer } : one));
  const totalTokens = session.totalTokens + tokensOf(question) + tokensOf(answer);
  return trimmed({ ...session, turns, totalTokens });
}

export function withdrawn(session: Session, { turn }: TurnId): Session {
  return { ...session, turns: session.turns.filter(({ number, answer }) => number !== turn || answer !== null) };
}

export function isOf({ epoch, open }: Session, id: TurnId): boolean {
  return open && epoch === id.epoch;
}

/** Drops the oldest turns until the rest fits into the window. */
export function trimmed(session: Session): Session {
  let { turns } = session;
  while (turns.length > 0 && windowOf({ ...session, turns }) > session.config.maxTokens) turns = turns.slice(1);
  return { ...session, turns };
}

/** Tokens of all that is kept. */
export function windowOf({ config, turns }: Session): number {
  return turns.reduce(
    (sum, { question, answer }) => sum + tokensOf(question) + tokensOf(answer ?? ''),
    tokensOf(config.systemPrompt),
  );
}

const encoder = new TextEncoder();

export function tokensOf(words: string): number {
  return Math.ceil(encoder.encode(words).length / 4);
}

function message(role: ModelMessage['role'], content: string): ModelMessage {
  return { role, content };
}
