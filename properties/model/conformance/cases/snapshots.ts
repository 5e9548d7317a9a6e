import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { call, get, keys, log, pass, set, sleep, to } from '../programs.ts';

/** What a read returns while another handler writes. */
export const snapshotCases: readonly Case[] = [
  fact(
    7,
    'shared-snapshot-same-attempt',
    'what-an-attempt-reads',
    is([1, 1, 1]),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 1)]);
      const reader = bench.call(to('O', 'shared', key), [get('a'), log(key), sleep(1_000), get('a'), get('b')]);
      await bench.line(key);
      await bench.sleep(300);
      await bench.call(to('O', 'exec', key), [set('a', 2), set('b', 2)]);
      return (await reader).json;
    },
    { alwaysSuspend: false },
  ),

  fact(8, 'shared-resnapshot', 'what-an-attempt-reads', is([1, ['a', 'b'], 2, 2, ['a', 'b', 'c']]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('OSuspends', 'exec', key), [set('a', 1), set('b', 1)]);
    const ops = [get('a'), keys, log(key), sleep(1_500), get('a'), get('b'), keys];
    const reader = bench.call(to('OSuspends', 'shared', key), ops);
    await bench.line(key);
    await bench.sleep(700);
    await bench.call(to('OSuspends', 'exec', key), [set('a', 2), set('b', 2), set('c', 2)]);
    return (await reader).json;
  }),

  fact(9, 'lazy-live-read', 'what-an-attempt-reads', is([1, 2]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('OLazy', 'exec', key), [set('a', 1)]);
    const reader = bench.call(to('OLazy', 'shared', key), [get('a'), log(key), pass(1_000), get('a')]);
    await bench.line(key);
    await bench.sleep(300);
    await bench.call(to('OLazy', 'exec', key), [set('a', 2)]);
    return (await reader).json;
  }),

  fact(
    10,
    'stale-after-own-callee',
    'what-an-attempt-reads',
    is([7, [8], 7]),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 7)]);
      const ops = [get('a'), call(to('O', 'exec', key), [set('a', 8), get('a')]), get('a')];
      return (await bench.call(to('O', 'shared', key), ops)).json;
    },
    { alwaysSuspend: false },
  ),

  fact(
    80,
    'partial-eager-mix',
    'state-and-introspection',
    is([1, 3, 1, 300]),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 'longvalue-longvalue'), set('c', 3)]);
      const ops = [get('a'), get('c'), log(key), sleep(800), get('a'), get('c')];
      const reader = bench.call(to('O', 'shared', key), ops);
      await bench.line(key);
      await bench.sleep(300);
      await bench.call(to('O', 'exec', key), [set('a', 100), set('c', 300)]);
      return (await reader).json;
    },
    { mode: 'partial-state', alwaysSuspend: false },
  ),
];
