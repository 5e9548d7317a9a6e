/** Agents whose model calls share a limit: one calls into the scope that it fills, its twin gives its calls a scope of their own. */
import * as restate from '@restatedev/restate-sdk';
import { scenario, type Scenario } from '../../../sim/index.ts';

const model = restate.service({
  name: 'Model',
  handlers: {
    ask: (ctx: restate.Context, question: string): Promise<string> => ctx.run('ask', () => `about ${question}`),
  },
});

const agentIn = (scope: string) =>
  restate.service({
    name: 'Agent',
    handlers: {
      run: (ctx: restate.Context, question: string): Promise<string> =>
        ctx.scope(scope).serviceClient(model).ask(question),
    },
  });

const agents = (name: string, scope: string, limits: Readonly<Record<string, number>>): Scenario => {
  const agent = agentIn(scope);
  return scenario(name, {
    services: [agent, model],
    operations: ({ call }) => [call(agent, 'run', { input: 'tea', scope: 'agents' })],
    clients: 3,
    maxOperations: 4,
    server: { version: '1.8', limits },
    faults: { serverRestarts: false },
  });
};

export const waitsForItself: Scenario = agents('agents that wait for themselves', 'agents', { agents: 1 });

export const ownScope: Scenario = agents('agents whose calls have a scope of their own', 'model', {
  agents: 1,
  model: 1,
});
