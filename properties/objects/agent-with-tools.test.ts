/**
 * Goal: tools run only with arguments that fit, each is answered for, no failure of one ends a turn, and every turn ends.
 * Method: a model that asks for tools in every way, right and wrong; for each invariant an agent with one slip, which it
 * must catch.
 */
import { describe, expect, it, vi } from 'vitest';
import { agentWithTools } from '../../objects/agent-with-tools.ts';
import { aiAgent } from '../../objects/ai-agent.ts';
import type { ModelRequest } from '../../objects/chat-app.ts';
import { agentWithToolsScenario, toolsOf, type ToolEffects } from '../../scenarios/agent-with-tools.ts';
import { promptIsSent } from '../../scenarios/invariants/ai-agent.ts';
import {
  argumentsFit,
  resultsComeBack,
  roundsAreBounded,
  toolsEndNothing,
} from '../../scenarios/invariants/agent-with-tools.ts';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import * as broken from './agent-with-tools.broken.ts';
import { objection, replaced, search } from '../harness/search.ts';
import { singleClient } from '../harness/single-client.ts';

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

  it('ends a turn that is cancelled while a tool runs, and does not ask the model again', async () => {
    expect(await cancelledTurn(agentWithToolsOf)).toEqual({ status: 409, asked: 1 });
    expect((await cancelledTurn(broken.knowsNoEnd)).asked, 'a broken one').toBe(2);
  });

  it('tells the model the results in the order in which it has asked for them', async () => {
    const chat = { kind: 'call', service: 'AgentWithTools', handler: 'chat' } as const;
    const input = { userId: 'ann', message: 'two places' };
    const { result } = await singleClient(agentWithToolsScenario, [{ ...chat, input }]);
    const asked = result.events.flatMap((event) =>
      event.type === 'effect began' && event.effect === 'model' ? [event.input as ModelRequest] : [],
    );
    const told = asked.at(-1)?.messages.filter(({ role }) => role === 'tool');
    expect(told?.map(({ content }) => content)).toEqual(['weather: sun in Rome', 'weather: sun in Oslo']);
  });

  it('tells the model no more of a result than fits into its window', async () => {
    expect(await longestToldAfter(agentWithToolsOf)).toBe('weather: '.length + 4_000);
    expect(await longestToldAfter(broken.knowsNoEnd), 'a broken one').toBe(50_000);
  });
});

type Make = (effects: ToolEffects) => { readonly name: string };
const agentWithToolsOf = (effects: ToolEffects) => agentWithTools(effects, toolsOf(effects));
const client = agentWithToolsOf({ model: () => Promise.resolve(''), weather: () => Promise.resolve('') });

/** A world in which the model asks for the weather and then answers, and a tool that takes a minute and says this. */
async function worldOf(make: Make, says: string) {
  type Asked = { readonly requests: ModelRequest[] };
  const troubles = { fails: false, losesAnswer: false };
  const sim = new Simulation({
    services: (effects) => [make(effects), aiAgent],
    effects: {
      model: effect({
        state: (): Asked => ({ requests: [] }),
        apply: ({ requests }: Asked, request: ModelRequest): unknown =>
          requests.push(request) === 1 ? { toolCalls: [{ name: 'weather', arguments: { place: 'Rome' } }] } : 'sun',
        troubles,
      }),
      weather: effect({
        state: () => ({}),
        apply: (_state: object, _run: unknown): string => says,
        latenciesMs: [60_000],
        troubles,
      }),
    },
  });
  await sim.client.object(aiAgent, 'user:ann').start({ systemPrompt: 'Be terse.', model: 'm1', maxTokens: 24 });
  return { sim, asked: () => (sim.stateOfEffect('model') as Asked).requests };
}

async function cancelledTurn(make: Make): Promise<{ status: unknown; asked: number }> {
  const { sim, asked } = await worldOf(make, 'sun');
  await using _ = sim;
  const turn = sim.client.service(client).chat({ userId: 'ann', message: 'Rome' });
  await sim.advance('10s');
  const chat = sim.trace.find((event) => event.type === 'invocation created' && event.target.handler === 'chat');
  sim.cancel(chat?.type === 'invocation created' ? chat.id : '');
  const status = await turn.then(
    () => 200,
    (error: unknown) => (error as { code?: unknown }).code,
  );
  return { status, asked: asked().length };
}

/** @returns the length of what the model is told of a tool's result */
async function longestToldAfter(make: Make): Promise<number> {
  const { sim, asked } = await worldOf(make, 'x'.repeat(50_000));
  await using _ = sim;
  await sim.client.service(client).chat({ userId: 'ann', message: 'Rome' });
  return asked().at(-1)?.messages.at(-1)?.content.length ?? 0;
}
