import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { failure, seen } from '../outcomes.ts';
import { count, crashTimes, failTimes, log, pass, refuse, send, set, sleep, to } from '../programs.ts';

/** When a write becomes visible, and that nothing takes it back. */
export const writeCases: readonly Case[] = [
  fact(1, 'dirty-read', 'visibility-of-writes', is([[1], [2]]), async (bench) => {
    const key = bench.fresh();
    const writer = bench.call(to('O', 'exec', key), [set('a', 1), log(key), sleep(1_000), set('a', 2)]);
    await bench.line(key);
    await bench.sleep(400);
    const during = await bench.read('O', key, 'a');
    await writer;
    return [during, await bench.read('O', key, 'a')];
  }),

  fact(2, 'unflushed-write-invisible', 'visibility-of-writes', is([null]), async (bench) => {
    const key = bench.fresh();
    const writer = bench.call(to('O', 'exec', key), [set('a', 1), log(key), pass(1_500)]);
    await bench.line(key);
    await bench.sleep(600);
    const during = await bench.read('O', key, 'a');
    await writer;
    return during;
  }),

  fact(3, 'no-rollback-terminal', 'visibility-of-writes', is([failure(409, 'nope'), [1]]), async (bench) => {
    const key = bench.fresh();
    const answer = await bench.call(to('O', 'exec', key), [set('a', 1), refuse('nope', 409)]);
    return [seen(answer), await bench.read('O', key, 'a')];
  }),

  fact(
    4,
    'no-rollback-retry-exhaust',
    'visibility-of-writes',
    is({ during: [1], answer: failure(500, 'boom 3', { stacktrace: true }), after: [1] }),
    async (bench) => {
      const key = bench.fresh();
      const writer = bench.call(to('OKills', 'exec', key), [set('a', 1), failTimes(key, 10)]);
      await bench.line(key, 2);
      const during = await bench.read('OKills', key, 'a');
      return { during, answer: seen(await writer), after: await bench.read('OKills', key, 'a') };
    },
  ),

  fact(5, 'set+send-then-throw', 'visibility-of-writes', is({ z: [1], sent: ['once'] }), async (bench) => {
    const key = bench.fresh();
    const ops = [set('z', 1), send(to('O', 'append', `${key}/sent`), 'once'), refuse('nope', 418)];
    await bench.call(to('O', 'exec', key), ops);
    await bench.itemsOnce('O', `${key}/sent`, 1);
    await bench.sleep(200);
    return { z: await bench.read('O', key, 'z'), sent: await bench.items('O', `${key}/sent`) };
  }),

  fact(
    6,
    'crash-before-flush',
    'visibility-of-writes',
    is({ outage: {}, result: [2], after: [1] }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [count(`${key}/attempt`), set('a', 1), log(key), pass(100), crashTimes(`${key}/crash`, 1)];
      const writer = bench.call(to('O', 'exec', key), ops);
      await bench.line(key);
      await bench.sleep(300);
      const outage = await bench.driver.stateOf('O', key);
      return { outage, result: (await writer).json, after: await bench.read('O', key, 'a') };
    },
    { alone: true },
  ),

  fact(81, 'read-your-writes', 'message-order', is([[0], [1], [2], [3], [4]]), async (bench) => {
    const key = bench.fresh();
    const read: Json[] = [];
    for (let round = 0; round < 5; round += 1) {
      await bench.call(to('O', 'exec', key), [set('a', round)]);
      read.push(await bench.read('O', key, 'a'));
    }
    return read;
  }),
];
