import { fact, type Case } from '../../case.ts';
import { object, service, workflow, type Body } from '../../deployments/services-of.ts';
import { Rollout } from '../../deployments/rollout.ts';
import { is } from '../../expectation.ts';
import { only } from '../../versions.ts';
import type { Json } from '../../json.ts';
import { completedOnA, park, UNKNOWN_DEPLOYMENT, UNKNOWN_INVOCATION, who } from './bodies.ts';

const rule = 'restart-as-new';

const twice: Body = async ({ run, version }) => [version, await run('a', version), await run('b', version)];

const PREFIX_PENDING =
  "400 The prefix of the journal INV up to 'from' (included) contains some Commands without respective Completions.";

/** Restarts of completed invocations: on which deployment, and from which row of the journal on. */
export const restartCases: readonly Case[] = [
  fact(
    272,
    'rn-latest',
    rule,
    is({
      plain: { answer: ['v2', 'v2', 'v2'], path: ['v2'], pinned: 'B' },
      keep: { answer: ['v1', 'v1', 'v1'], path: ['v1'], pinned: 'A' },
      named: { answer: ['v1', 'v1', 'v1'], path: ['v1'], pinned: 'A' },
      lost: 200,
    }),
    async (bench) => {
      const { rollout, id } = await completedOnA(bench, twice);
      const again = async (options = {}): Promise<Json> => {
        const { id: restarted } = await rollout.restartAsNew(id, options);
        return rollout.end(restarted);
      };
      const [plain, keep, named] = [
        await again(),
        await again({ deployment: 'keep' }),
        await again({ deployment: 'A' }),
      ];
      await bench.driver.deployments.remove('A', { force: true });
      const lost = await rollout.restartAsNew(id, { deployment: 'keep' });
      await rollout.kill(lost.id);
      return { plain, keep, named, lost: lost.status };
    },
  ),

  fact(
    273,
    'rn-from',
    rule,
    is([
      { answer: ['v2', 'v1', 'v2'], path: ['v2'], pinned: 'B' },
      { answer: ['v2', 'v1', 'v2'], path: ['v2'], pinned: 'B' },
      { answer: ['v2', 'v1', 'v1'], path: ['v2'], pinned: 'B' },
      { answer: ['v1', 'v1', 'v1'], path: ['v1'], pinned: 'A' },
    ]),
    async (bench) => {
      const { rollout, id } = await completedOnA(bench, twice);
      const ends: Json[] = [];
      for (const options of [{ from: 1 }, { from: 2 }, { from: 4 }, { from: 4, deployment: 'keep' }]) {
        const restarted = await rollout.restartAsNew(id, options);
        ends.push(await rollout.end(restarted.id));
      }
      return ends;
    },
  ),

  fact(
    274,
    'rn-from-pending',
    rule,
    is({
      pending: PREFIX_PENDING,
      beyond: PREFIX_PENDING,
      negative: '400 Failed to deserialize query string: from: invalid digit found in string',
      unknown: '400 The given deployment was not found when trying to restart as new the invocation INV.',
    }),
    async (bench) => {
      const { rollout, id } = await completedOnA(bench, async ({ ctx, run }) => {
        void ctx.sleep(60_000);
        return run('x');
      });
      return {
        pending: await rollout.restartText(id, { from: 1 }),
        beyond: await rollout.restartText(id, { from: 99 }),
        negative: await rollout.restartText(id, { from: -1 }),
        unknown: await rollout.restartText(id, { from: 0, deployment: UNKNOWN_DEPLOYMENT }),
      };
    },
  ),

  fact(
    275,
    'rn-from-output',
    rule,
    is({
      same: { answer: ['v1', 'v1', 'v1'], path: ['v1'], pinned: 'A' },
      other: {
        status: 'paused',
        troubles: [`RT0016 result: '["v1","v1","v1"]' != '["v2","v1","v1"]'`, 'paused'],
        pinned: 'B',
      },
    }),
    async (bench) => {
      const { rollout, id } = await completedOnA(bench, twice);
      const same = await rollout.restartAsNew(id, { from: 5, deployment: 'keep' });
      const other = await rollout.restartAsNew(id, { from: 5 });
      return { same: await rollout.end(same.id), other: await rollout.stand(other.id, 'paused') };
    },
  ),

  // State is not rolled back.
  fact(276, 'rn-state', rule, is({ all: [['v2', 2], 2], prefix: [['v2', 1], 2] }), async (bench) => {
    const add: Body = async ({ ctx, run, version }) => {
      const n = ((await ctx.get<number>('n')) ?? 0) + 1;
      ctx.set('n', n);
      await run('r');
      return [version, n];
    };
    const code = { O: object({ add }) };
    const rollout = await Rollout.begin(bench, code, code);
    const { id } = await bench.call(rollout.to('O', 'add', 'k'));
    await rollout.next();
    const n = async (): Promise<Json> => (await bench.driver.stateOf(rollout.nameOf('O'), 'k'))['n'] ?? null;
    const all = await rollout.restartAsNew(id);
    const first = [await rollout.outcome(all.id), await n()];
    const prefix = await rollout.restartAsNew(id, { from: 2 });
    return { all: first, prefix: [await rollout.outcome(prefix.id), await n()] };
  }),

  fact(
    277,
    'rn-refused',
    rule,
    is({
      workflow:
        '422 Restarting the invocation INV is not supported. Restarting workflows is not supported, and restarting invocations created using the old service protocol.',
      running: '409 The invocation INV is still running.',
      queued: "425 The invocation INV cannot be restarted because it's not running yet.",
      gone: '410 The invocation INV cannot be restarted because the input is not available. This indicates that the journal was already purged, or not retained at all.',
      unknown: '404 The requested invocation INV does not exist',
    }),
    async (bench) => {
      const code = {
        S: service({ park, who }),
        G: service({ who }, { journalRetention: 0 }),
        W: workflow({ run: who }),
      };
      const rollout = await Rollout.begin(bench, code, code);
      const run = await bench.call(rollout.to('W', 'run', 'k'));
      const running = await rollout.send(rollout.to('S', 'park'));
      await rollout.reaches(running, 'suspended');
      const later = await rollout.send(rollout.to('S', 'who'), undefined, '1h');
      const gone = await bench.call(rollout.to('G', 'who'), undefined, { idempotencyKey: bench.fresh() });
      const refusals = {
        workflow: await rollout.restartText(run.id),
        running: await rollout.restartText(running),
        queued: await rollout.restartText(later),
        gone: await rollout.restartText(gone.id),
        unknown: await rollout.restartText(UNKNOWN_INVOCATION),
      };
      await rollout.kill(running, later);
      return refusals;
    },
  ),

  // A signal behind the prefix is not copied: the awakeable is another one, which no client resolves.
  fact(
    278,
    'rn-awakeable',
    rule,
    is({
      without: { status: 'suspended', troubles: [], pinned: 'B' },
      with: { answer: ['v2', 'v1', 'ok'], path: ['v2'], pinned: 'B' },
    }),
    async (bench) => {
      const code = { S: service({ park }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'park'));
      await rollout.reaches(id, 'suspended');
      await rollout.resolve(id);
      await rollout.outcome(id);
      await rollout.next();
      const without = await rollout.restartAsNew(id, { from: 2 });
      const complete = await rollout.restartAsNew(id, { from: 3 });
      await rollout.attempt(without.id, 1);
      const stands = await rollout.stand(without.id, 'suspended');
      await rollout.kill(without.id);
      return { without: stands, with: await rollout.end(complete.id) };
    },
  ),

  fact(
    279,
    'rn-cancelled',
    rule,
    is({ without: 'suspended', with: { code: 409, message: 'Cancelled', source: 'invocation' } }),
    async (bench) => {
      const code = { S: service({ park }) };
      const rollout = await Rollout.begin(bench, code, code);
      const id = await rollout.send(rollout.to('S', 'park'));
      await rollout.reaches(id, 'suspended');
      await bench.ask('cancel', id);
      await rollout.outcome(id);
      await rollout.next();
      const without = await rollout.restartAsNew(id, { from: 2 });
      const cancelled = await rollout.restartAsNew(id, { from: 3 });
      await rollout.attempt(without.id, 1);
      const stands = await rollout.reaches(without.id, 'suspended');
      await rollout.kill(without.id);
      return { without: stands, with: await rollout.outcome(cancelled.id) };
    },
  ),

  // By default the seed of the new invocation is that of its own id.
  only(
    '1.7',
    fact(
      280,
      'rn-rand-prefix',
      rule,
      is({ whole: 'completed', prefix: ['paused', 'RT0016 parameter: \'"UUID"\' != \'"UUID"\''] }),
      async (bench) => {
        const { rollout, id } = await completedOnA(bench, drawing);
        const whole = await rollout.restartAsNew(id);
        await rollout.outcome(whole.id);
        const prefix = await rollout.restartAsNew(id, { from: 3 });
        const status = await rollout.reaches(prefix.id, 'paused');
        const [trouble = ''] = await rollout.troubles(prefix.id);
        return {
          whole: await rollout.reaches(whole.id, 'completed'),
          prefix: [status, trouble.replaceAll(UUID, 'UUID')],
        };
      },
    ),
  ),

  fact(
    281,
    'rn-rand-prefix-unique-seeds',
    rule,
    is({ answered: true, same: true, whole: false }),
    async (bench) => {
      const { rollout, id } = await completedOnA(bench, drawing);
      const original = await rollout.outcome(id);
      const whole = await rollout.restartAsNew(id);
      const prefix = await rollout.restartAsNew(id, { from: 3 });
      const again = await rollout.outcome(prefix.id);
      return {
        answered: original !== null,
        same: again === original,
        whole: (await rollout.outcome(whole.id)) === original,
      };
    },
    { mode: 'unique-seeds' },
  ),
];

const drawing: Body = async ({ ctx, call, run }) => {
  const drawn = await call(['S', 'echo'], ctx.rand.uuidv4());
  await run('x');
  return drawn;
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
