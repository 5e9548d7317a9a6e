import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { caught, failure, seen } from '../outcomes.ts';
import {
  answer,
  attempt,
  call,
  cancellation,
  get,
  log,
  pass,
  race,
  refuse,
  run,
  send,
  sleep,
  start,
  to,
  value,
  wait,
} from '../programs.ts';

/** Cancel is a message that a handler meets at an await; kill is an end. Both go on to callees, each in its way. */
export const cancellationCases: readonly Case[] = [
  fact(
    56,
    'cancel-no-wait-child',
    'cancellation',
    is({ parent: [cancelled()], child: '[477] child failed' }),
    async (bench) => {
      const key = bench.fresh();
      const child = [log(`${key}/child`), attempt(sleep(60_000)), refuse('child failed', 477)];
      const parent = bench.call(to('S', 'exec'), [log(key), attempt(call(to('S', 'exec'), child))]);
      const id = await bench.whoLogged(key);
      const childId = await bench.whoLogged(`${key}/child`);
      await bench.sleep(200);
      await bench.ask('cancel', id);
      const parentAnswer = (await parent).json;
      await bench.reaches(childId, 'completed');
      return { parent: parentAnswer, child: (await bench.driver.invocation(childId))?.failure ?? '' };
    },
  ),

  fact(
    57,
    'cancel-spares-send',
    'cancellation',
    is({ parent: failure(409, 'Cancelled'), items: ['sent'] }),
    async (bench) => {
      const key = bench.fresh();
      const delayed = send(to('O', 'append', key), 'sent', { delayMs: 1_500 });
      const parent = bench.call(to('S', 'exec'), [delayed, log(key), sleep(60_000)]);
      const id = await bench.whoLogged(key);
      await bench.sleep(300);
      await bench.ask('cancel', id);
      return { parent: seen(await parent), items: await bench.itemsOnce('O', key, 1) };
    },
  ),

  fact(
    58,
    'kill-takes-sends',
    'kill',
    is({ parent: failure(409, 'killed'), child: '[409] killed', items: [] }),
    async (bench) => {
      const key = bench.fresh();
      const delayed = send(to('O', 'append', key), 'sent', { delayMs: 1_500 });
      const child = call(to('S', 'exec'), [log(`${key}/child`), sleep(60_000)]);
      const parent = bench.call(to('S', 'exec'), [delayed, log(key), child]);
      const id = await bench.whoLogged(key);
      const childId = await bench.whoLogged(`${key}/child`);
      await bench.ask('kill', id);
      const parentAnswer = seen(await parent);
      await bench.reaches(childId, 'completed');
      await bench.sleep(1_900);
      const childRow = await bench.driver.invocation(childId);
      return { parent: parentAnswer, child: childRow?.failure ?? '', items: await bench.items('O', key) };
    },
  ),

  fact(59, 'cancel-twice', 'cancellation', is([cancelled(), cancelled()]), async (bench) => {
    const key = bench.fresh();
    const ops = [log(key), attempt(sleep(60_000)), log(`${key}/second`), attempt(sleep(60_000))];
    const handler = bench.call(to('S', 'exec'), ops);
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    await bench.ask('cancel', id);
    await bench.line(`${key}/second`);
    await bench.sleep(200);
    await bench.ask('cancel', id);
    return (await handler).json;
  }),

  // Journal order decides: what was stored before the cancel is still returned, and the next await throws.
  fact(60, 'cancel-after-completion-order', 'cancellation', is(['flushed', 7, cancelled()]), async (bench) => {
    const key = bench.fresh();
    const handler = bench.call(to('S', 'exec'), [
      start('x', call(to('S', 'echo'), 7)),
      run('flush', [value('flushed')]),
      log(key),
      pass(900),
      wait('x'),
      attempt(sleep(100)),
      attempt(sleep(100)),
    ]);
    const id = await bench.whoLogged(key);
    await bench.sleep(400);
    await bench.ask('cancel', id);
    return (await handler).json;
  }),

  fact(
    61,
    'cancel-no-await',
    'cancellation',
    is({ cancel: 202, answer: { status: 200, body: 'value' } }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [run('flush', [value(1)]), log(key), pass(700), answer('value')];
      const handler = bench.call(to('S', 'exec'), ops);
      const id = await bench.whoLogged(key);
      await bench.sleep(200);
      const cancel = await bench.ask('cancel', id);
      return { cancel, answer: seen(await handler) };
    },
  ),

  fact(62, 'explicit-cancel', 'cancellation', is({ answer: ['cancel'], child: 'success' }), async (bench) => {
    const key = bench.fresh();
    const child = call(to('SExplicit', 'exec'), [log(`${key}/child`), sleep(1_500)]);
    const handler = bench.call(to('SExplicit', 'exec'), [
      start('child', child),
      start('sleep', sleep(60_000)),
      start('cancel', cancellation),
      log(key),
      race('sleep', 'cancel'),
    ]);
    const id = await bench.whoLogged(key);
    const childId = await bench.whoLogged(`${key}/child`);
    await bench.sleep(200);
    await bench.ask('cancel', id);
    const handlerAnswer = (await handler).json;
    await bench.reaches(childId, 'completed');
    return { answer: handlerAnswer, child: (await bench.driver.invocation(childId))?.result ?? '' };
  }),

  fact(63, 'child-killed-directly', 'cancellation', is([caught('TerminalError', 409, 'killed')]), async (bench) => {
    const key = bench.fresh();
    const child = call(to('S', 'exec'), [log(key), sleep(60_000)]);
    const parent = bench.call(to('S', 'exec'), [attempt(child)]);
    await bench.ask('kill', await bench.whoLogged(key));
    return (await parent).json;
  }),

  fact(79, 'cancel-lazy-get', 'cancellation', is(failure(409, 'Cancelled')), async (bench) => {
    const key = bench.fresh();
    const ops = [run('flush', [value(1)]), log(key), pass(700), get('a')];
    const handler = bench.call(to('OLazy', 'exec', key), ops);
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    await bench.ask('cancel', id);
    return seen(await handler);
  }),
];

function cancelled(): ReturnType<typeof caught> {
  return caught('CancelledError', 409, 'Cancelled');
}
