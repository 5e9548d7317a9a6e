import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import type { Op, Target } from '../ops.ts';
import type { Bench } from '../bench.ts';
import { caught, failure, isActive, seen } from '../outcomes.ts';
import {
  answer,
  attempt,
  call,
  cancel,
  failTimes,
  get,
  keys,
  log,
  pass,
  peek,
  run,
  send,
  set,
  sleep,
  start,
  to,
  value,
  wait,
} from '../programs.ts';

/** Which awaits show a cancel, and what a cancel does to those who cannot see it yet. */
export const cancelPointCases: readonly Case[] = [
  fact(
    137,
    'cancel-before-run',
    'ctxrun',
    is({ answer: [1, cancelled()], executions: 0 }),
    async (bench) => {
      const key = bench.fresh();
      const closure = run('late', [log(`${key}/ran`)]);
      const reply = await cancelledWhileBusy(bench, key, to('S', 'exec'), [attempt(closure)]);
      return { answer: reply, executions: bench.lines(`${key}/ran`).length };
    },
    { alwaysSuspend: false },
  ),

  fact(138, 'run-after-caught-cancel', 'ctxrun', is([1, cancelled(), 'ran']), async (bench) => {
    const ops = [attempt(sleep(60_000)), run('after', [value('ran')])];
    return cancelledWhileBusy(bench, bench.fresh(), to('S', 'exec'), ops);
  }),

  fact(139, 'cancel-stored-before-completion', 'cancellation', is([1, cancelled()]), async (bench) => {
    const key = bench.fresh();
    const callee = call(to('S', 'exec'), [sleep(600), answer(7)]);
    const handler = bench.call(to('S', 'exec'), [
      start('x', callee),
      run('flush', [value(1)]),
      log(key),
      pass(1_300),
      attempt(wait('x')),
    ]);
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    await bench.ask('cancel', id);
    return (await handler).json;
  }),

  fact(
    140,
    'cancel-not-shown-by-eager-state',
    'cancellation',
    is({ answer: failure(409, 'Cancelled'), reached: [true, false], b: [2], sent: ['sent'] }),
    async (bench) => {
      const key = bench.fresh();
      const sent = `${key}/sent`;
      const free = [set('b', 2), get('a'), keys, send(to('O', 'append', sent), 'sent')];
      const ops = [...free, log(`${key}/reached`), sleep(1), log(`${key}/not reached`)];
      const reply = await cancelledWhileBusy(bench, key, to('O', 'exec', key), ops);
      const items = await bench.itemsOnce('O', sent, 1);
      const reached = ['reached', 'not reached'].map((tag) => bench.lines(`${key}/${tag}`).length > 0);
      return { answer: reply, reached, b: await bench.read('O', key, 'b'), sent: items };
    },
  ),

  fact(141, 'cancel-shown-by-peek', 'cancellation', is([1, cancelled()]), async (bench) => {
    const key = bench.fresh();
    return cancelledWhileBusy(bench, key, to('W', 'run', key), [attempt(peek('p'))]);
  }),

  fact(142, 'cancel-suspended', 'cancellation', is({ answer: [cancelled()], attempts: 2 }), async (bench) => {
    const key = bench.fresh();
    const handler = bench.call(to('OSuspends', 'exec', key), [log(key), attempt(sleep(60_000))]);
    const id = await bench.whoLogged(key);
    await bench.reaches(id, 'suspended');
    await bench.ask('cancel', id);
    return { answer: (await handler).json, attempts: bench.lines(key).length };
  }),

  // It throws before any await, so that the cancel is never met.
  fact(143, 'cancel-backing-off', 'cancellation', is({ cancel: 202, active: true }), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [failTimes(key, 100), sleep(1)]);
    await bench.line(key, 2);
    const cancel = await bench.ask('cancel', id);
    await bench.line(key, 3);
    const active = isActive(await bench.driver.invocation(id));
    await bench.ask('kill', id);
    return { cancel, active };
  }),

  fact(
    144,
    'child-cancelled-directly',
    'cancellation',
    is({ running: [caught('TerminalError', 409, 'Cancelled')], queued: [caught('TerminalError', 409, 'canceled')] }),
    async (bench) => {
      const key = bench.fresh();
      const parent = () =>
        bench.call(to('S', 'exec'), [attempt(call(to('O', 'exec', key), [log(key), sleep(60_000)]))]);
      const first = parent();
      const running = await bench.whoLogged(key);
      const second = parent();
      const queued = await bench.finds('O', key, ({ status }) => status === 'pending');
      await bench.ask('cancel', queued.id);
      const queuedAnswer = (await second).json;
      await bench.ask('cancel', running);
      return { running: (await first).json, queued: queuedAnswer };
    },
  ),

  fact(145, 'delayed-send-cancelled-by-sender', 'cancellation', is({ items: [], row: 'gone' }), async (bench) => {
    const key = bench.fresh();
    const delayed = send(to('O', 'append', key), 'item', { delayMs: 800, wantId: true });
    const { json } = await bench.call(to('S', 'exec'), [delayed]);
    const id = Array.isArray(json) ? String(json[0]) : '';
    await bench.call(to('S', 'exec'), [cancel(id)]);
    await bench.sleep(1_200);
    return { items: await bench.items('O', key), row: (await bench.status(id)) ?? 'gone' };
  }),

  fact(
    146,
    'cancel-reaches-grandchildren',
    'cancellation',
    is({ root: failure(409, 'Cancelled'), child: '[409] Cancelled', grandchild: '[409] Cancelled' }),
    (bench) => threeGenerations(bench, 'cancel'),
  ),

  fact(
    147,
    'kill-reaches-grandchildren',
    'kill',
    is({ root: failure(409, 'killed'), child: '[409] killed', grandchild: '[409] killed' }),
    (bench) => threeGenerations(bench, 'kill'),
  ),

  fact(148, 'kill-takes-running-send', 'kill', is({ failure: '[409] killed', wentOn: 0 }), async (bench) => {
    const key = bench.fresh();
    const sent = send(to('S', 'exec'), [log(`${key}/sent`), sleep(1_200), log(`${key}/went on`)]);
    const parent = bench.call(to('S', 'exec'), [sent, log(key), sleep(60_000)]);
    const id = await bench.whoLogged(key);
    const child = await bench.whoLogged(`${key}/sent`);
    await bench.ask('kill', id);
    await parent;
    await bench.reaches(child, 'completed');
    await bench.sleep(1_400);
    const row = await bench.driver.invocation(child);
    return { failure: row?.failure ?? '', wentOn: bench.lines(`${key}/went on`).length };
  }),

  fact(149, 'kill-suspended', 'kill', is({ kill: 200, answer: failure(409, 'killed'), next: 1 }), async (bench) => {
    const key = bench.fresh();
    const handler = bench.call(to('OSuspends', 'exec', key), [log(key), sleep(60_000)]);
    const id = await bench.whoLogged(key);
    await bench.reaches(id, 'suspended');
    const kill = await bench.ask('kill', id);
    const answered = seen(await handler);
    return { kill, answer: answered, next: (await bench.call(to('OSuspends', 'append', key), 'item')).json };
  }),
];

