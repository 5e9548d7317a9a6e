import { on18, only } from '../versions.ts';
import { fact, type Case } from '../case.ts';
import { QUICK, service, type Body, type ServiceOptions } from '../deployments/services-of.ts';
import { Rollout } from '../deployments/rollout.ts';
import type { Failure } from '../driver.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';

const rule = 'state-and-introspection';
const NEEDS = { alwaysSuspend: false };

const retried = (maxAttempts: number, more: ServiceOptions['retryPolicy'] = {}): ServiceOptions => ({
  ...QUICK,
  retryPolicy: { initialInterval: 40, exponentiationFactor: 1, maxAttempts, onMaxAttempts: 'pause', ...more },
});

/** What the server reports of failed attempts and pauses: in the row of the invocation, and in `sys_journal_events`. */
export const troubleCases: readonly Case[] = [
  fact(
    465,
    'last-failure-is-in-the-pause',
    rule,
    is({
      paused: [
        ['RT0007 failure 1', 'RT0007 failure 2', 'paused after RT0007 failure 3'],
        ['paused', null, null],
      ],
      once: [['paused after RT0007 failure 1'], ['paused', null, null]],
      killed: [['RT0007 failure 1'], ['completed', null, null]],
    }),
    async (bench) => {
      const code = {
        S: service({ fail: fails() }, retried(3)),
        Once: service({ fail: fails() }, retried(1)),
        Kills: service({ fail: fails() }, retried(2, { onMaxAttempts: 'kill' })),
      };
      const rollout = await Rollout.begin(bench, code, code);
      const after = async (name: string): Promise<Json> => {
        const id = await rollout.send(rollout.to(name, 'fail'));
        await rollout.reaches(id, 'paused', 'completed');
        return [await rowsOf(rollout, id), await reportOf(rollout, id)];
      };
      return { paused: await after('S'), once: await after('Once'), killed: await after('Kills') };
    },
    NEEDS,
  ),

  // The report of the server on its attempts stays as it was, and goes on after a resume.
  only(
    '1.7',
    fact(
      466,
      'pause-in-back-off-keeps-report',
      rule,
      is({
        paused: ['paused', 1, 'RT0007'],
        again: ['paused', 1, 'RT0007'],
        resumed: ['backing-off', 2, 'RT0007'],
        rows: ['RT0007 failure 1', 'paused after RT0007 failure 1', 'RT0007 failure 2'],
      }),
      async (bench) => {
        const code = { S: service({ fail: fails() }, retried(9, { initialInterval: 60_000 })) };
        const rollout = await Rollout.begin(bench, code, code);
        const id = await rollout.send(rollout.to('S', 'fail'));
        await rollout.reaches(id, 'backing-off');
        await bench.ask('pause', id);
        await rollout.reaches(id, 'paused');
        const paused = await reportOf(rollout, id);
        await bench.ask('pause', id);
        const again = await reportOf(rollout, id);
        await rollout.resume(id);
        await rollout.attempt(id, 2);
        await rollout.reaches(id, 'backing-off');
        const resumed = await reportOf(rollout, id);
        const rows = await rowsOf(rollout, id);
        await rollout.kill(id);
        return { paused, again, resumed, rows };
      },
      NEEDS,
    ),
  ),

  on18(
    fact(
      467,
      'pause-after-progress',
      rule,
      is({
        running: ['running', 2, null],
        fails: [
          ['RT0007 failure 1', 'paused after RT0007 late'],
          ['paused', null, null],
        ],
        suspends: [
          ['RT0007 failure 1', 'paused'],
          ['paused', null, null],
        ],
      }),
      async (bench) => {
        const fail = fails(1);
        const body =
          (end: Body): Body =>
          async (hands) => {
            await fail(hands);
            await hands.run('a');
            await hands.gate('end');
            return end(hands);
          };
        const late = body(() => {
          throw new Error('late');
        });
        const waits = body(async ({ awakeable }) => awakeable());
        const code = { S: service({ late, waits }, { ...retried(9), inactivityTimeout: 60_000 }) };
        const rollout = await Rollout.begin(bench, code, code);
        const ids = [await rollout.send(rollout.to('S', 'late')), await rollout.send(rollout.to('S', 'waits'))];
        for (const id of ids) {
          await rollout.atGate(id);
          await bench.ask('pause', id);
        }
        const running = await reportOf(rollout, ids[0] ?? '');
        rollout.open('end');
        const ends: Json[] = [];
        for (const id of ids) {
          await rollout.reaches(id, 'paused');
          ends.push([await rowsOf(rollout, id), await reportOf(rollout, id)]);
          await rollout.kill(id);
        }
        return { running, fails: ends[0] ?? null, suspends: ends[1] ?? null };
      },
      NEEDS,
    ),
    is({
      running: ['paused', null, null],
      fails: [
        ['RT0007 failure 1', 'paused'],
        ['paused', null, null],
      ],
      suspends: [
        ['RT0007 failure 1', 'paused'],
        ['paused', null, null],
      ],
    }),
  ),

  fact(
    468,
    'equal-failures-have-one-row',
    rule,
    is({
      equal: ['RT0007 no', 'paused after RT0007 no'],
      command: ['RT0007 no', 'RT0007 no', 'RT0007 no', 'paused after RT0007 no'],
      result: ['RT0007 no', 'RT0007 no', 'paused after RT0007 no'],
      suspended: ['RT0007 no', 'RT0007 no', 'paused after RT0007 no'],
    }),
    async (bench) => {
      const no = (): never => {
        throw new Error('no');
      };
      const attempts = new Map<string, number>();
      const nth = (id: string): number => {
        attempts.set(id, (attempts.get(id) ?? 0) + 1);
        return attempts.get(id) ?? 0;
      };
      const command: Body = async ({ ctx, run }) => {
        const attempt = nth(ctx.request().id);
        if (attempt > 1) await run('a');
        if (attempt > 2) await run('b');
        no();
      };
      const result: Body = async ({ ctx }) => {
        const attempt = nth(ctx.request().id);
        await ctx.run('a', () => (attempt === 1 ? no() : 1));
        no();
      };
      const suspended: Body = async ({ ctx, run, awakeable }) => {
        await run('a');
        const promise = awakeable();
        if (nth(ctx.request().id) > 1) await promise;
        no();
      };
      const code = {
        S: service({ equal: no, command, result }, { ...retried(5), inactivityTimeout: 60_000 }),
        Suspends: service({ suspended }, retried(5)),
      };
      const rollout = await Rollout.begin(bench, code, code);
      const rows = async (handler: string, name = 'S'): Promise<readonly string[]> => {
        const id = await rollout.send(rollout.to(name, handler));
        if (name !== 'S') {
          await rollout.reaches(id, 'suspended');
          await rollout.resolve(id);
        }
        await rollout.reaches(id, 'paused');
        return rowsOf(rollout, id);
      };
      return {
        equal: await rows('equal'),
        command: await rows('command'),
        result: await rows('result'),
        suspended: await rows('suspended', 'Suspends'),
      };
    },
    NEEDS,
  ),
];

/** Fails with another message in each attempt of an invocation, in the first `times` of them. */
function fails(times: number = Infinity): Body {
  const attempts = new Map<string, number>();
  return ({ ctx }) => {
    const { id } = ctx.request();
    const attempt = (attempts.get(id) ?? 0) + 1;
    attempts.set(id, attempt);
    if (attempt <= times) throw new Error(`failure ${attempt}`);
    return null;
  };
}

/** The rows of `sys_journal_events`. */
async function rowsOf(rollout: Rollout, id: string): Promise<readonly string[]> {
  const words = ({ doc, code, message }: Failure): string => `${doc ?? code} ${message}`;
  return (await rollout.bench.driver.troublesOf(id)).map((trouble) => {
    if (trouble.type !== 'paused') return words(trouble);
    return trouble.failure === undefined ? 'paused' : `paused after ${words(trouble.failure)}`;
  });
}

/** Status, number of attempts, and code of the last failure, as the row of the invocation has them. */
async function reportOf(rollout: Rollout, id: string): Promise<Json> {
  const row = await rollout.bench.driver.invocation(id);
  return [row?.status ?? null, row?.retryCount ?? null, row?.lastFailureCode ?? null];
}
