/**
 * Goal: `objects/chat-app.ts` does what the guide's table says, clause by clause, for one user. Method: the service and its
 * sessions in a simulation, with a model that is fast, slow, down or returns invalid responses, as each test needs it.
 */
import { TerminalError } from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { aiAgent, longestText, tokensOf } from '../../objects/ai-agent.ts';
import { chatApp, patience, type ModelRequest } from '../../objects/chat-app.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import { withdrawsFromAnySession } from './ai-agent.broken.ts';

/** The calls of the model so far. */
type Asked = { readonly requests: ModelRequest[] };

/** A model that answers after a minute, with a number. */
const model = (answer: (request: ModelRequest, asked: number) => unknown) =>
  effect({
    state: (): Asked => ({ requests: [] }),
    apply: ({ requests }: Asked, request: ModelRequest): unknown => answer(request, requests.push(request)),
    latenciesMs: [60_000],
    troubles: { fails: false, losesAnswer: false },
  });

const CONFIG = { systemPrompt: 'Be terse.', model: 'm1', maxTokens: 24 };
const never = chatApp({ model: () => Promise.reject(new Error('no model outside of a simulation')) });

/** A simulation in which Ann has a session. */
async function withSession(
  answer: (request: ModelRequest, asked: number) => unknown = (_, asked) => `answer ${asked}`,
  sessions: { readonly name: string } = aiAgent,
) {
  const sim = new Simulation({
    services: (effects) => [chatApp(effects), sessions],
    effects: { model: model(answer) },
  });
  const ann = sim.client.object(aiAgent, 'user:ann');
  await ann.start(CONFIG);
  const chat = (message: string, userId = 'ann') => sim.client.service(never).chat({ userId, message });
  return { sim, ann, chat, asked: () => (sim.stateOfEffect('model') as Asked).requests };
}

describe('a chat', () => {
  it('answers, and keeps question and answer in the session of its user', async () => {
    const { sim, ann, chat } = await withSession();
    await using _ = sim;
    expect(await chat('hello')).toEqual({ reply: 'answer 1', totalTokens: tokensOf('hello') + tokensOf('answer 1') });
    const { turns, totalTokens } = await ann.history();
    expect(turns).toMatchObject([{ number: 1, question: 'hello', answer: 'answer 1' }]);
    expect(totalTokens).toBe(tokensOf('hello') + tokensOf('answer 1'));
  });

  it('sends the system prompt, the earlier messages and the question to the model', async () => {
    const { sim, chat, asked } = await withSession();
    await using _ = sim;
    await chat('hello');
    await chat('and now');
    expect(asked()[1]).toEqual({
      idempotencyKey: 'user:ann/1/2',
      model: 'm1',
      messages: [
        { role: 'system', content: 'Be terse.' },
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: 'answer 1' },
        { role: 'user', content: 'and now' },
      ],
    });
  });

  it('drops the oldest turns when the window is full, and still counts their tokens', async () => {
    const { sim, ann, chat } = await withSession();
    await using _ = sim;
    let spent = 0;
    for (const question of ['first of all', 'and second', 'and third', 'and fourth', 'and fifth']) {
      spent += tokensOf(question) + tokensOf('answer 1');
      expect((await chat(question)).totalTokens).toBe(spent);
    }
    const { turns } = await ann.history();
    expect(turns.map(({ number }) => number)).toEqual([2, 3, 4, 5]);
  });

  it('refuses a message larger than the window at once, and does not call the model', async () => {
    const { sim, ann, chat, asked } = await withSession();
    await using _ = sim;
    const before = sim.now;
    await expect(chat('word '.repeat(40))).rejects.toMatchObject({ code: 422 });
    expect(sim.now).toBe(before);
    expect(asked()).toEqual([]);
    expect((await ann.history()).turns).toEqual([]);
  });

  it('refuses a chat without a session at once, and retries nothing', async () => {
    const { sim, chat, asked } = await withSession();
    await using _ = sim;
    const before = sim.now;
    await expect(chat('hello', 'bob')).rejects.toMatchObject({ code: 404 });
    await sim.runToQuiet();
    expect(sim.now).toBe(before);
    expect(asked()).toEqual([]);
  });

  it.each([
    ['no user', { message: 'hello' }],
    ['a user of 65 characters', { userId: 'a'.repeat(65), message: 'hello' }],
    ['no message', { userId: 'ann' }],
    ['a message that is too long', { userId: 'ann', message: 'x'.repeat(longestText + 1) }],
    ['nothing at all', null],
  ])('refuses %s as bad input', async (_what, request) => {
    const { sim } = await withSession();
    await using _ = sim;
    await expect(sim.client.service(never).chat(request as never)).rejects.toMatchObject({ code: 400 });
  });
});