/** Runs a handler that flushes, is busy while it is cancelled, and then does the rest. */
async function cancelledWhileBusy(bench: Bench, key: string, target: Target, rest: readonly Op[]): Promise<Json> {
  const ops = [run('flush', [value(1)]), log(key), pass(700), ...rest];
  const handler = bench.call(target, ops);
  const id = await bench.whoLogged(key);
  await bench.sleep(200);
  await bench.ask('cancel', id);
  const answered = await handler;
  return answered.status === 200 ? answered.json : seen(answered);
}

async function threeGenerations(bench: Bench, how: 'cancel' | 'kill'): Promise<Json> {
  const key = bench.fresh();
  const [child, grandchild] = [`${key}/child`, `${key}/grandchild`];
  const youngest = call(to('S', 'exec'), [log(grandchild), sleep(60_000)]);
  const root = bench.call(to('S', 'exec'), [log(key), call(to('S', 'exec'), [log(child), youngest])]);
  const ids = [await bench.whoLogged(child), await bench.whoLogged(grandchild)];
  await bench.ask(how, await bench.whoLogged(key));
  const answered = seen(await root);
  for (const id of ids) await bench.reaches(id, 'completed');
  const rows = await Promise.all(ids.map((id) => bench.driver.invocation(id)));
  return { root: answered, child: rows[0]?.failure ?? '', grandchild: rows[1]?.failure ?? '' };
}

function cancelled(): ReturnType<typeof caught> {
  return caught('CancelledError', 409, 'Cancelled');
}
