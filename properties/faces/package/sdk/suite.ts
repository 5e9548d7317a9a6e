import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { campaign, scenario } from 'restate-sim';

type State = { count: number; log: string[] };

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext<State>, by: number): Promise<number> => {
      const count = ((await ctx.get('count')) ?? 0) + by;
      await ctx.run('note', () => `added ${by}`);
      ctx.set('count', count);
      if (count > 20) throw new restate.TerminalError('too much', { errorCode: 409 });
      return count;
    },
    slowly: async (ctx: restate.ObjectContext<State>): Promise<string[]> => {
      const first = ctx.run('first', () => ctx.rand.uuidv4());
      const results = await restate.RestatePromise.all([first, ctx.sleep(20).map(() => 'slept')]);
      const one = await restate.RestatePromise.race([ctx.sleep(5).map(() => 'five'), ctx.run('two', () => 'two')]);
      const settled = await restate.RestatePromise.allSettled([
        ctx.objectClient(counter, ctx.key === 'a' ? 'b' : 'c').add(1),
      ]);
      return [...results, one, ...settled.map(({ status }) => status)];
    },
    keys: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<State>) => ctx.stateKeys()),
    clear: async (ctx: restate.ObjectContext<State>): Promise<void> => ctx.clearAll(),
  },
});

const sender = restate.service({
  name: 'Sender',
  handlers: {
    spread: async (ctx: restate.Context, keys: string[]): Promise<number> => {
      for (const key of keys) ctx.objectSendClient(counter, key).add(1, restate.rpc.sendOpts({ delay: 10 }));
      const { id, promise } = ctx.awakeable<string>();
      ctx.resolveAwakeable(id, 'awake');
      await promise;
      return keys.length;
    },
    retries: async (ctx: restate.Context): Promise<string> => {
      try {
        return await ctx.run('fails', () => Promise.reject(new Error('no')), {
          maxRetryAttempts: 2,
          initialRetryInterval: { milliseconds: 5 },
        });
      } catch (error) {
        return error instanceof restate.TerminalError ? 'gave up' : 'other';
      }
    },
  },
});

const order = restate.workflow({
  name: 'Order',
  handlers: {
    run: async (ctx: restate.WorkflowContext, amount: number): Promise<string> => {
      await ctx.serviceClient(sender).spread(['w']);
      ctx.workflowSendClient<typeof order>({ name: 'Order' }, ctx.key).approve(amount > 5);
      const approved = await ctx.promise<boolean>('approved').get().orTimeout({ minutes: 1 });
      return approved ? 'shipped' : 'refused';
    },
    approve: async (ctx: restate.WorkflowSharedContext, yes: boolean): Promise<void> => {
      await ctx.promise<boolean>('approved').resolve(yes);
    },
  },
});

const everything = scenario('everything', {
  services: [counter, sender, order],
  operations: ({ call }) => [
    call(counter, 'add', { key: fc.constantFrom('a', 'b'), input: fc.integer({ min: 1, max: 9 }) }),
    call(counter, 'slowly', { key: fc.constantFrom('a', 'b') }),
    call(counter, 'keys', { key: 'a' }),
    call(counter, 'clear', { key: 'a' }),
    call(sender, 'spread', { input: fc.constant(['a', 'b']) }),
    call(sender, 'retries', {}),
    call(order, 'run', { key: fc.constantFrom('x', 'y'), input: fc.integer({ min: 0, max: 9 }) }),
  ],
});

const search = { seed: 11, runs: 150, judgeReach: false } as const;
const fake = await campaign(everything, search);
const sdk = await campaign(everything, { ...search, engine: 'sdk' });
for (const { message, story } of [...fake.findings, ...sdk.findings]) console.log([message, ...story].join('\n'));
console.log(`fake ${fake.verdict} ${fake.traceHash}, ${fake.invocations} invocations`);
console.log(`sdk ${sdk.verdict} ${sdk.traceHash}, ${sdk.invocations} invocations`);
process.exitCode = fake.verdict === 'held' && fake.traceHash === sdk.traceHash ? 0 : 1;
