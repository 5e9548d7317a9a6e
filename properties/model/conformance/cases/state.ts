import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { clear, clearAll, get, keys, log, set, sleep, to } from '../programs.ts';

/** The names of state entries, and changing state from outside. */
export const stateCases: readonly Case[] = [
  fact(
    70,
    'state-mutation-queue',
    'state-and-introspection',
    is({ first: [1], third: [100, ['v']] }),
    async (bench) => {
      const key = bench.fresh();
      const holder = bench.call(to('O', 'exec', key), [set('v', 1), log(key), sleep(900)]);
      await bench.line(key);
      const first = await bench.send(to('O', 'exec', key), [get('v'), set('seen', 'x')]);
      await bench.admin({ type: 'set-state', service: 'O', key, state: { v: 100 } });
      const third = await bench.call(to('O', 'exec', key), [get('v'), keys]);
      await holder;
      return { first: (await bench.attach(first)).json, third: third.json };
    },
  ),

  fact(73, 'keys-order', 'state-and-introspection', is([['', '10', '2', 'B', 'a', 'b', 'z', 'é']]), async (bench) => {
    const key = bench.fresh();
    const names = ['b', 'a', 'B', '10', '2', '', 'é', 'z'];
    const ops = names.map((name) => set(name, 1));
    await bench.call(to('O', 'exec', key), ops);
    return (await bench.call(to('O', 'shared', key), [keys])).json;
  }),

  // The eager answer is a bug of the SDK: a key that was cleared in the same attempt is still listed.
  fact(
    74,
    'keys-after-clear',
    'state-and-introspection',
    is({ eager: [['a', 'b'], null], lazy: [['b'], null] }),
    async (bench) => {
      const key = bench.fresh();
      const clearing = async (service: string): Promise<Json> => {
        await bench.call(to(service, 'exec', key), [set('a', 1), set('b', 2)]);
        return (await bench.call(to(service, 'exec', key), [clear('a'), keys, get('a')])).json;
      };
      return { eager: await clearing('O'), lazy: await clearing('OLazy') };
    },
  ),

  fact(182, 'clear-all', 'state-and-introspection', is([null, [], 1, ['q']]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 2)]);
    const ops = [clearAll, get('a'), keys, set('q', 1), get('q'), keys];
    return (await bench.call(to('O', 'exec', key), ops)).json;
  }),

  fact(183, 'set-null', 'state-and-introspection', is([null, ['n']]), async (bench) => {
    return (await bench.call(to('O', 'exec', bench.fresh()), [set('n', null), get('n'), keys])).json;
  }),

  // The same bug of the SDK as in keys-after-clear, for a key that never was.
  fact(184, 'keys-after-clear-of-nothing', 'state-and-introspection', is([['a', 'zz']]), async (bench) => {
    return (await bench.call(to('O', 'exec', bench.fresh()), [set('a', 1), clear('zz'), keys])).json;
  }),

  fact(
    185,
    'partial-state-journal',
    'state-and-introspection',
    is({
      answer: [1, 'longvalue-longvalue', ['a', 'b', 'c'], null, []],
      journal: [
        'Command: Input',
        'Command: GetEagerState',
        'Command: GetLazyState',
        'Notification: GetLazyState',
        'Command: GetLazyStateKeys',
        'Notification: GetLazyStateKeys',
        'Command: ClearAllState',
        'Command: GetEagerState',
        'Command: GetEagerStateKeys',
        'Command: Output',
      ],
    }),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 1), set('b', 'longvalue-longvalue'), set('c', 3)]);
      const reply = await bench.call(to('O', 'exec', key), [get('a'), get('b'), keys, clearAll, get('c'), keys]);
      return { answer: reply.json, journal: (await bench.driver.journalOf(reply.id)).map(({ type }) => type) };
    },
    { mode: 'partial-state' },
  ),
];
