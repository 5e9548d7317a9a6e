import { fact, type Case } from '../case.ts';
import type { InvocationOperation } from '../driver.ts';
import { on18 } from '../versions.ts';
import { is } from '../expectation.ts';
import { textField, type Json } from '../json.ts';
import { failure, refused, seen } from '../outcomes.ts';
import { count, failTimes, get, keys, log, set, sleep, to } from '../programs.ts';
import { unknownId } from './lookup.ts';

/** The admin API: what it answers, and what it does to an invocation in each of its states. */
export const adminCases: readonly Case[] = [
  fact(
    113,
    'admin-on-completed',
    'admin-operations',
    is({ cancel: 409, kill: 409, pause: 409, resume: 409, 'restart-as-new': 200, purge: 200 }),
    async (bench) => {
      const { id } = await bench.call(to('S', 'echo'), 1);
      const statuses: Record<string, Json> = {};
      for (const operation of operations) statuses[operation] = await bench.ask(operation, id);
      return statuses;
    },
  ),

  fact(
    114,
    'admin-on-unknown',
    'admin-operations',
    is({ cancel: 404, kill: 404, pause: 404, resume: 404, 'restart-as-new': 404, purge: 404, malformed: 400 }),
    async (bench) => {
      const statuses: Record<string, Json> = {};
      for (const operation of operations) statuses[operation] = await bench.ask(operation, unknownId);
      return { ...statuses, malformed: await bench.ask('cancel', 'inv_bad') };
    },
  ),

  fact(
    115,
    'purge-running',
    'admin-operations',
    is({ purge: 409, cancel: 202, answer: failure(409, 'Cancelled') }),
    async (bench) => {
      const key = bench.fresh();
      const handler = bench.call(to('S', 'exec'), [log(key), sleep(60_000)]);
      const id = await bench.whoLogged(key);
      const purge = await bench.ask('purge', id);
      const cancel = (await bench.admin({ type: 'cancel-by-delete', id })).status;
      return { purge, cancel, answer: seen(await handler) };
    },
  ),

  fact(
    116,
    'cancel-scheduled',
    'admin-operations',
    is({
      cancel: 200,
      kill: 200,
      outputs: [refused(404, 'invocation not found'), refused(404, 'invocation not found')],
    }),
    async (bench) => {
      const one = await bench.send(to('S', 'echo'), 1, { delay: '1h' });
      const other = await bench.send(to('S', 'echo'), 1, { delay: '1h' });
      const [cancel, kill] = [await bench.ask('cancel', one), await bench.ask('kill', other)];
      const gone = async (id: string): Promise<Json> => {
        await bench.eventually('its removal', async () => ((await bench.status(id)) === undefined ? true : undefined));
        return seen(await bench.output(id));
      };
      return { cancel, kill, outputs: [await gone(one), await gone(other)] };
    },
  ),

  fact(
    117,
    'cancel-resumes-paused',
    'admin-operations',
    is({ cancel: 202, answer: failure(409, 'Cancelled') }),
    async (bench) => {
      const key = bench.fresh();
      const handler = bench.call(to('OPauses', 'exec', key), [log(`${key}/id`), failTimes(key, 3), sleep(60_000)]);
      const id = await bench.whoLogged(`${key}/id`);
      await bench.reaches(id, 'paused');
      const cancel = await bench.ask('cancel', id);
      return { cancel, answer: seen(await handler) };
    },
  ),

  // The cancel starts a new round of attempts, and these meet no await.
  fact(
    118,
    'cancel-paused-pauses-again',
    'admin-operations',
    is({ cancel: 202, failures: 6, status: 'paused' }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('OPauses', 'exec', key), [failTimes(key, 100)]);
      await bench.reaches(id, 'paused');
      const cancel = await bench.ask('cancel', id);
      await bench.line(key, 6);
      const status = await bench.reaches(id, 'paused');
      await bench.ask('kill', id);
      return { cancel, failures: bench.lines(key).length, status };
    },
  ),

  on18(
    fact(
      119,
      'pause-suspended',
      'admin-operations',
      is({ pause: 200, status: 'suspended', resume: 200, attempts: 2 }),
      async (bench) => {
        const key = bench.fresh();
        const id = await bench.send(to('SSuspends', 'exec'), [log(key), sleep(60_000)]);
        await bench.reaches(id, 'suspended');
        const pause = await bench.ask('pause', id);
        await bench.sleep(200);
        const status = (await bench.status(id)) ?? 'gone';
        const resume = await bench.ask('resume', id);
        await bench.line(key, 2);
        await bench.reaches(id, 'suspended');
        await bench.ask('kill', id);
        return { pause, status, resume, attempts: bench.lines(key).length };
      },
    ),
    is({ pause: 202, status: 'paused', resume: 200, attempts: 2 }),
  ),

  fact(
    120,
    'restart-as-new',
    'admin-operations',
    is({ status: 200, answers: [[1], [2]], restarted: true, hasKey: false }),
    async (bench) => {
      const key = bench.fresh();
      const original = await bench.call(to('S', 'exec'), [count(key)]);
      const reply = await bench.admin({ type: 'restart-as-new', id: original.id });
      const id = textField(JSON.parse(reply.body) as Json, 'new_invocation_id');
      const again = await bench.attach(id);
      const row = await bench.driver.invocation(id);
      return {
        status: reply.status,
        answers: [original.json, again.json],
        restarted: row?.restartedFrom === original.id,
        hasKey: row?.idempotencyKey !== undefined,
      };
    },
  ),

  fact(
    121,
    'purge-frees-idempotency-key',
    'idempotency-keys',
    is({ answers: [[1], [2]], sameId: true }),
    async (bench) => {
      const key = bench.fresh();
      const request = () => bench.call(to('S', 'exec'), [count(key)], { idempotencyKey: key });
      const first = await request();
      await bench.ask('purge', first.id);
      await bench.eventually('the purge', async () =>
        (await bench.status(first.id)) === undefined ? true : undefined,
      );
      const second = await request();
      return { answers: [first.json, second.json], sameId: first.id === second.id };
    },
  ),

  fact(
    122,
    'set-state',
    'state-and-introspection',
    is({ status: 202, keys: [['b'], 2], wrongVersion: 202, after: [2] }),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('O', 'exec', key), [set('a', 1)]);
      const { status } = await bench.admin({ type: 'set-state', service: 'O', key, state: { b: 2 } });
      const read = (await bench.call(to('O', 'exec', key), [keys, get('b')])).json;
      const version = 'bogus';
      const ignored = await bench.admin({ type: 'set-state', service: 'O', key, state: { b: 3 }, version });
      await bench.sleep(200);
      return { status, keys: read, wrongVersion: ignored.status, after: await bench.read('O', key, 'b') };
    },
  ),

  fact(
    123,
    'set-state-refused',
    'state-and-introspection',
    is({ service: 400, unknown: 404, unknownAndEmpty: 202 }),
    async (bench) => {
      const setState = async (service: string, state: Record<string, Json>): Promise<number> => {
        return (await bench.admin({ type: 'set-state', service, key: 'k', state })).status;
      };
      return {
        service: await setState('S', {}),
        unknown: await setState('Unknown', { a: 1 }),
        unknownAndEmpty: await setState('Unknown', {}),
      };
    },
  ),
];

const operations: readonly InvocationOperation[] = ['cancel', 'kill', 'pause', 'resume', 'restart-as-new', 'purge'];
