import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field } from '../json.ts';
import { caught, failure, seen } from '../outcomes.ts';
import { attempt, call, log, peek, promise, reject, resolve, send, sleep, to } from '../programs.ts';

/** Durable promises, and the workflow as others see it. */
export const promiseCases: readonly Case[] = [
  fact(
    132,
    'promise-reject',
    'durable-promises',
    is(['ok', rejected(), rejected(), already(), already()]),
    async (bench) => {
      const ops = [
        reject('p', 'no'),
        attempt(peek('p')),
        attempt(promise('p')),
        attempt(resolve('p', 1)),
        attempt(reject('p', 'again')),
      ];
      return (await bench.call(to('W', 'shared', bench.fresh()), ops)).json;
    },
  ),

  fact(
    133,
    'promise-many-listeners',
    'durable-promises',
    is({ peek: [null], waiters: [['go'], ['go'], ['go']] }),
    async (bench) => {
      const key = bench.fresh();
      const waiter = (tag: string) => bench.call(to('W', 'shared', key), [log(tag), promise('p')]);
      const tags = [0, 1, 2].map((item) => `${key}/${item}`);
      const waiters = tags.map(waiter);
      for (const tag of tags) await bench.line(tag);
      await bench.sleep(200);
      const early = (await bench.call(to('W', 'shared', key), [peek('p')])).json;
      await bench.call(to('W', 'shared', key), [resolve('p', 'go')]);
      return { peek: early, waiters: (await Promise.all(waiters)).map(({ json }) => json) };
    },
  ),

  fact(
    134,
    'wf-second-run-from-handler',
    'workflow-run',
    is({ call: invokedAlready(), sameId: true }),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('W', 'run', key), []);
      const { id } = await bench.finds('W', key, ({ handler }) => handler === 'run');
      const run = to('W', 'run', key);
      const { json } = await bench.call(to('S', 'exec'), [attempt(call(run, [])), send(run, [], { wantId: true })]);
      const [called, sent] = Array.isArray(json) ? json : [];
      return { call: called ?? null, sameId: sent === id };
    },
  ),

  fact(135, 'wf-killed-run', 'workflow-run', is({ run: failure(409, 'killed'), again: 409 }), async (bench) => {
    const key = bench.fresh();
    const run = bench.call(to('W', 'run', key), [log(key), sleep(60_000)]);
    await bench.ask('kill', await bench.whoLogged(key));
    const killed = seen(await run);
    return { run: killed, again: (await bench.call(to('W', 'run', key), [])).status };
  }),

  fact(
    136,
    'wf-run-and-shared-together',
    'shared-handlers-and-workflows',
    is({ shared: [1, null], output: 470, run: ['go'] }),
    async (bench) => {
      const key = bench.fresh();
      const run = bench.call(to('W', 'run', key), [{ op: 'set', name: 's', value: 1 }, log(key), promise('p')]);
      await bench.line(key);
      await bench.sleep(300);
      const shared = (await bench.call(to('W', 'shared', key), [{ op: 'get', name: 's' }, peek('p')])).json;
      const output = (await bench.request('GET', `/restate/workflow/W/${key}/output`)).status;
      const resolved = await bench.call(to('W', 'shared', key), [resolve('p', 'go')]);
      if (field(resolved.json, 'code') !== undefined) throw new Error(resolved.text);
      return { shared, output, run: (await run).json };
    },
  ),

  fact(
    191,
    'purge-forgets-who-waits',
    'workflow-run',
    is({ resolved: ['ok'], peeked: ['go'], waits: true }),
    async (bench) => {
      const key = bench.fresh();
      const waiter = `${key}/waiter`;
      const waiting = bench.call(to('W', 'shared', key), [log(waiter), promise('p')]);
      await bench.line(waiter);
      await bench.sleep(200);
      await bench.call(to('W', 'run', key), []);
      const { id } = await bench.finds('W', key, ({ handler }) => handler === 'run');
      await bench.ask('purge', id);
      await bench.eventually('the purge', async () => ((await bench.status(id)) === undefined ? true : undefined));
      const resolved = (await bench.call(to('W', 'shared', key), [resolve('p', 'go')])).json;
      const peeked = (await bench.call(to('W', 'shared', key), [peek('p')])).json;
      await bench.sleep(500);
      const waits = (await bench.status(await bench.whoLogged(waiter))) !== 'completed';
      await bench.ask('kill', await bench.whoLogged(waiter));
      await waiting;
      return { resolved, peeked, waits };
    },
  ),
];

function rejected(): ReturnType<typeof caught> {
  return caught('TerminalError', 500, 'no');
}

function already(): ReturnType<typeof caught> {
  return caught('TerminalError', 409, 'promise was already completed');
}

function invokedAlready(): ReturnType<typeof caught> {
  return caught('TerminalError', 409, 'the workflow method was already invoked');
}
