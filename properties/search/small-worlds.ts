import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../sim/simulation/scenario/effect.ts';
import type { Json, Plan, PlannedOperation } from '../../sim/simulation/faults/plan.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario/scenario.ts';

/** A list outside that two handlers read and write in turn. */
const board = effect({
  state: (): { text: string } => ({ text: '' }),
  apply: (state: { text: string }, text: string) => (text === '' ? state.text : (state.text = state.text + text)),
  troubles: { fails: true, losesAnswer: true },
});

type Writes = (text: string) => Promise<string>;

const tiny = (write: Writes) =>
  restate.object({
    name: 'Tiny',
    handlers: {
      set: async (ctx: restate.ObjectContext, value: number): Promise<void> => {
        ctx.set('value', value);
      },
      bump: async (ctx: restate.ObjectContext): Promise<void> => {
        ctx.set('value', ((await ctx.get<number>('value')) ?? 0) + 1);
      },
      notify: async (ctx: restate.ObjectContext, to: string): Promise<void> => {
        ctx.objectSendClient<TinyObject>({ name: 'Tiny' }, to).set(7);
      },
      get: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<number> => {
        return (await ctx.get<number>('value')) ?? 0;
      }),
      write: async (ctx: restate.ObjectContext): Promise<string> => ctx.run('write', () => write(ctx.key)),
      nothing: async (_ctx: restate.ObjectContext): Promise<void> => undefined,
    },
  });

type TinyObject = ReturnType<typeof tiny>;

const free = restate.service({
  name: 'Free',
  handlers: {
    nothing: async (_ctx: restate.Context): Promise<void> => undefined,
    naps: async (ctx: restate.Context, ms: number): Promise<void> => ctx.sleep(ms),
  },
});

/** Worlds so small that every order of their steps can be tried. */
export const tinyScenario: Scenario = scenario('tiny worlds', {
  services: ({ board: write }) => [tiny(write), free],
  effects: { board },
  operations: ({ call }) => [call(free, 'nothing', { input: fc.constant(undefined) })],
});

/** What one client of a small world asks. */
export interface Ask {
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly input?: Json;
  readonly kind?: 'call' | 'send';
}

export const on = (key: string, handler: string, input?: Json): Ask => ({
  service: 'Tiny',
  key,
  handler,
  ...(input !== undefined && { input }),
});

export const freely = (handler: string, input?: Json): Ask => ({
  service: 'Free',
  handler,
  ...(input !== undefined && { input }),
});

/** @returns a plan in which each client asks one thing, all at the same time */
export function tinyPlan(...asks: readonly Ask[]): Plan {
  const operations = asks.map((ask, index): PlannedOperation => {
    const id = String.fromCharCode(97 + index);
    return { id, client: `client ${index + 1}`, kind: 'call', ...ask, troubles: [] };
  });
  return { version: 1, scenario: tinyScenario.name, seed: 1, operations, world: [], holds: [], choices: {} };
}
