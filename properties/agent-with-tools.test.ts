/**
 * Goal: tools run only with arguments that fit, each is answered for, no failure of one ends a turn, and every turn ends.
 * Method: a model that asks for tools in every way, right and wrong; for each invariant an agent with one slip, which it
 * must catch.
 */
import { describe, expect, it, vi } from 'vitest';
import { agentWithToolsScenario, type ToolEffects } from '../scenarios/agent-with-tools.ts';
import { promptIsSent } from '../scenarios/invariants/agent.ts';
import { argumentsFit, resultsComeBack, roundsAreBounded, toolsEndNothing } from '../scenarios/invariants/tools.ts';
import * as broken from './broken/agent-with-tools.ts';
import { objection, replaced, search } from './search.ts';

// A search takes about a second on a quiet machine.
vi.setConfig({ testTimeout: 60_000 });

describe('an agent with tools', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(agentWithToolsScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { slip: 'believes what the model says', by: argumentsFit, variant: broken.believesTheModel },
    { slip: 'asks again without the system prompt', by: promptIsSent, variant: broken.forgetsThePrompt },
    { slip: 'asks again without the question', by: promptIsSent, variant: broken.forgetsTheQuestion },
    { slip: 'does not tell the model what its tools said', by: resultsComeBack, variant: broken.keepsResults },
    { slip: 'goes on for as long as the model does', by: roundsAreBounded, variant: broken.neverStops },
    { slip: 'falls with the tool that fails', by: toolsEndNothing, variant: broken.fallsWithTheTool },
  ])('is caught when it $slip', async ({ by, variant }) => {
    // The effects of the scenario are what the agent is made from; between the two they travel without their types.
    const scenario = replaced(agentWithToolsScenario, (effects) => [variant(effects as unknown as ToolEffects)]);
    expect(await objection(scenario, by)).not.toBe('');
  });
});