describe('while the model works', () => {
  it('the session can be read, because no handler holds its lock', async () => {
    const { sim, ann, chat } = await withSession();
    await using _ = sim;
    const reply = chat('hello');
    await sim.advance('10s');
    const asking = sim.now;
    expect((await ann.history()).turns).toMatchObject([{ question: 'hello', answer: null }]);
    await ann.start({ ...CONFIG, restart: true });
    expect(sim.now).toBe(asking);
    await expect(reply).rejects.toMatchObject({ code: 422 });
  });

  it('two questions of one user run concurrently', async () => {
    const { sim, chat, ann } = await withSession();
    await using _ = sim;
    const before = sim.now;
    await Promise.all([chat('hello'), chat('and now')]);
    expect(sim.now - before).toBe(60_000);
    expect((await ann.history()).turns.every(({ answer }) => answer !== null)).toBe(true);
  });

  it('`clear` ends the session, and a late reply is dropped', async () => {
    const { sim, ann, chat } = await withSession();
    await using _ = sim;
    const late = chat('hello');
    await sim.advance('10s');
    await ann.clear();
    await ann.start({ ...CONFIG, systemPrompt: 'Be kind.' });
    await expect(late).rejects.toMatchObject({ code: 422 });
    expect(await ann.history()).toMatchObject({ epoch: 2, turns: [], totalTokens: 0 });
  });
});

/** @returns the turns of a session in which a question waits while a question of the previous session is removed */
async function turnsAfterALateFailure(sessions: { readonly name: string }): Promise<unknown> {
  const refuses = ({ messages }: ModelRequest): string => {
    if (messages.at(-1)?.content === 'fail') throw new TerminalError('the model refuses');
    return 'here I am';
  };
  const { sim, ann, chat } = await withSession(refuses, sessions);
  await using _ = sim;
  const failing = chat('fail').catch((error: unknown) => error);
  await sim.advance('10s');
  await ann.start({ ...CONFIG, restart: true });
  const answered = chat('hello');
  await failing;
  await answered;
  await sim.runToQuiet();
  return (await ann.history()).turns.map(({ question, answer }) => [question, answer]);
}

describe('a model that fails', () => {
  it('for a session that has ended removes no question of the next one', async () => {
    expect(await turnsAfterALateFailure(aiAgent)).toEqual([['hello', 'here I am']]);
    expect(await turnsAfterALateFailure(withdrawsFromAnySession({ model: () => Promise.resolve('') }))).toEqual([]);
  });

  const down = (): never => {
    throw new Error('overloaded');
  };

  it('is called a few times with one key; then the question is removed, and the next one is answered', async () => {
    const { sim, ann, chat, asked } = await withSession(({ messages }, count) =>
      messages.at(-1)?.content === 'fail' ? down() : `answer ${count}`,
    );
    await using _ = sim;
    await expect(chat('fail')).rejects.toMatchObject({ code: 500 });
    await sim.runToQuiet();
    expect(asked().map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      Array.from({ length: patience.maxRetryAttempts }, () => 'user:ann/1/1'),
    );
    expect(await ann.history()).toMatchObject({ turns: [], totalTokens: 0 });
    expect(await chat('hello')).toMatchObject({ reply: `answer ${patience.maxRetryAttempts + 1}` });
  });

  it.each([
    ['no text', { text: 'hello' }],
    ['blanks', '  '],
    ['without end', 'x'.repeat(longestText + 1)],
  ])('once by returning %s is called again', async (_what, said) => {
    const { sim, chat } = await withSession((_, count) => (count === 1 ? said : 'better'));
    await using _ = sim;
    expect(await chat('hello')).toMatchObject({ reply: 'better' });
  });
});

it('calls the model again with the same key when the process dies during the call', async () => {
  const { sim, chat, asked } = await withSession();
  await using _ = sim;
  // Entries of the chat: input, ask, the model, reply, output. Operation a started the session.
  sim.trouble('b', { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 2, phase: 'inside' });
  expect(await chat('hello')).toMatchObject({ reply: 'answer 2' });
  expect(asked().map(({ idempotencyKey }) => idempotencyKey)).toEqual(['user:ann/1/1', 'user:ann/1/1']);
});
