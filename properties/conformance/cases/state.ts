import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { clear, get, keys, log, set, sleep, to } from '../programs.ts';

/** The names of state entries, and changing state from outside. */
export const stateCases: readonly Case[] = [
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
    const ops = names.map((name) => set(name, 1));
    await bench.call(to('O', 'exec', key), ops);
    return (await bench.call(to('O', 'shared', key), [keys])).json;
  }),

  // The eager answer is a bug of the SDK: a key that was cleared in the same attempt is still listed.
  fact(74, 'keys-after-clear', '10', is({ eager: [['a', 'b'], null], lazy: [['b'], null] }), async (bench) => {
    const key = bench.fresh();
    const clearing = async (service: string): Promise<Json> => {
      await bench.call(to(service, 'exec', key), [set('a', 1), set('b', 2)]);
      return (await bench.call(to(service, 'exec', key), [clear('a'), keys, get('a')])).json;
    };
    return { eager: await clearing('O'), lazy: await clearing('OLazy') };
  }),
];
