/** Services that restate-server 1.7 and 1.8 treat differently, and one that they do not. */
import * as restate from '@restatedev/restate-sdk';
import { always, property, scenario, type Scenario } from '../../../sim/index.ts';

const calm = { troubles: 0, serverRestarts: false, duplicates: false, operators: false } as const;

/** Its two reminders are due in one second: on 1.8 they fire as they were sent. */
const reminders = restate.object({
  name: 'Reminders',
  handlers: {
    plan: async (ctx: restate.ObjectContext): Promise<void> => {
      const own = ctx.objectSendClient(reminders, ctx.key);
      own.fire('late', restate.rpc.sendOpts({ delay: 600 }));
      own.fire('early', restate.rpc.sendOpts({ delay: 200 }));
      await ctx.sleep(1);
    },
    fire: async (ctx: restate.ObjectContext, which: string): Promise<void> => {
      ctx.set('fired', [...((await ctx.get<string[]>('fired')) ?? []), which]);
    },
  },
});

export const firing: Scenario = scenario('reminders', {
  services: [reminders],
  operations: ({ call }) => [call(reminders, 'plan', { key: 'a' })],
  clients: 1,
  maxOperations: 1,
  faults: calm,
});

let askedAtMs = 0;

/** Its partner bans clients that come back too early, as 1.8 does. */
const polite = restate.service({
  name: 'Polite',
  handlers: {
    ask: async (ctx: restate.Context): Promise<string> => {
      const isSecond = askedAtMs > 0;
      // oxlint-disable-next-line no-restricted-globals -- as code of users does
      const nowMs = Date.now();
      const waitedMs = nowMs - askedAtMs;
      askedAtMs = nowMs;
      if (!isSecond) throw new restate.RetryableError('come back later', { retryAfter: 2_500 });
      always('a retry comes no earlier than asked for', waitedMs >= 2_500, { waitedMs });
      return ctx.run('answer', () => 'welcome');
    },
  },
});

export const polling: Scenario = scenario('polling', {
  services: () => {
    askedAtMs = 0;
    return [polite];
  },
  operations: ({ call }) => [call(polite, 'ask', {})],
  clients: 1,
  maxOperations: 1,
  faults: calm,
});

/** Killed, purged and submitted again, it is woken by its first sleep on 1.7. */
const nap = restate.workflow({
  name: 'Nap',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<number> => {
      const beganMs = await ctx.date.now();
      await ctx.sleep(4_000);
      return (await ctx.date.now()) - beganMs;
    },
  },
});

export const napping: Scenario = property(
  'a nap takes its time',
  { services: [nap], faults: { ...calm, effects: false } },
  async ({ sim }) => {
    const first = await sim.client.workflow(nap, 'a').run.send();
    await sim.advance(1_000);
    sim.kill(first.invocationId);
    sim.purge(first.invocationId);
    const tookMs = await sim.client.workflow(nap, 'a').run();
    if (tookMs < 4_000) throw new Error(`the second nap took ${tookMs} ms`);
  },
);

/** What it does depends on no second. */
const sturdy = restate.object({
  name: 'Sturdy',
  handlers: {
    plan: async (ctx: restate.ObjectContext): Promise<void> => {
      const own = ctx.objectSendClient(sturdy, ctx.key);
      own.fire('early', restate.rpc.sendOpts({ delay: 1_000 }));
      own.fire('late', restate.rpc.sendOpts({ delay: 2_000 }));
      await ctx.sleep(1);
    },
    fire: async (ctx: restate.ObjectContext, which: string): Promise<void> => {
      ctx.set(which, true);
      await ctx.run('notify', () => 1);
    },
  },
});

export const unchanged: Scenario = scenario('reminders that stand alone', {
  services: [sturdy],
  operations: ({ call }) => [call(sturdy, 'plan', { key: 'a' })],
  clients: 1,
  maxOperations: 1,
  faults: calm,
});

const half = restate.service({
  name: 'Half',
  handlers: {
    one: async (ctx: restate.Context): Promise<void> => ctx.sleep(10),
    other: async (_ctx: restate.Context): Promise<void> => {},
  },
});

/** Of its handlers one is never called. */
export const halfCalled: Scenario = scenario('half called', {
  services: [half],
  operations: ({ call }) => [call(half, 'one', {})],
  faults: calm,
});

/** Its runs are longer than they may be. */
export const endless: Scenario = {
  ...scenario('endless', { services: [half], operations: ({ call }) => [call(half, 'one', {})], faults: calm }),
  limits: { steps: 3 },
};
