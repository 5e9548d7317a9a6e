/**
 * Goal: a conversation fits its window, each answer stands under its own question, nothing waits for a model with a lock in
 * its hand, and no session is lost. Method: users who talk in several windows, end sessions and begin new ones, a model that
 * is slow, fails and talks nonsense; for each invariant an agent with one slip, which it must catch.
 */
import { describe, expect, it, vi } from 'vitest';
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
import { objection, replaced, search } from '../harness/search.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('an agent', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(aiAgentScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'asks the model itself', by: lockIsFree('model'), variant: broken.asksItself },
    { slip: 'forgets the system prompt', by: promptIsSent, variant: broken.forgetsThePrompt },
    { slip: 'forgets the question', by: promptIsSent, variant: broken.forgetsTheQuestion },
    { slip: 'takes a late reply into the next session', by: answersBelong, variant: broken.ignoresTheEpoch },
    { slip: 'never trims', by: windowIsKept, variant: broken.neverTrims },
    { slip: 'counts the window instead of what was used', by: tokensAddUp, variant: broken.countsTheWindow },
    { slip: 'starts over while a session is open', by: sessionsStay, variant: broken.startsOver },
    { slip: 'leaves a question without an answer', by: questionsEnd, variant: broken.leavesQuestions },
    { slip: 'asks all questions under one key', by: answersBelong, variant: broken.asksWithoutKey },
  ])('is caught when it $slip', async ({ by, variant }) => {
    // The effects of the scenario are what the chat is made from; between the two they travel without their types.
    const scenario = replaced(aiAgentScenario, (effects) => [variant(effects as unknown as Models)]);
    expect(await objection(scenario, by)).not.toBe('');
  });

  it('tells who sends before there is a session so at once, and does not retry', async () => {
    await using sim = new Simulation({ services: [aiAgent], seed: 1 });
    const before = sim.client.object(aiAgent, 'user:ann').history();
    await expect(before).rejects.toMatchObject({ code: 404 });
  });
});
