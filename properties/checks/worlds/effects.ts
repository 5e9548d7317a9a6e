import * as restate from '@restatedev/restate-sdk';
import { assertionsHold } from '../../../sim/checks/assertions.ts';
import { effectsHappen } from '../../../sim/checks/effects/effects-happen.ts';
import type { EffectPromises } from '../../../sim/checks/effects/promises.ts';
import { always, never, sometimes } from '../../../sim/attempt/assertions.ts';
import { effect, type Effect, type EffectDefinition } from '../../../sim/simulation/scenario/effect.ts';
import type { Trouble } from '../../../sim/simulation/faults/plan.ts';
import type { ScenarioOptions } from '../../../sim/simulation/scenario/scenario.ts';
import { ask, planned, worldOf } from '../build.ts';
import { checkMadeBy, type CheckedWorld } from '../world.ts';

interface Request {
  readonly order: string;
  readonly key?: string;
}
type Make = (request: Request) => Promise<number>;
interface Shop {
  readonly charge: Make;
  readonly ship: Make;
  readonly refund: Make;
}

/** A ledger that knows its keys. */
function ledger(more: Partial<EffectDefinition<Map<string, number>, Request, number>> = {}): Effect<Request, number> {
  return effect({
    state: () => new Map<string, number>(),
    apply: (entries: Map<string, number>, { order, key }: Request): number => {
      const id = key ?? `${order} ${entries.size}`;
      const number = entries.get(id) ?? entries.size + 1;
      entries.set(id, number);
      return number;
    },
    idempotencyKey: ({ key }) => key,
    ...more,
  });
}

type Handler = (ctx: restate.Context, shop: Shop) => Promise<unknown>;

/** A shop with one handler, and what is declared of its effects. */
function shop(
  name: string,
  handler: Handler,
  expect: CheckedWorld['expect'],
  more: Partial<Omit<CheckedWorld, 'expect'>> & {
    readonly promises?: Readonly<Record<string, EffectPromises>>;
    readonly faults?: ScenarioOptions<Record<never, never>>['faults'];
    readonly effects?: Readonly<Record<string, Effect<Request, number>>>;
  } = {},
): CheckedWorld {
  const { promises, effects, faults, ...rest } = more;
  return {
    name,
    ...checkMadeBy(effectsHappen, promises ?? {}),
    expect,
    scenario: worldOf([ask('Shop', undefined, 'order')], {
      effects: { charge: ledger(), ship: ledger(), refund: ledger(), ...effects },
      // No handler undoes anything for a cancel: each world is about one promise of its effects.
      faults: { operators: false, ...faults },
      services: (made) => [
        restate.service({
          name: 'Shop',
          handlers: { order: (ctx: restate.Context): Promise<unknown> => handler(ctx, made as unknown as Shop) },
        }),
        restate.service({
          name: 'Depot',
          handlers: {
            ship: (ctx: restate.Context): Promise<number> =>
              ctx.run(() => (made as unknown as Shop).ship({ order: 'o', key: ctx.request().id })),
          },
        }),
      ],
    }),
    ...rest,
  };
}

const charged = (ctx: restate.Context, { charge }: Shop): restate.RestatePromise<number> => {
  const key = ctx.rand.uuidv4();
  return ctx.run('charge', () => charge({ order: 'o', key }));
};

const suspending = { inactivityTimeoutMs: 0 };
const saga: Readonly<Record<string, EffectPromises>> = {
  charge: { compensatedBy: 'refund' },
  ship: { after: ['charge'] },
};
const owed: Readonly<Record<string, EffectPromises>> = {
  ship: { owedBy: ({ target, output }) => target.handler === 'order' && output === 'shipped' },
};

/** Charges, fails, and refunds what it has remembered to refund. @param early whether it remembers before it charges */
const failing =
  (early: boolean): Handler =>
  async (ctx, made) => {
    let toRefund = early;
    try {
      const key = ctx.rand.uuidv4();
      await ctx.run('charge', () => made.charge({ order: 'o', key }), { maxRetryAttempts: 1 });
      toRefund = true;
      throw new restate.TerminalError('out of stock');
    } catch (error) {
      if (toRefund) await ctx.run('refund', () => made.refund({ order: 'o', key: 'refund of o' }));
      throw error;
    }
  };

