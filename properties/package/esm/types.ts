import type { ObjectContext } from '@restatedev/restate-sdk';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { scenario, Simulation, type Finding, type Plan } from 'restate-sim';
import { writeReport } from 'restate-sim/report';

type State = { count: number };
const counter = restate.object({
  name: 'Counter',
  handlers: { add: async (ctx: ObjectContext<State>, by: number): Promise<number> => (await ctx.get('count')) ?? by },
});
const greeter = restate.service({
  name: 'Greeter',
  handlers: { greet: async (_ctx: restate.Context, name: string): Promise<string> => name },
});

const sim = new Simulation({ services: [counter, greeter] });
const sum: number = await sim.client.object(counter, 'a').add(1);
const words: string = await sim.client.service(greeter).greet('ann');

// @ts-expect-error -- the handler is called add
await sim.client.object(counter, 'a').addd(1);
// @ts-expect-error -- it adds numbers
await sim.client.object(counter, 'a').add('1');
// @ts-expect-error -- an object has a key
sim.client.object(counter);
// @ts-expect-error -- a key is text
sim.client.object(counter, 7);
// @ts-expect-error -- the answer is a number
const wrong: string = await sim.client.object(counter, 'a').add(1);

scenario('counting', {
  services: [counter],
  operations: ({ call }) => [
    call(counter, 'add', { key: 'a', input: fc.integer() }),
    // @ts-expect-error -- there is no such handler
    call(counter, 'subtract', { key: 'a', input: 1 }),
    // @ts-expect-error -- it adds numbers
    call(counter, 'add', { key: 'a', input: fc.string() }),
  ],
});

export const used: readonly unknown[] = [sum, words, wrong, writeReport];
export type Used = [Finding, Plan];
