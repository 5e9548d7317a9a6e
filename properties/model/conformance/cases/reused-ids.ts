import type { Bench } from '../bench.ts';
import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field, type Json } from '../json.ts';
import type { Op, Target } from '../ops.ts';
import {
  answer,
  attempt,
  awakeable,
  call,
  get,
  log,
  pass,
  promise,
  resolve,
  run,
  sleep,
  start,
  to,
  wait,
} from '../programs.ts';

/**
 * What outlives an invocation and reaches the next one with the same id. Ids repeat where a workflow key is run again, or an
 * idempotency key is used again, after the first record was purged or its retention is over.
 */
export const reusedIdCases: readonly Case[] = [
  fact(192, 'leftover-sleep-killed', 'timers', is({ early: true, result: [] }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [sleep(4_000)], kill: true, afterMs: 1_000 });
    return early(await again([sleep(4_000)]), 3_000);
  }),

  fact(193, 'leftover-sleep-completed', 'timers', is({ early: true, result: [] }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(4_000))], afterMs: 1_000 });
    return early(await again([sleep(4_000)]), 3_000);
  }),

  fact(194, 'leftover-sleep-idempotent', 'timers', is({ early: true, result: [] }), async (bench) => {
    const again = await reuse(bench, idempotent, { first: [start('s', sleep(4_000))], afterMs: 1_000 });
    return early(await again([sleep(4_000)]), 3_000);
  }),

  fact(
    195,
    'leftover-sleep-retention',
    'timers',
    is({ early: true, result: [] }),
    async (bench) => {
      const first = [start('s', sleep(9_000))];
      const again = await reuse(bench, runOf('WForgetsSoon'), { first, afterMs: 0, byRetention: true });
      return early(await again([sleep(9_000)]), 7_500);
    },
    { mode: 'quick-cleaner' },
  ),

  // The entry with the same completion id is no sleep: the SDK refuses the journal, and every retry fails the same way.
  fact(196, 'leftover-sleep-promise', 'timers', is(stuck()), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(2_000))], afterMs: 500 });
    return (await again([promise('p')], 4_000)).row;
  }),

  fact(197, 'leftover-call', 'timers', is({ early: true, result: ['old'] }), async (bench) => {
    const child = (ms: number, text: string): Op => start('c', call(to('S', 'exec'), [sleep(ms), answer(text)]));
    const again = await reuse(bench, runOf('W'), { first: [child(2_000, 'old')], afterMs: 500 });
    return early(await again([child(4_000, 'new'), wait('c')]), 1_500);
  }),

  fact(198, 'leftover-awakeable', 'timers', is({ late: 202, sameId: true, result: ['late'] }), async (bench) => {
    const tag = bench.fresh();
    const again = await reuse(bench, runOf('W'), { first: [awakeable('a', tag)], afterMs: 0 });
    const id = await bench.awakeableId(tag);
    const second = again([awakeable('b', `${tag}/2`), wait('b', 3_000)]);
    const sameId = id === (await bench.awakeableId(`${tag}/2`));
    const late = (await bench.resolveAwakeable(id, 'late')).status;
    return { late, sameId, result: (await second).result };
  }),

  fact(199, 'no-leftover-promise', 'timers', is([]), async (bench) => {
    const key = bench.fresh();
    const at = (handler: string): Target => to('W', handler, key);
    const { id } = await bench.call(at('run'), [start('p', promise('p'))]);
    await purged(bench, id);
    const second = bench.call(at('run'), [log(`${key}/2`), attempt(sleep(1_000))]);
    await bench.line(`${key}/2`);
    await bench.call(at('shared'), [resolve('p', 'late')]);
    return (await second).json;
  }),

  fact(200, 'leftover-sleep-run', 'timers', is(stuck()), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(1_500))], afterMs: 500 });
    return (await again([run('r', [pass(2_000)])], 5_000)).row;
  }),

  // Each inherits by completion id: 1 is the invocation id of the call, 2 its result.
  fact(201, 'leftover-sleep-call', 'timers', is(stuck()), async (bench) => {
    const first = [start('s', sleep(1_500)), start('t', sleep(1_600))];
    const again = await reuse(bench, runOf('W'), { first, afterMs: 500 });
    return (await again([call(to('S', 'exec'), [sleep(2_000)])], 5_000)).row;
  }),

  fact(202, 'leftover-sleep-timeout', 'timers', is({ early: true, code: 408 }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(2_000))], afterMs: 500 });
    const { ms, result } = await again([awakeable('a', bench.fresh()), wait('a', 3_000)]);
    return { early: ms <= 1_500 + bench.driver.slackMs, code: field(result, 'code') ?? null };
  }),

  fact(203, 'leftover-sleep-elsewhere', 'timers', is({ early: false, result: [null] }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(1_500))], afterMs: 500 });
    return early(await again([get('x'), sleep(2_000)]), 1_900);
  }),

  fact(204, 'leftover-sleep-inboxed', 'timers', is({ early: false, result: [] }), async (bench) => {
    const target = to('O', 'exec', bench.fresh());
    const begin: Begin = (key, ops) => bench.call(target, ops, { idempotencyKey: key });
    const again = await reuse(bench, () => begin, { first: [start('s', sleep(2_000))], afterMs: 500 });
    const holder = bench.fresh();
    const held = bench.call(target, [log(holder), sleep(2_500)]);
    await bench.line(holder);
    const second = early(await again([sleep(1_500)]), 3_500);
    await held;
    return second;
  }),
];

