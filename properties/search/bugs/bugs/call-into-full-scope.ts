import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { limitsKept } from '../../../../sim/checks/limits/limits-kept.ts';
import { bug } from '../bug.ts';

const model = restate.service({
  name: 'Model',
  handlers: {
    ask: (ctx: restate.Context, question: string): Promise<string> => ctx.run('ask', () => `about ${question}`),
  },
});

const agent = (isFixed: boolean) =>
  restate.service({
    name: 'Agent',
    handlers: {
      run: async (ctx: restate.Context, question: string): Promise<string> => {
        if (question === 'hello') return 'hello';
        return ctx
          .scope(isFixed ? 'model' : 'agents')
          .serviceClient<typeof model>({ name: 'Model' })
          .ask(question);
      },
    },
  });

export const callIntoFullScope = bug('a call into the scope that its caller fills', {
  mistake: 'Agents hold the two slots of their scope while they wait for a model that is called in the same scope.',
  breaks: limitsKept.name,
  scenario: (isFixed) => ({
    services: [model, agent(isFixed)],
    operations: ({ call }) => [
      call(agent(isFixed), 'run', { input: fc.constantFrom('hello', 'tea', 'rain'), scope: 'agents' }),
    ],
    maxOperations: 6,
    server: { version: '1.8', limits: { agents: 2, model: 2 } },
  }),
});
