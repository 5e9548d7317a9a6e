import { fact, type Case } from '../case.ts';
import { announcedFor18 } from '../versions.ts';
import { is } from '../expectation.ts';
import { field } from '../json.ts';
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
import { early, idempotent, purged, reuse, runOf, stuck, type Begin } from '../reuse.ts';

/**
 * What outlives an invocation and reaches the next one with the same id. Ids repeat where a workflow key is run again, or an
 * idempotency key is used again, after the first record was purged or its retention is over.
 */
export const reusedIdCases: readonly Case[] = [
  announcedFor18(
    fact(192, 'leftover-sleep-killed', 'timers', is({ early: true, result: [] }), async (bench) => {
      const again = await reuse(bench, runOf('W'), { first: [sleep(4_000)], kill: true, afterMs: 1_000 });
      return early(await again([sleep(4_000)]), 3_500);
    }),
    is({ early: false, result: [] }),
  ),

  announcedFor18(
    fact(193, 'leftover-sleep-completed', 'timers', is({ early: true, result: [] }), async (bench) => {
      const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(4_000))], afterMs: 1_000 });
      return early(await again([sleep(4_000)]), 3_500);
    }),
    is({ early: false, result: [] }),
  ),

  announcedFor18(
    fact(194, 'leftover-sleep-idempotent', 'timers', is({ early: true, result: [] }), async (bench) => {
      const again = await reuse(bench, idempotent, { first: [start('s', sleep(4_000))], afterMs: 1_000 });
      return early(await again([sleep(4_000)]), 3_500);
    }),
    is({ early: false, result: [] }),
  ),

  announcedFor18(
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
    is({ early: false, result: [] }),
  ),

  // The entry with the same completion id is no sleep: the SDK refuses the journal, and every retry fails the same way.
  announcedFor18(
    fact(196, 'leftover-sleep-promise', 'timers', is(stuck()), async (bench) => {
      const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(2_000))], afterMs: 500 });
      return (await again([promise('p')], 4_000)).row;
    }),
    is({ code: null, status: 'running' }),
    { suspendsOtherwise: true },
  ),

  fact(197, 'leftover-call', 'timers', is({ early: true, result: ['old'] }), async (bench) => {
    const child = (ms: number, text: string): Op => start('c', call(to('S', 'exec'), [sleep(ms), answer(text)]));
    const again = await reuse(bench, runOf('W'), { first: [child(2_000, 'old')], afterMs: 500 });
    return early(await again([child(4_000, 'new'), wait('c')]), 2_500);
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

  announcedFor18(
    fact(200, 'leftover-sleep-run', 'timers', is(stuck()), async (bench) => {
      const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(1_500))], afterMs: 500 });
      return (await again([run('r', [pass(2_000)])], 5_000)).row;
    }),
    is({ code: null, status: 'completed' }),
  ),

  // Each inherits by completion id: 1 is the invocation id of the call, 2 its result.
  announcedFor18(
    fact(201, 'leftover-sleep-call', 'timers', is(stuck()), async (bench) => {
      const first = [start('s', sleep(1_500)), start('t', sleep(1_600))];
      const again = await reuse(bench, runOf('W'), { first, afterMs: 500 });
      return (await again([call(to('S', 'exec'), [sleep(2_000)])], 5_000)).row;
    }),
    is({ code: null, status: 'completed' }),
  ),

  announcedFor18(
    fact(202, 'leftover-sleep-timeout', 'timers', is({ early: true, code: 408 }), async (bench) => {
      const again = await reuse(bench, runOf('W'), { first: [start('s', sleep(2_000))], afterMs: 500 });
      const { ms, result } = await again([awakeable('a', bench.fresh()), wait('a', 3_000)]);
      return { early: ms <= 1_500 + bench.driver.slackMs, code: field(result, 'code') ?? null };
    }),
    is({ early: false, code: 408 }),
  ),

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
