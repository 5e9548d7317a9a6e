import type { ObjectContext } from '@restatedev/restate-sdk';
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { RestateTestEnvironment, scenario, Simulation, type Finding, type Plan } from 'restate-sim';
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
    // @ts-expect-error -- an object has a key
    call(counter, 'add', { input: 1 }),
    call(greeter, 'greet', { input: 'ann' }),
    // @ts-expect-error -- a service has none
    call(greeter, 'greet', { key: 'a', input: 'ann' }),
  ],
});

const seen = sim.stateOf<State>(counter, 'a');
const count: number | undefined = await seen.get('count');
await seen.set('count', 1);
await seen.setAll({ count: 1 });
const all: Partial<State> = await seen.getAll();
// @ts-expect-error -- there is no such state
await seen.get('cuont');
// @ts-expect-error -- it is a number
await seen.set('count', '1');
// @ts-expect-error -- it is a number
await seen.setAll({ count: '1' });
const text: string | undefined = await sim.stateOf(counter, 'a').get<string>('anything');

const environment = await RestateTestEnvironment.start({
  services: [counter],
  alwaysReplay: true,
  disableRetries: true,
});
const state = environment.stateOf<State>(counter, 'a');
const counted: number | null = await state.get('count');
await state.set('count', 1);
await state.setAll({ count: 1 });
const whole: State = await state.getAll();
// @ts-expect-error -- there is no such state
await state.get('cuont');
// @ts-expect-error -- it is a number
await state.set('count', '1');
// @ts-expect-error -- it is a number
await state.setAll({ count: '1' });

export const used: readonly unknown[] = [sum, words, wrong, writeReport, count, all, text, counted, whole];
export type Used = [Finding, Plan];