type Begin = (key: string, ops: readonly Op[]) => ReturnType<Bench['call']>;

const runOf =
  (workflow: string) =>
  (bench: Bench): Begin =>
  (key, ops) =>
    bench.call(to(workflow, 'run', key), ops);

const idempotent =
  (bench: Bench): Begin =>
  (key, ops) =>
    bench.call(to('S', 'exec'), ops, { idempotencyKey: key });

interface First {
  readonly first: readonly Op[];
  /** Kills it after `afterMs`. Otherwise it completes, and `afterMs` pass after that. */
  readonly kill?: boolean;
  readonly afterMs: number;
  /** Waits until its retention is over, instead of purging it. */
  readonly byRetention?: boolean;
}

interface Second {
  /** How long it took; the limit, where it has not ended by then. */
  readonly ms: number;
  readonly result: Json;
  readonly row: Json;
}

/** Plays the first invocation and forgets it. @returns what plays the second one, with the same id */
async function reuse(
  bench: Bench,
  kind: (bench: Bench) => Begin,
  { first, kill = false, afterMs, byRetention = false }: First,
): Promise<(ops: readonly Op[], limitMs?: number) => Promise<Second>> {
  const begin = kind(bench);
  const key = bench.fresh();
  const ended = begin(key, [log(key), ...first]);
  const id = await bench.whoLogged(key);
  if (!kill) await ended;
  await bench.sleep(afterMs);
  if (kill) await bench.ask('kill', id);
  await ended;
  await (byRetention ? forgotten(bench, id) : purged(bench, id));
  return async (ops, limitMs = 12_000) => {
    const began = bench.driver.now();
    const second = await bench.within(begin(key, ops), limitMs);
    const ms = bench.driver.now() - began;
    const row = await bench.driver.invocation(id);
    return {
      ms,
      result: second === 'pending' ? second : second.json,
      row: { status: row?.status ?? null, code: row?.lastFailureCode ?? null },
    };
  };
}

function early({ ms, result }: Second, limitMs: number): Json {
  return { early: ms <= limitMs, result };
}

function stuck(): Json {
  return { status: 'backing-off', code: 'RT0007' };
}

async function purged(bench: Bench, id: string): Promise<void> {
  await bench.ask('purge', id);
  await forgotten(bench, id);
}

async function forgotten(bench: Bench, id: string): Promise<void> {
  await bench.eventually('the record to go', async () => ((await bench.status(id)) === undefined ? true : undefined));
}
