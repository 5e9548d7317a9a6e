import { fact, type Case } from '../../case.ts';
import { object, QUICK, service, strict, workflow, type Body } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import type { Json } from '../../json.ts';
import { REFUSED } from './bodies.ts';

const rule = 'data-written-by-v1-read-by-v2';

const UNREADABLE = [
  'RT0007 Standard schema validation failed: | * Invalid input: expected object, received number',
  'paused',
];

/** State, promises, inputs and results that one version writes and another reads. */
export const dataCases: readonly Case[] = [
  fact(
    287,
    'dt-state-strict',
    rule,
    is({
      eager: { status: 'paused', troubles: UNREADABLE, pinned: 'B' },
      lazy: { status: 'paused', troubles: UNREADABLE, pinned: 'B' },
      caught: { status: 'paused', troubles: UNREADABLE, pinned: 'B' },
      behind: 'pending',
    }),
    async (bench) => {
      const read: Body = ({ ctx, version }) => ctx.get<Json>('c', version === 'v2' ? strict : undefined);
      const careful: Body = async ({ ctx }) => {
        try {
          return await ctx.get<Json>('c', strict);
        } catch {
          return 'caught';
        }
      };
      const handlers = { set: setFive, read, careful };
      const code = { E: object(handlers), L: object(handlers, { ...QUICK, enableLazyState: true }) };
      const rollout = await Rollout.begin(bench, code, code);
      for (const key of ['k', 'other']) await rollout.call(rollout.to('E', 'set', key));
      await rollout.call(rollout.to('L', 'set', 'k'));
      await rollout.next();
      const eager = await rollout.send(rollout.to('E', 'read', 'k'));
      const lazy = await rollout.send(rollout.to('L', 'read', 'k'));
      const caught = await rollout.send(rollout.to('E', 'careful', 'other'));
      const stands = {
        eager: await rollout.stand(eager, 'paused'),
        lazy: await rollout.stand(lazy, 'paused'),
        caught: await rollout.stand(caught, 'paused'),
      };
      const behind = await rollout.send(rollout.to('E', 'set', 'k'));
      return { ...stands, behind: await rollout.reaches(behind, 'pending') };
    },
  ),

  fact(
    288,
    'dt-state-loose',
    rule,
    is({ added: null, stored: { c: { n: null } }, back: '[object Object]1' }),
    async (bench) => {
      const add: Body = async ({ ctx, version }) => {
        if (version === 'v1') {
          const n = ((await ctx.get<number>('c')) ?? 0) + 1;
          ctx.set('c', n);
          return n;
        }
        const n = ((await ctx.get<{ readonly n: number }>('c')) ?? { n: 0 }).n + 1;
        ctx.set('c', { n });
        return n;
      };
      const code = { O: object({ add }) };
      const rollout = await Rollout.begin(bench, code, code);
      await rollout.call(rollout.to('O', 'add', 'k'));
      await rollout.next();
      const added = await rollout.call(rollout.to('O', 'add', 'k'));
      const stored = await bench.driver.stateOf(rollout.nameOf('O'), 'k');
      await rollout.call(rollout.to('O', 'add', 'new'));
      await rollout.register('A', { force: true });
      return { added, stored, back: await rollout.call(rollout.to('O', 'add', 'new')) };
    },
  ),

  fact(
    289,
    'dt-promise-name',
    rule,
    is({ decided: 'noted', run: { status: 'suspended', troubles: [], pinned: 'A' } }),
    async (bench) => {
      const name = (version: string): string => (version === 'v1' ? 'approved' : 'decision');
      const run: Body = ({ ctx, version }) => ctx.promise<Json>(name(version)).get();
      const decide: Body = async ({ ctx, version }) => {
        await ctx.promise<Json>(name(version)).resolve(true);
        return 'noted';
      };
      const code = { W: workflow({ run, decide }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('W', 'run', 'k'));
      await rollout.reaches(id, 'suspended');
      await rollout.next();
      const decided = await rollout.call(rollout.to('W', 'decide', 'k'));
      await bench.sleep(200);
      const stands = await rollout.stand(id, 'suspended');
      await rollout.kill(id);
      return { decided, run: stands };
    },
  ),

  fact(290, 'dt-promise-payload', rule, is({ decided: 'noted', run: 'paid' }), async (bench) => {
    const run: Body = async ({ ctx, version }) => {
      const answer = await ctx.promise<Json>('p').get();
      const isPaid = version === 'v1' ? Boolean(answer) : (answer as { readonly ok: boolean }).ok;
      return isPaid ? 'paid' : 'refused';
    };
    const decide: Body = async ({ ctx, version, input = null }) => {
      await ctx.promise<Json>('p').resolve(version === 'v1' ? input : { ok: input });
      return 'noted';
    };
    const code = { W: workflow({ run, decide }) };
    const rollout = await Rollout.begin(bench, code, code);
    const id = await rollout.send(rollout.to('W', 'run', 'k'));
    await rollout.reaches(id, 'suspended');
    await rollout.next();
    const decided = await rollout.call(rollout.to('W', 'decide', 'k'), false);
    return { decided, run: await rollout.outcome(id) };
  }),

  fact(
    291,
    'dt-promise-strict',
    rule,
    is({
      promise: { status: 'paused', troubles: UNREADABLE, pinned: 'B' },
      awakeable: { status: 'paused', troubles: UNREADABLE, pinned: 'B' },
    }),
    async (bench) => {
      const look: Body = ({ ctx, version }) => ctx.promise<Json>('p', version === 'v2' ? strict : undefined).get();
      const put: Body = async ({ ctx }) => {
        await ctx.promise<Json>('p').resolve(5);
        return 1;
      };
      const wait: Body = async ({ run, awakeable, version }) => {
        const promise = awakeable(version === 'v2' ? strict : undefined);
        await run('a');
        return promise;
      };
      const code = { W: workflow({ run: put, look }), S: service({ wait }) };
      const rollout = await Rollout.begin(bench, code, code);
      await rollout.call(rollout.to('W', 'run', 'k'));
      const waits = await rollout.send(rollout.to('S', 'wait'));
      await rollout.reaches(waits, 'suspended');
      await rollout.next();
      const looks = await rollout.send(rollout.to('W', 'look', 'k'));
      await rollout.resume(waits, 'latest');
      await rollout.resolve(waits, 5);
      return { promise: await rollout.stand(looks, 'paused'), awakeable: await rollout.stand(waits, 'paused') };
    },
  ),

  fact(292, 'dt-cron', rule, is({ last: [400, REFUSED], scheduled: 0 }), async (bench) => {
    const tick: Body = ({ ctx, send, input }) => {
      send(['Cron', 'tick', ctx.key], input, { delay: 1_000 });
      return 1;
    };
    const rollout = await Rollout.begin(
      bench,
      { Cron: object({ tick }) },
      { Cron: object({ tick: { body: tick, input: strict } }) },
    );
    await rollout.call(rollout.to('Cron', 'tick', 'k'), { n: 1 });
    await rollout.next();
    const name = rollout.nameOf('Cron');
    const { id } = await bench.finds(name, 'k', ({ result }) => result === 'failure');
    const rows = await bench.driver.invocationsOf(name, 'k');
    const scheduled = rows.filter(({ status }) => status === 'scheduled').length;
    return { last: await rollout.failure(id), scheduled };
  }),

  fact(
    293,
    'dt-callee-strict',
    rule,
    is({ strict: [400, REFUSED], shape: { total: '[object Object]5' } }),
    async (bench) => {
      const caller: Body = async ({ awakeable, run, call }) => {
        await run('a');
        await awakeable();
        return call(['Callee', 'strict'], { n: 1 });
      };
      const adder: Body = async ({ awakeable, run, call }) => {
        await run('a');
        await awakeable();
        return { total: ((await call(['Callee', 'price'])) as number) + 5 };
      };
      const echo: Body = ({ input }) => input;
      const price: Body = ({ version }) => (version === 'v1' ? 10 : { amount: 10 });
      const S = service({ caller, adder });
      const rollout = await Rollout.begin(
        bench,
        { S, Callee: service({ strict: echo, price }) },
        { S, Callee: service({ strict: { body: echo, input: strict }, price }) },
      );
      const calls = await rollout.send(rollout.to('S', 'caller'));
      const adds = await rollout.send(rollout.to('S', 'adder'));
      for (const id of [calls, adds]) await rollout.reaches(id, 'suspended');
      await rollout.next();
      for (const id of [calls, adds]) await rollout.resolve(id);
      return { strict: await rollout.failure(calls), shape: await rollout.outcome(adds) };
    },
  ),
];

const setFive: Body = ({ ctx }) => {
  ctx.set('c', 5);
  return 1;
};