const beforeSleep: Trouble = {
  kind: 'crash',
  scope: 'process',
  path: '',
  attempt: 1,
  entry: 1,
  phase: 'before',
};

export const effectWorlds: readonly CheckedWorld[] = [
  shop('each order is charged under a key of its own', charged, 'held', { promises: saga, server: suspending }),
  shop(
    'an effect outside of ctx.run',
    async (ctx, { charge }) => {
      await charge({ order: 'o' });
      await ctx.sleep(1);
    },
    {
      broken: 'outside ctx.run: charge',
      says: [
        'order of Shop',
        'made the effect "charge" happen again',
        'when attempt 2 replayed what attempt 1 had done',
        'Call it inside ctx.run',
      ],
    },
    { server: suspending, quiet: true, operations: planned(ask('Shop', undefined, 'order')) },
  ),
  shop(
    'an effect outside of ctx.run that is not replayed',
    (_, { charge }) => charge({ order: 'o' }),
    {
      advice: 'outside ctx.run: charge',
      says: ['Shop/order calls the effect "charge" outside of ctx.run', 'each replay calls it again'],
    },
    { quiet: true, operations: planned(ask('Shop', undefined, 'order')) },
  ),
  shop(
    'an effect outside of ctx.run that a retry starts again',
    async (ctx, { charge }) => {
      await charge({ order: 'o' });
      await ctx.sleep(1);
    },
    { advice: 'outside ctx.run: charge', says: ['each replay calls it again'] },
    { quiet: true, operations: planned({ ...ask('Shop', undefined, 'order'), troubles: [beforeSleep] }) },
  ),
  shop(
    'a provider that forgets its keys',
    charged,
    {
      broken: 'twice for one key',
      says: ['made the effect "charge" happen', 'with the idempotency key', 'which had already taken effect at'],
    },
    {
      effects: {
        charge: ledger({ apply: (entries, { order }) => entries.set(`${entries.size}`, 0).size + order.length }),
      },
      runs: 100,
    },
  ),
  shop(
    'an effect that is repeated after its result was stored',
    async (ctx, made) => {
      await charged(ctx, made);
      await ctx.sleep(1);
    },
    {
      broken: 'ran again',
      says: [
        'called the effect "charge" again',
        'in attempt 2',
        'although the result of its ctx.run (entry 1) is stored',
      ],
    },
    {
      server: suspending,
      quiet: true,
      operations: planned(ask('Shop', undefined, 'order')),
      effects: { charge: ledger({ latenciesMs: [0], troubles: { fails: false, losesAnswer: false } }) },
      sabotage: (server) => {
        const { engine } = server.endpoints;
        server.endpoints.engine = {
          name: engine.name,
          settle: () => engine.settle(),
          open: (setup, host) => {
            const journal = setup.journal.filter(
              (row) =>
                row.kind !== 'notification' || row.notification.type !== 'completion' || row.notification.of !== 'Run',
            );
            return engine.open({ ...setup, journal, knownEntries: journal.length }, host);
          },
        };
      },
    },
  ),
  shop(
    'a zombie charges when the charge was stored long ago',
    async (ctx, { charge }) => {
      await restate.RestatePromise.all([ctx.run('look', () => 1), ctx.run('charge', () => charge({ order: 'o' }))]);
      await ctx.sleep(5_000);
    },
    {
      advice: 'zombie ran again',
      says: ['"charge" of Shop/order happened again after the result of its ctx.run was stored', 'idempotency key'],
    },
    { runs: 300, effects: { charge: ledger({ troubles: { fails: false, losesAnswer: false } }) } },
  ),
  shop(
    'a closure does not wait for its effect',
    async (ctx, { charge }) => {
      await ctx.run('charge', () => {
        void charge({ order: 'o' }).catch(() => undefined);
      });
      await ctx.sleep(1_000);
    },
    {
      advice: 'not awaited',
      says: ['Shop/order happened only after the result of its ctx.run was stored', 'Await it inside the closure'],
    },
    { effects: { charge: ledger({ latenciesMs: [30] }) } },
  ),
  shop(
    'a key that is generated in each attempt',
    (ctx, { charge }) => ctx.run('charge', () => charge({ order: 'o', key: `${Math.random()}` })),
    {
      advice: 'key changed',
      says: [
        'Shop/order called the effect "charge" with one idempotency key in one attempt and another key in the next',
        'ctx.rand.uuidv4()',
      ],
    },
    { runs: 100 },
  ),
  shop(
    'an order that ends well without being shipped',
    async (ctx, made) => {
      await charged(ctx, made);
      return 'shipped';
    },
    { broken: 'never happened', says: ['order of Shop', 'succeeded', 'its effect "ship" never happened'] },
    { promises: owed },
  ),
  shop(
    'an order that is shipped by a depot that it has sent to',
    async (ctx, made) => {
      await charged(ctx, made);
      ctx.genericSend({ service: 'Depot', method: 'ship', parameter: new Uint8Array() });
      return 'shipped';
    },
    'held',
    { promises: { ...owed, ship: { ...owed['ship'], after: ['charge'] } } },
  ),
  shop(
    'shipping before charging',
    async (ctx, made) => {
      await ctx.run('ship', () => made.ship({ order: 'o' }));
      await charged(ctx, made);
    },
    {
      broken: 'before charge',
      says: [
        'made the effect "ship" happen',
        'before "charge", which must come first',
        'Await "charge" before calling "ship"',
      ],
    },
    { promises: saga },
  ),
  shop(
    'a failed order that forgets what took effect although it was answered with an error',
    failing(false),
    {
      broken: 'not compensated: charge',
      says: [
        'order of Shop',
        'failed at',
        'its effect "charge" stayed: it happened once, and "refund", which undoes it, never',
        'before calling the effect',
      ],
    },
    { promises: saga, runs: 200 },
  ),
  shop('a failed order that refunds whatever happened', failing(true), 'held', {
    promises: saga,
    runs: 60,
    faults: { troubles: 0 },
    // An attempt that the abort timeout ends may go on as a zombie: that is the next world.
    server: { inactivityTimeoutMs: Infinity },
  }),
  shop(
    'a zombie charges under its key when the charge had been given up',
    failing(true),
    {
      advice: 'zombie ran again',
      says: [
        '"charge" of Shop/order happened for the first time with its key after the result',
        'refuses a key whose effect was undone',
      ],
    },
    { promises: saga, runs: 2_000 },
  ),
];

