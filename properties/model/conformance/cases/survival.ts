import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { answer, count, get, log, run, set, sleep, to } from '../programs.ts';

/** What is left after the server itself was killed. */
export const survivalCases: readonly Case[] = [
  fact(
    72,
    'server-kill9',
    'suspension-timeouts-and-failures',
    is({ client: 'gone', again: [1, 1], ran: 1, queue: ['first', 'second'], delayed: ['delayed'] }),
    async (bench) => {
      const key = bench.fresh();
      const options = { idempotencyKey: key };
      const ops = [set('a', 1), run('effect', [log(`${key}/ran`), count(key)]), log(key), sleep(3_000), get('a')];
      const client = bench.call(to('O', 'exec', key), ops, options).then(
        () => 'answered',
        () => 'gone',
      );
      await bench.line(key);
      await bench.send(to('O', 'append', key), 'first');
      await bench.send(to('O', 'append', key), 'second');
      await bench.send(to('O', 'append', `${key}/delayed`), 'delayed', { delay: '4s' });
      await bench.sleep(300);
      await bench.driver.restartServer();
      const again = (await bench.call(to('O', 'exec', key), [answer('another body')], options)).json;
      const queue = await bench.itemsOnce('O', key, 2);
      const delayed = await bench.itemsOnce('O', `${key}/delayed`, 1);
      return { client: await client, again, ran: bench.lines(`${key}/ran`).length, queue, delayed };
    },
    { alone: true },
  ),
];
