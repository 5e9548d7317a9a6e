import { anyOrder, fact, type Case } from '../case.ts';
import type { Bench } from '../bench.ts';
import type { Json } from '../json.ts';
import { on18 } from '../versions.ts';
import { is, oneOf } from '../expectation.ts';
import { call, get, log, send, set, sleep, start, to, wait } from '../programs.ts';

/** In which order messages reach a key. */
export const orderingCases: readonly Case[] = [
  fact(11, 'inbox-fifo', 'lock-and-inbox', is([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), async (bench) => {
    const key = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [log(key), sleep(1_200)]);
    await bench.line(key);
    for (let item = 0; item < 12; item += 1) await bench.send(to('O', 'append', key), item);
    await holder;
    return bench.itemsOnce('O', key, 12);
  }),

  anyOrder(12, 'parallel-ingress-sends', 'message-order', 12, async (bench, size) => {
    const key = bench.fresh();
    await Promise.all(Array.from({ length: size }, (_, item) => bench.send(to('O', 'append', key), item)));
    return bench.itemsOnce('O', key, size);
  }),

  fact(32, 'sends-same-key-order', 'message-order', is([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'call']), async (bench) => {
    const key = bench.fresh();
    const append = to('O', 'append', key);
    const sends = Array.from({ length: 10 }, (_, item) => send(append, item));
    await bench.call(to('S', 'exec'), [...sends, call(append, 'call')]);
    return bench.items('O', key);
  }),

  fact(33, 'call-send-mix-order', 'message-order', is(['c1', 's1', 'c2', 's2']), async (bench) => {
    const key = bench.fresh();
    const append = to('O', 'append', key);
    await bench.call(to('S', 'exec'), [
      start('c1', call(append, 'c1')),
      send(append, 's1'),
      start('c2', call(append, 'c2')),
      send(append, 's2'),
      wait('c2'),
      wait('c1'),
    ]);
    return bench.itemsOnce('O', key, 4);
  }),

  anyOrder(34, 'fan-out-order', 'message-order', 8, async (bench, size) => {
    const key = bench.fresh();
    const forward = (item: number) => send(to('O', 'exec', `${key}/${item}`), [send(to('O', 'append', key), item)]);
    await bench.call(
      to('S', 'exec'),
      Array.from({ length: size }, (_, item) => forward(item)),
    );
    return bench.itemsOnce('O', key, size);
  }),

  on18(
    anyOrder(35, 'equal-delay-order', 'timers', 10, (bench, size) => equallyDelayed(bench, size)),
    is([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    { script: (bench) => equallyDelayed(bench, 4), expect: is([0, 1, 2, 3]) },
  ),

  on18(
    fact(36, 'delay-order', 'timers', is([7, 6, 5, 4, 3, 2, 1, 0]), async (bench) => {
      const key = bench.fresh();
      for (let item = 0; item < 8; item += 1) {
        await bench.send(to('O', 'append', key), item, { delay: `${800 - item * 100}ms` });
      }
      return bench.itemsOnce('O', key, 8);
    }),
    // Which of them start at the earlier of two seconds depends on when in a second they were sent.
    { ...oneOf(from(0), from(1), from(3), from(6)), serverOnly: [from(2), from(4), from(5), from(7)] },
  ),

  on18(
    fact(76, 'delayed-joins-tail', 'timers', is(['first', 'delayed', 'last']), async (bench) => {
      const key = bench.fresh();
      const holder = bench.call(to('O', 'exec', key), [log(key), sleep(1_200)]);
      await bench.line(key);
      await bench.send(to('O', 'append', key), 'delayed', { delay: '400ms' });
      await bench.send(to('O', 'append', key), 'first');
      await bench.sleep(650);
      await bench.send(to('O', 'append', key), 'last');
      await holder;
      return bench.itemsOnce('O', key, 3);
    }),
    oneOf(['first', 'delayed', 'last'], ['first', 'last', 'delayed']),
  ),

  // The inversion needs load: about one in two hundred.
  fact(83, 'send-overtaken', 'message-order', oneOf(['a', 'b'], ['b', 'a']), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('S', 'exec'), [send(to('O', 'append', key), 'a')]);
    await bench.call(to('O', 'append', key), 'b');
    return bench.itemsOnce('O', key, 2);
  }),

  fact(84, 'send-then-read-elsewhere', 'message-order', oneOf([[[1]]], [[[null]]]), async (bench) => {
    const key = bench.fresh();
    const [written, other] = [`${key}/written`, `${key}/other`];
    const read = call(to('O', 'shared', written), [get('a')]);
    const ops = [send(to('O', 'exec', written), [set('a', 1)]), call(to('O', 'exec', other), [read])];
    return (await bench.call(to('S', 'exec'), ops)).json;
  }),
];

async function equallyDelayed(bench: Bench, size: number): Promise<Json> {
  const key = bench.fresh();
  const delayed = (item: number) => send(to('O', 'append', key), item, { delayMs: 400 });
  await bench.call(
    to('S', 'exec'),
    Array.from({ length: size }, (_, item) => delayed(item)),
  );
  return bench.itemsOnce('O', key, size);
}

/** The numbers below eight, with those from this one on first. */
function from(first: number): readonly number[] {
  const all = Array.from({ length: 8 }, (_, item) => item);
  return [...all.slice(first), ...all.slice(0, first)];
}