const asserting = (
  name: string,
  handler: (ctx: restate.ObjectContext<{ n: number }>) => Promise<void>,
  expect: CheckedWorld['expect'],
): CheckedWorld => ({
  name,
  check: assertionsHold,
  scenario: worldOf([ask('Bucket', 'k', 'take')], {
    services: [restate.object({ name: 'Bucket', handlers: { take: handler } })],
  }),
  expect,
});

export const assertionWorlds: readonly CheckedWorld[] = [
  asserting(
    'what the code believes is so',
    async (ctx) => {
      const n = (await ctx.get('n')) ?? 2;
      always('the level is not negative', n >= 0, { n });
      never('the bucket overflows', n > 2);
      sometimes('the bucket was empty', n === 0);
      ctx.set('n', Math.max(0, n - 1));
    },
    'held',
  ),
  asserting(
    'what must always be so is not',
    async (ctx) => {
      const n = (await ctx.get('n')) ?? 2;
      always('the level is not negative', n >= 0, { n });
      ctx.set('n', n - 1);
    },
    {
      broken: 'always the level is not negative',
      says: ['take of Bucket/k', 'asserts always "the level is not negative", but the condition was false', '{"n":-1}'],
    },
  ),
  asserting(
    'what must never be so is',
    async (ctx) => {
      const n = (await ctx.get('n')) ?? 0;
      never('the bucket overflows', n > 2, `level ${n}`);
      ctx.set('n', n + 1);
    },
    {
      broken: 'never the bucket overflows',
      says: ['asserts never "the bucket overflows", but the condition was true', 'level 3'],
    },
  ),
];
