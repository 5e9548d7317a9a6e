import * as restate from '@restatedev/restate-sdk';
import { scenario, Simulation } from 'restate-sim';

// In CommonJS the definitions have other declarations of the SDK than the library does.
const counter = restate.object({
  name: 'Counter',
  handlers: { add: async (_ctx: restate.ObjectContext, by: number): Promise<number> => by },
});
const greeter = restate.service({
  name: 'Greeter',
  handlers: { greet: async (_ctx: restate.Context, name: string): Promise<string> => name },
});
const flow = restate.workflow({
  name: 'Flow',
  handlers: { run: async (_ctx: restate.WorkflowContext, name: string): Promise<string> => name },
});

export async function used(): Promise<unknown[]> {
  const sim = new Simulation({ services: [counter, greeter, flow] });
  const sum: number = await sim.client.object(counter, 'a').add(1);
  const words: string = await sim.client.service(greeter).greet('ann');
  const end: string = await sim.client.workflow(flow, 'w').run('ann');
  const attached: string = await sim.client.workflow(flow, 'w').workflowAttach();
  // @ts-expect-error -- the handler is called add
  await sim.client.object(counter, 'a').addd(1);
  // @ts-expect-error -- it adds numbers
  await sim.client.object(counter, 'a').add('1');
  return [sum, words, end, attached];
}

export const counting = scenario('counting', {
  services: [counter, greeter, flow],
  operations: ({ call }) => [
    call(counter, 'add', { key: 'a', input: 1 }),
    call(greeter, 'greet', { input: 'ann' }),
    call(flow, 'run', { key: 'w', input: 'ann' }),
    // @ts-expect-error -- there is no such handler
    call(counter, 'subtract', { key: 'a', input: 1 }),
    // @ts-expect-error -- an object has a key
    call(counter, 'add', { input: 1 }),
    // @ts-expect-error -- a service has none
    call(greeter, 'greet', { key: 'a', input: 'ann' }),
  ],
});
