import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../sim/simulation/effect.ts';
import { scenario, type Scenario } from '../../sim/simulation/scenario.ts';

type Notes = { readonly notes: string[] };

/** The outside world: a list that anybody may write to. */
const note = effect({
  state: (): Notes => ({ notes: [] }),
  apply: (state: Notes, text: string) => state.notes.push(text),
  latenciesMs: [0, 7],
});

type Counter = { count: number };

const counter = (noted: (text: string) => Promise<number>) =>
  restate.object({
    name: 'Counter',
    handlers: {
      add: async (ctx: restate.ObjectContext<Counter>, amount: number): Promise<number> => {
        const count = ((await ctx.get('count')) ?? 0) + amount;
        ctx.set('count', count);
        return count;
      },
      slowly: async (ctx: restate.ObjectContext<Counter>, ms: number): Promise<number> => {
        const count = (await ctx.get('count')) ?? 0;
        await ctx.sleep(ms);
        const times = await ctx.run('note', () => noted(`${ctx.key} ${count}`));
        ctx.set('count', count + times);
        return count;
      },
      forget: async (ctx: restate.ObjectContext<Counter>): Promise<void> => {
        ctx.clearAll();
      },
      relay: async (ctx: restate.ObjectContext<Counter>, to: string): Promise<number> => {
        const answers = await restate.RestatePromise.all([
          ctx.objectClient<CounterObject>({ name: 'Counter' }, to).peek(),
          ctx.run('two things at once', () => 1),
        ]);
        const later = restate.rpc.sendOpts<number>({ delay: answers[0] % 2 === 0 ? 5 : 0 });
        ctx.objectSendClient<CounterObject>({ name: 'Counter' }, to).add(answers[1], later);
        return answers[0];
      },
      peek: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Counter>): Promise<number> => {
        return (await ctx.get('count')) ?? 0;
      }),
    },
  });

type CounterObject = ReturnType<typeof counter>;

const flow = restate.workflow({
  name: 'Flow',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<string> => {
      ctx.set('stage', 'waiting');
      const word = await ctx
        .promise<string>('go')
        .get()
        .orTimeout(20)
        .catch(() => 'late');
      ctx.set('stage', word);
      return word;
    },
    go: async (ctx: restate.WorkflowSharedContext, word: string): Promise<boolean> => {
      if ((await ctx.promise<string>('go').peek()) !== undefined) return false;
      await ctx.promise<string>('go').resolve(word);
      return true;
    },
  },
});

type FlowWorkflow = typeof flow;

const errands = restate.service({
  name: 'Errands',
  handlers: {
    /** Two of its own sends, one of which it cancels, and one whose answer it waits for. */
    cancels: async (ctx: restate.Context, key: string): Promise<string> => {
      const sent = ctx.objectSendClient<CounterObject>({ name: 'Counter' }, key).slowly(9);
      const id = await sent.invocationId;
      ctx.cancel(id);
      return ctx.attach<number>(id).map((value, failure) => failure?.message ?? String(value));
    },
    /** Waits for somebody else to wake it up, who may be faster. */
    wakes: async (ctx: restate.Context): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.serviceSendClient<ErrandsService>({ name: 'Errands' }).ring(id);
      return promise.orTimeout(30);
    },
    ring: async (ctx: restate.Context, id: string): Promise<void> => {
      ctx.resolveAwakeable(id, 'rung');
    },
    starts: async (ctx: restate.Context, key: string): Promise<string> => {
      ctx.workflowSendClient<FlowWorkflow>({ name: 'Flow' }, key).run();
      const went = await ctx.workflowClient<FlowWorkflow>({ name: 'Flow' }, key).go('first');
      return String(went);
    },
  },
});

type ErrandsService = typeof errands;

const key = fc.constantFrom('x', 'y');

/** Everything that services do with one another, so that nothing that footprints must tell is left out. */
export const kitchen: Scenario = scenario('everything at once', {
  services: ({ note: noted }) => [counter(noted), flow, errands],
  effects: { note },
  operations: ({ call, send }) => {
    const counters = counter(() => Promise.resolve(0));
    return [
      call(counters, 'add', {
        key,
        input: fc.integer({ min: 1, max: 3 }),
        idempotencyKey: fc.constantFrom(undefined, 'same'),
      }),
      call(counters, 'slowly', { key, input: fc.constantFrom(0, 5, 9) }),
      call(counters, 'forget', { key }),
      call(counters, 'relay', { key, input: key }),
      call(counters, 'peek', { key }),
      send(counters, 'add', { key, input: 1, delayMs: fc.constantFrom(undefined, 5) }),
      call(flow, 'run', { key }),
      call(flow, 'go', { key, input: fc.constantFrom('now', 'then') }),
      call(errands, 'cancels', { input: key }),
      call(errands, 'wakes', {}),
      call(errands, 'starts', { input: key }),
    ];
  },
  faults: { skew: true, clockJumps: true },
});
