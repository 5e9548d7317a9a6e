/**
 * Goal: a conversation fits its window, each answer belongs to its question, no handler waits for the model while it holds a
 * lock, and no session is lost. Method: users who chat in several windows, end sessions and start new ones, and a model that
 * is slow, fails and returns invalid responses; for each invariant an agent with one planted bug, which the invariant must
 * catch.
 */
import { describe, expect, it } from 'vitest';
import { aiAgentScenario } from '../../scenarios/ai-agent.ts';
import {
  answersBelong,
  promptIsSent,
  questionsEnd,
  sessionsStay,
  tokensAddUp,
  windowIsKept,
} from '../../scenarios/invariants/ai-agent.ts';
import { lockIsFree } from '../../scenarios/invariants/effects.ts';
import { aiAgent } from '../../objects/ai-agent.ts';
import type { Models } from '../../objects/chat-app.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './ai-agent.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
describe('an agent', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(aiAgentScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'calls the model itself', by: lockIsFree('model'), variant: broken.asksItself },
    { bug: 'forgets the system prompt', by: promptIsSent, variant: broken.forgetsThePrompt },
    { bug: 'forgets the question', by: promptIsSent, variant: broken.forgetsTheQuestion },
    { bug: 'adds a late reply to the next session', by: answersBelong, variant: broken.ignoresTheEpoch },
    { bug: 'never trims', by: windowIsKept, variant: broken.neverTrims },
    { bug: 'counts the window instead of the used tokens', by: tokensAddUp, variant: broken.countsTheWindow },
    { bug: 'starts over while a session is open', by: sessionsStay, variant: broken.startsOver },
    { bug: 'leaves a question without an answer', by: questionsEnd, variant: broken.leavesQuestions },
    { bug: 'calls the model with one key for all questions', by: answersBelong, variant: broken.asksWithoutKey },
  ])('is caught when it $bug', async ({ by, variant }) => {
    // The effects of the scenario make the chat; they are passed without their types.
    const scenario = replaced(aiAgentScenario, (effects) => [variant(effects as unknown as Models)]);
    expect(await objection(scenario, by)).not.toBe('');
  });

  it('refuses a message before there is a session at once, and does not retry', async () => {
    await using sim = new Simulation({ services: [aiAgent], seed: 1 });
    const before = sim.client.object(aiAgent, 'user:ann').history();
    await expect(before).rejects.toMatchObject({ code: 404 });
  });
});
