import * as restate from '@restatedev/restate-sdk';

interface Account {
  readonly name: 'Account';
}
const ACCOUNT: Account = { name: 'Account' };

type Transfer = { readonly to: string };
type Client = { transfer(input: Transfer): Promise<void>; credit(): Promise<void>; relay(to: string): Promise<void> };

function accountAt(ctx: restate.Context, key: string): Client {
  return ctx.objectClient(ACCOUNT, key) as unknown as Client;
}

export const account = restate.object({
  name: 'Account',
  handlers: {
    transfer: (ctx: restate.ObjectContext, { to }: Transfer): Promise<void> => accountAt(ctx, to).credit(),
    credit: async (ctx: restate.ObjectContext): Promise<void> => {
      ctx.set('balance', 1);
      await ctx.sleep(1);
    },
    /** Asks another account, which asks this one. */
    relay: (ctx: restate.ObjectContext, to: string): Promise<void> =>
      to === '' ? Promise.resolve() : accountAt(ctx, to).relay(to === 'b' ? 'a' : ''),
    poison: async (ctx: restate.ObjectContext): Promise<void> => {
      await ctx.run('look', () => 1);
      throw new Error('no such currency');
    },
  },
  options: { retryPolicy: { maxAttempts: 5, initialInterval: 10, onMaxAttempts: 'pause' } },
});

export const stubborn = restate.object({
  name: 'Stubborn',
  handlers: { poison: (): Promise<void> => Promise.reject(new Error('no such currency')) },
  options: { retryPolicy: { initialInterval: 10, maxInterval: 10, maxAttempts: 100_000 } },
});

/** Nothing is wrong with its code, but it may begin only two times. */
export const impatient = restate.object({
  name: 'Impatient',
  handlers: {
    store: async (ctx: restate.ObjectContext): Promise<void> => {
      ctx.set('status', 'begun');
      await ctx.run('look', () => 1);
      ctx.set('status', 'done');
    },
  },
  options: { retryPolicy: { maxAttempts: 2, initialInterval: 10 } },
});

/** Its step waits for a promise that nothing settles. */
export const mailer = restate.object({
  name: 'Mailer',
  handlers: { send: (ctx: restate.ObjectContext) => ctx.run('smtp', () => new Promise<string>(() => undefined)) },
  options: { retryPolicy: { maxAttempts: 2, onMaxAttempts: 'kill' } },
});

export const flow = restate.workflow({
  name: 'Flow',
  handlers: {
    run: (ctx: restate.WorkflowContext): Promise<string> => ctx.promise<string>('approved'),
    approve: async (ctx: restate.WorkflowSharedContext): Promise<void> => {
      await ctx.promise<string>('approved').resolve('yes');
    },
  },
});

/** A workflow that is over soon and kept for a minute, and a handler of it that waits longer. */
export const brief = restate.workflow({
  name: 'Brief',
  handlers: {
    run: (): Promise<void> => Promise.resolve(),
    watch: (ctx: restate.WorkflowSharedContext): Promise<string> => ctx.promise<string>('done').get(),
    finish: async (ctx: restate.WorkflowSharedContext): Promise<void> => {
      await ctx.promise<string>('done').resolve('yes');
    },
  },
  options: { workflowRetention: 60_000 },
});

export const waiting = restate.service({
  name: 'Waiting',
  handlers: {
    awakeable: (ctx: restate.Context): Promise<string> => ctx.awakeable<string>().promise,
    signal: (ctx: restate.Context): Promise<string> => ctx.signal<string>('go'),
    nothing: (): Promise<void> => new Promise(() => undefined),
    sleep: (ctx: restate.Context): Promise<void> => ctx.sleep(20),
    pauses: async (ctx: restate.Context): Promise<void> => {
      await ctx.run('pause', () => Promise.reject(new restate.PauseError('look at this first')));
    },
  },
});

/** Polls for a change that never comes. */
export const poller = restate.object({
  name: 'Poller',
  handlers: {
    poll: async (ctx: restate.ObjectContext<{ done: boolean }>): Promise<void> => {
      while ((await ctx.get('done')) !== true) await ctx.sleep(1_000);
    },
    idle: (): Promise<void> => Promise.resolve(),
    count: async (ctx: restate.ObjectContext<{ n: number }>): Promise<void> => {
      for (let n = 0; ; n++) {
        ctx.set('n', n);
        await ctx.sleep(1_000);
      }
    },
  },
});

/** A job that starts itself again forever: no handler waits for it. */
export const daily = restate.object({
  name: 'Daily',
  handlers: {
    /** Sleeps, and then begins again without a delay. */
    again: async (ctx: restate.ObjectContext): Promise<void> => {
      await ctx.sleep(1_000);
      ctx.genericSend({ service: 'Daily', method: 'again', key: 'k', parameter: new Uint8Array() });
    },
    /** Sleeps again and again. */
    naps: async (ctx: restate.ObjectContext): Promise<void> => {
      for (;;) await ctx.sleep(1_000);
    },
    job: (ctx: restate.ObjectContext): Promise<void> => {
      ctx.genericSend({ service: 'Daily', method: 'job', key: 'k', parameter: new Uint8Array(), delay: 1_000 });
      return Promise.resolve();
    },
  },
});

/** Sends a signal to an invocation that still waits in line. */
export const early = restate.object({
  name: 'Early',
  handlers: {
    wait: (ctx: restate.ObjectContext): Promise<string> => ctx.signal<string>('go'),
    hold: async (ctx: restate.ObjectContext): Promise<void> => {
      const { invocationIdPromise } = callOf(ctx);
      const id = await invocationIdPromise;
      ctx.invocation(id).signal<string>('go').resolve('now');
      await ctx.sleep(50);
    },
  },
});

function callOf(ctx: restate.ObjectContext): { readonly invocationIdPromise: Promise<restate.InvocationId> } {
  const handle = ctx.genericSend({ service: 'Early', method: 'wait', key: 'k', parameter: new Uint8Array() });
  return { invocationIdPromise: handle.invocationId };
}
