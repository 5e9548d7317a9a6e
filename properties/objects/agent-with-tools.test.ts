/**
 * Goal: tools run only with valid arguments, each call has a result, the failure of a tool does not end a turn, and every
 * turn ends. Method: a model that requests tools in every valid and invalid way; for each invariant an agent with one
 * planted bug, which the invariant must catch.
 */
import { describe, expect, it } from 'vitest';
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
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';
import { singleClient } from '../harness/single-client.ts';

// A search takes about a second on an idle machine.
describe('an agent with tools', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(agentWithToolsScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    { bug: 'trusts the arguments of the model', by: argumentsFit, variant: broken.believesTheModel },
    { bug: 'calls the model again without the system prompt', by: promptIsSent, variant: broken.forgetsThePrompt },
    { bug: 'calls the model again without the question', by: promptIsSent, variant: broken.forgetsTheQuestion },
    { bug: 'does not send the results of tools to the model', by: resultsComeBack, variant: broken.keepsResults },
    { bug: 'continues as long as the model requests tools', by: roundsAreBounded, variant: broken.neverStops },
    { bug: 'fails when a tool fails', by: toolsEndNothing, variant: broken.fallsWithTheTool },
  ])('is caught when it $bug', async ({ by, variant }) => {
    // The effects of the scenario make the agent; they are passed without their types.
    const scenario = replaced(agentWithToolsScenario, (effects) => [variant(effects as unknown as ToolEffects)]);
    expect(await objection(scenario, by)).not.toBe('');
  });

  it('ends a turn that is cancelled while a tool runs, and does not call the model again', async () => {
    expect(await cancelledTurn(agentWithToolsOf)).toEqual({ status: 409, asked: 1 });
    expect((await cancelledTurn(broken.knowsNoEnd)).asked, 'a broken variant').toBe(2);
  });

  it('sends the results to the model in the order in which it requested them', async () => {
    const chat = { kind: 'call', service: 'AgentWithTools', handler: 'chat' } as const;
    const input = { userId: 'ann', message: 'two places' };
    const { result } = await singleClient(agentWithToolsScenario, [{ ...chat, input }]);
    const asked = result.events.flatMap((event) =>
      event.type === 'effect began' && event.effect === 'model' ? [event.input as ModelRequest] : [],
    );
    const results = asked.at(-1)?.messages.filter(({ role }) => role === 'tool');
    expect(results?.map(({ content }) => content)).toEqual(['weather: sun in Rome', 'weather: sun in Oslo']);
  });

  it('sends no more of a result to the model than fits into its window', async () => {
    expect(await resultLengthAfter(agentWithToolsOf)).toBe('weather: '.length + 4_000);
    expect(await resultLengthAfter(broken.knowsNoEnd), 'a broken variant').toBe(50_000);
  });
});

type Make = (effects: ToolEffects) => { readonly name: string };
const agentWithToolsOf = (effects: ToolEffects) => agentWithTools(effects, toolsOf(effects));
const client = agentWithToolsOf({ model: () => Promise.resolve(''), weather: () => Promise.resolve('') });

/** A world in which the model requests the weather and then answers, and a tool that returns this text after a minute. */
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

/** @returns the length of the tool result that the model gets */
async function resultLengthAfter(make: Make): Promise<number> {
  const { sim, asked } = await worldOf(make, 'x'.repeat(50_000));
  await using _ = sim;
  await sim.client.service(client).chat({ userId: 'ann', message: 'Rome' });
  return asked().at(-1)?.messages.at(-1)?.content.length ?? 0;
}
