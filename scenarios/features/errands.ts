import * as restate from '@restatedev/restate-sdk';
import type { CounterObject } from './counter.ts';
import type { FlowWorkflow } from './flow.ts';
import type { FrailObject } from './frail.ts';
import type { notes } from './notes.ts';

/** A service that calls, sends to and cancels other services. */
export const errands = restate.service({
  name: 'Errands',
  handlers: {
    /** Sends, cancels what it has sent, and attaches to it. */
    cancels: async (ctx: restate.Context, key: string): Promise<string> => {
      const sent = ctx.objectSendClient<CounterObject>({ name: 'Counter' }, key).slowly(9);
      const id = await sent.invocationId;
      ctx.cancel(id);
      return ctx.attach<number>(id).map((value, failure) => failure?.message ?? String(value));
    },
    /** Awaits an awakeable that another invocation resolves, maybe before the await. */
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
    /** The first call returns last. */
    asksTwo: async (ctx: restate.Context): Promise<string> => {
      const own = ctx.serviceClient<ErrandsService>({ name: 'Errands' });
      return restate.RestatePromise.all([own.echo(9), own.echo(1)]).map((both) => both?.join() ?? '');
    },
    echo: async (ctx: restate.Context, ms: number): Promise<number> => {
      await ctx.sleep(ms);
      return ms;
    },
    sendsTwo: async (ctx: restate.Context, key: string): Promise<void> => {
      const to = ctx.objectSendClient<CounterObject>({ name: 'Counter' }, key);
      to.add(1);
      to.add(2);
      to.add(3);
    },
    sleepsTwice: async (ctx: restate.Context): Promise<void> => {
      await restate.RestatePromise.all([ctx.sleep(5), ctx.sleep(5)]);
    },
    /** Signals an invocation that may still be queued. */
    signals: async (ctx: restate.Context, key: string): Promise<void> => {
      const sent = ctx.objectSendClient<CounterObject>({ name: 'Counter' }, key).slowly(5);
      ctx
        .invocation(await sent.invocationId)
        .signal<string>('hurry')
        .resolve('up');
    },
    /** Has itself cancelled while it awaits a call and one of its sends is in flight. */
    delegates: async (ctx: restate.Context, key: string): Promise<number> => {
      ctx.objectSendClient<CounterObject>({ name: 'Counter' }, key).slowly(9);
      ctx.serviceSendClient<ErrandsService>({ name: 'Errands' }).stops(ctx.request().id);
      return ctx.serviceClient<ErrandsService>({ name: 'Errands' }).waits();
    },
    /** Waits forever, unless it is cancelled. */
    waits: async (ctx: restate.Context): Promise<number> => ctx.awakeable<number>().promise,
    /** Several invocations await one promise, and two complete it. */
    crowds: async (ctx: restate.Context, key: string): Promise<string> => {
      const going = ctx.workflowSendClient<FlowWorkflow>({ name: 'Flow' }, key);
      going.run();
      const crowd = ctx.workflowClient<FlowWorkflow>({ name: 'Flow' }, key);
      const watched = restate.RestatePromise.all([crowd.watch(), crowd.watch()]);
      going.go('one', restate.rpc.sendOpts({ delay: 9 }));
      going.go('other', restate.rpc.sendOpts({ delay: 9 }));
      return watched.map((both) => both?.join() ?? '');
    },
    /** Has one invocation write while another one reads twice. */
    disturbs: async (ctx: restate.Context, key: string): Promise<void> => {
      ctx.objectSendClient<typeof notes>({ name: 'Notes' }, key).readTwice();
      await ctx.sleep(5);
      await ctx.objectClient<typeof notes>({ name: 'Notes' }, key).write('a');
    },
    stops: async (ctx: restate.Context, id: string): Promise<void> => {
      await ctx.sleep(5);
      ctx.cancel(restate.InvocationIdParser.fromString(id));
    },
    /** Cancels an invocation that is paused by then. */
    stopsPaused: async (ctx: restate.Context, key: string): Promise<void> => {
      const sent = ctx.objectSendClient<FrailObject>({ name: 'FrailObject' }, key).pausesLocked();
      const id = await sent.invocationId;
      await ctx.sleep({ seconds: 5 });
      ctx.cancel(id);
    },
  },
});

type ErrandsService = typeof errands;
