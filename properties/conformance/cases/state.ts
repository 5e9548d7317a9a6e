import { fact, type Case } from '../case.ts';
import { is, oneOf } from '../expectation.ts';
import { clear, clearAll, count, crashTimes, get, keys, log, pass, run, set, sleep, to, value } from '../programs.ts';
import { field } from '../json.ts';

/** When state is written, who sees it, and what a read returns. */
export const stateCases: readonly Case[] = [
  fact(1, 'dirty-read', '1.4', is([[1], [2]]), async (bench) => {
    const key = bench.fresh();
    const writer = bench.call(to('O', 'exec', key), [set('a', 1), sleep(1_000), set('a', 2)]);
    await bench.sleep(400);
    const during = await bench.read('O', key, 'a');
    await writer;
    return [during, await bench.read('O', key, 'a')];
  }),

  fact(2, 'unflushed-write-invisible', '1.4', is([null]), async (bench) => {
    const key = bench.fresh();
    const writer = bench.call(to('O', 'exec', key), [set('a', 1), pass(1_500)]);
    await bench.sleep(600);
    const during = await bench.read('O', key, 'a');
    await writer;
    return during;
  }),

  fact(
    6,
    'crash-before-flush',
    '1.4',
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

  fact(7, 'shared-snapshot-same-attempt', '1.5', is([1, 1, 1]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 1)]);
    const reader = bench.call(to('O', 'shared', key), [get('a'), sleep(1_000), get('a'), get('b')]);
    await bench.sleep(300);
    await bench.call(to('O', 'exec', key), [set('a', 2), set('b', 2)]);
    return (await reader).json;
  }),

  fact(8, 'shared-resnapshot', '1.5', is([1, ['a', 'b'], 2, 2, ['a', 'b', 'c']]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('OSuspends', 'exec', key), [set('a', 1), set('b', 1)]);
    const ops = [get('a'), keys, sleep(1_500), get('a'), get('b'), keys];
    const reader = bench.call(to('OSuspends', 'shared', key), ops);
    await bench.sleep(700);
    await bench.call(to('OSuspends', 'exec', key), [set('a', 2), set('b', 2), set('c', 2)]);
    return (await reader).json;
  }),

  fact(9, 'lazy-live-read', '1.5', is([1, 2]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('OLazy', 'exec', key), [set('a', 1)]);
    const reader = bench.call(to('OLazy', 'shared', key), [get('a'), pass(1_000), get('a')]);
    await bench.sleep(300);
    await bench.call(to('OLazy', 'exec', key), [set('a', 2)]);
    return (await reader).json;
  }),

  fact(70, 'state-mutation-queue', '10', is({ first: [1], third: [100, ['v']] }), async (bench) => {
    const key = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [set('v', 1), log(key), sleep(900)]);
    await bench.line(key);
    const first = await bench.send(to('O', 'exec', key), [get('v'), set('seen', 'x')]);
    await bench.admin({ type: 'set-state', service: 'O', key, state: { v: 100 } });
    const third = await bench.call(to('O', 'exec', key), [get('v'), keys]);
    await holder;
    return { first: (await bench.attach(first)).json, third: third.json };
  }),

  fact(73, 'keys-order', '10', is([['', '10', '2', 'B', 'a', 'b', 'z', 'é']]), async (bench) => {
    const key = bench.fresh();
    const names = ['b', 'a', 'B', '10', '2', '', 'é', 'z'];
    await bench.call(
      to('O', 'exec', key),
      names.map((name) => set(name, 1)),
    );
    return (await bench.call(to('O', 'shared', key), [keys])).json;
  }),

  // The eager answer is a bug of the SDK: a key that was cleared in the same attempt is still listed.
  fact(74, 'keys-after-clear', '10', is({ eager: [['a', 'b'], null], lazy: [['b'], null] }), async (bench) => {
    const key = bench.fresh();
    const clearing = async (service: string): Promise<Json> => {
      await bench.call(to(service, 'exec', key), [set('a', 1), set('b', 2)]);
      const answer = await bench.call(to(service, 'exec', key), [clear('a'), keys, get('a')]);
      return answer.json;
    };
    return { eager: await clearing('O'), lazy: await clearing('OLazy') };
  }),

  fact(
    80,
    'partial-eager-mix',
    '10',
    is([1, 3, 1, 300]),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 'longvalue-longvalue'), set('c', 3)]);
      const reader = bench.call(to('O', 'shared', key), [get('a'), get('c'), sleep(800), get('a'), get('c')]);
      await bench.sleep(300);
      await bench.call(to('O', 'exec', key), [set('a', 100), set('c', 300)]);
      return (await reader).json;
    },
    { mode: 'partial-state' },
  ),

  fact(81, 'read-your-writes', '5.2', is([[0], [1], [2], [3], [4]]), async (bench) => {
    const key = bench.fresh();
    const read = [];
    for (let round = 0; round < 5; round += 1) {
      await bench.call(to('O', 'exec', key), [set('a', round)]);
      read.push(await bench.read('O', key, 'a'));
    }
    return read;
  }),
];
