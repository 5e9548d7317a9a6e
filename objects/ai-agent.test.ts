/**
 * Goal: whatever is asked, answered, ended and begun again, the window is kept and late replies change nothing. Method:
 * random stories of one session, decided without a server.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asked,
  cleared,
  isOf,
  replied,
  started,
  tokensOf,
  windowOf,
  withdrawn,
  type AgentConfig,
  type Session,
} from './ai-agent.ts';

const config: AgentConfig = { systemPrompt: 'Be brief.', model: 'm', maxTokens: 20 };
const words = fc.string({ minLength: 1, maxLength: 60, unit: 'binary', size: 'max' });

describe('a session', () => {
  const open = started(null, config, 0);

  it('never keeps more than its window', () => {
    const turns = fc.array(fc.record({ question: words, answer: words, isAnswered: fc.boolean() }), {
      maxLength: 12,
      size: 'max',
    });
    fc.assert(
      fc.property(turns, (story) => {
        let session: Session = open;
        for (const { question, answer, isAnswered } of story) {
          if (tokensOf(config.systemPrompt) + tokensOf(question) > config.maxTokens) continue;
          const { session: waiting, prompt } = asked(session, question, 0);
          const sent = prompt.messages.reduce((sum, { content }) => sum + tokensOf(content), 0);
          expect(sent).toBeLessThanOrEqual(config.maxTokens);
          expect(prompt.messages.at(-1)).toEqual({ role: 'user', content: question });
          session = isAnswered ? replied(waiting, { ...prompt, question, answer }) : waiting;
          expect(windowOf(session)).toBeLessThanOrEqual(config.maxTokens);
        }
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('refuses a question that is larger than the window, with 422', () => {
    expect(() => asked(open, 'word '.repeat(30), 0)).toThrow(expect.objectContaining({ code: 422 }));
  });

  it('takes a question of exactly the size of the window', () => {
    const room = config.maxTokens - tokensOf(config.systemPrompt);
    expect(windowOf(asked(open, 'x'.repeat(4 * room), 0).session)).toBe(config.maxTokens);
  });

  it('is not started twice, but again once it was cleared, with the next epoch', () => {
    expect(() => started(open, config, 0)).toThrow(expect.objectContaining({ code: 422 }));
    expect(started(cleared(open), config, 0)).toMatchObject({ epoch: 2, turns: [], asked: 0, totalTokens: 0 });
  });

  it('does not know a reply to a session before, nor to one that has ended', () => {
    const { prompt } = asked(open, 'hello', 0);
    expect(isOf(open, prompt)).toBe(true);
    expect(isOf(cleared(open), prompt)).toBe(false);
    expect(isOf(started(cleared(open), config, 0), prompt)).toBe(false);
  });

  it('takes an unanswered question back, and leaves an answered one', () => {
    const { session, prompt } = asked(open, 'hello', 0);
    expect(withdrawn(session, prompt).turns).toEqual([]);
    const done = replied(session, { ...prompt, question: 'hello', answer: 'hi' });
    expect(withdrawn(done, prompt)).toEqual(done);
  });

  it('counts the tokens of a turn that left the window while the model thought', () => {
    const { session, prompt } = asked(open, 'hello', 0);
    const answer = 'y'.repeat(400);
    expect(replied(session, { ...prompt, question: 'hello', answer })).toMatchObject({ turns: [], totalTokens: 102 });
  });
});

it('counts bytes, so that every script costs tokens', () => {
  expect([tokensOf(''), tokensOf('abcd'), tokensOf('abcde'), tokensOf('こんにちは')]).toEqual([0, 1, 2, 4]);
});
