import type { Case, Needs } from '../case.ts';
import { is, oneOf } from '../expectation.ts';
import { inRoom } from '../limit-room.ts';
import type { Op } from '../ops.ts';
import { call, crashTimes, log, pass, run, sleep, start, to, value, wait } from '../programs.ts';

const FOREVER = [sleep(60_000)];
const patient: Partial<Needs> = { alwaysSuspend: false };

/** Rules of limits and how they change; the order in line, and what meets it. */
export const limitRuleCases: readonly Case[] = [
  inRoom(
    526,
    'limit-lowered',
    is([
      ['running', 'running', 'running', 'pending'],
      ['running', 'running', 'running', 'pending'],
      ['gone', 'running', 'running', 'pending'],
      ['gone', 'running', 'running', 'running'],
    ]),
    async (room) => {
      await room.limit(3);
      const ids = [
        await room.send(FOREVER),
        await room.send(FOREVER),
        await room.send(FOREVER),
        await room.send(FOREVER),
      ];
      const seen = [await room.statuses(ids)];
      await room.limit(1);
      seen.push(await room.statuses(ids));
      await room.bench.ask('kill', ids[0] ?? '');
      seen.push((await room.statuses(ids)).map((status) => (status === 'completed' ? 'gone' : status)));
      await room.limit(undefined);
      seen.push((await room.statuses(ids)).map((status) => (status === 'completed' ? 'gone' : status)));
      return seen;
    },
    patient,
  ),

  inRoom(
    527,
    'limit-set-over-running',
    is(['running', 'running', 'pending']),
    async (room) => {
      const ids = [await room.send(FOREVER), await room.send(FOREVER)];
      await room.bench.sleep(200);
      await room.limit(1);
      return room.statuses([...ids, await room.send([value(1)])]);
    },
    patient,
  ),

  inRoom(
    528,
    'limit-of-each-key',
    is(['running', 'pending', 'running', 'pending', 'running', 'running']),
    async (room) => {
      await room.limit(1, '/*');
      const ids: string[] = [];
      for (const key of ['a', 'a', 'b', 'b/x', undefined, undefined]) ids.push(await room.send(FOREVER, key));
      return room.statuses(ids);
    },
    patient,
  ),

  inRoom(
    529,
    'limit-exact-key-first',
    is(['running', 'running', 'pending', 'running', 'pending']),
    async (room) => {
      await room.limit(1, '/*');
      await room.limit(2, '/vip');
      const ids: string[] = [];
      for (const key of ['vip', 'vip', 'vip', 'x', 'x']) ids.push(await room.send(FOREVER, key));
      return room.statuses(ids);
    },
    patient,
  ),

  inRoom(
    530,
    'limit-exact-scope-first',
    is(['running', 'running', 'pending']),
    async (room) => {
      const key = room.bench.fresh().replaceAll('/', '.');
      await room.set(`*/${key}`, 1);
      await room.limit(2, '/*');
      const statuses = await room.statuses([
        await room.send(FOREVER, key),
        await room.send(FOREVER, key),
        await room.send(FOREVER, key),
      ]);
      await room.set(`*/${key}`, undefined);
      return statuses;
    },
    patient,
  ),

  inRoom(
    531,
    'limit-of-levels',
    is([
      ['running', 'pending', 'running', 'pending'],
      ['running', 'pending', 'completed', 'running'],
    ]),
    async (room) => {
      await room.limit(2);
      await room.limit(1, '/*/*');
      const ids: string[] = [];
      for (const key of ['a/x', 'a/x', 'a/y', 'b/x']) ids.push(await room.send(FOREVER, key));
      const before = await room.statuses(ids);
      await room.bench.ask('kill', ids[2] ?? '');
      return [before, await room.statuses(ids)];
    },
    patient,
  ),

  inRoom(
    532,
    'limit-turns',
    {
      ...oneOf(
        ['a', 'b', 'a', 'b', 'a', 'b'],
        ['b', 'a', 'b', 'a', 'b', 'a'],
        ['a', 'b', 'b', 'a', 'a', 'b'],
        ['a', 'b', 'a', 'b', 'b', 'a'],
        ['b', 'a', 'a', 'b', 'a', 'b'],
        ['b', 'a', 'a', 'b', 'b', 'a'],
        ['a', 'b', 'b', 'a', 'b', 'a'],
        ['b', 'a', 'b', 'a', 'a', 'b'],
      ),
    },
    async (room) => {
      await room.limit(1);
      await room.send([pass(700)]);
      await room.bench.sleep(100);
      for (let item = 0; item < 3; item += 1) await room.send([log(room.tag, 'a'), pass(50)], 'a');
      for (let item = 0; item < 3; item += 1) await room.send([log(room.tag, 'b'), pass(50)], 'b');
      return room.notes(6);
    },
  ),

  inRoom(533, 'limit-one-key-two-limit-keys', is(['a', 'b', 'c']), async (room) => {
    await room.limit(1);
    const key = room.bench.fresh();
    await room.sendTo(to('O', 'exec', key), [log(room.tag, 'a'), pass(500)], 'x');
    await room.bench.line(room.tag);
    await room.sendTo(to('O', 'exec', key), [log(room.tag, 'b')], 'y');
    await room.sendTo(to('O', 'exec', key), [log(room.tag, 'c')], 'x');
    return room.notes(3);
  }),

  inRoom(534, 'limit-delayed-in-line', is(['now', 'delayed']), async (room) => {
    await room.limit(1);
    await room.send([pass(2_400)]);
    await room.bench.send(room.target(), [log(room.tag, 'delayed')], { delay: '1200ms' });
    await room.send([log(room.tag, 'now')]);
    return room.notes(2);
  }),

  inRoom(535, 'limit-same-request-in-line', is([[1], [1]]), async (room) => {
    await room.limit(1);
    await room.send([pass(600)]);
    const options = { idempotencyKey: room.bench.fresh() };
    const ops: readonly Op[] = [{ op: 'count', counter: room.tag }];
    const both = [room.bench.call(room.target(), ops, options), room.bench.call(room.target(), ops, options)];
    return (await Promise.all(both)).map(({ json }) => json);
  }),

  inRoom(
    536,
    'limit-timeout-of-call',
    is(408),
    async (room) => {
      await room.limit(1);
      await room.send(FOREVER);
      const ops = [start('x', call(room.target(), [value(1)])), wait('x', 300)];
      return (await room.bench.call(to('S', 'exec'), ops)).status;
    },
    patient,
  ),

  inRoom(
    537,
    'limit-crash-keeps-slot',
    is(['a', 'b']),
    async (room) => {
      await room.limit(1);
      await room.send([run('x', [value(1)]), crashTimes(room.tag, 1), log(room.tag, 'a')]);
      await room.send([log(room.tag, 'b')]);
      return room.notes(2);
    },
    // A suspended invocation gives its slot back.
    { alone: true, alwaysSuspend: false },
  ),

  inRoom(
    538,
    'limit-signal-to-waiting',
    is('running'),
    async (room) => {
      await room.limit(1);
      const holder = await room.send(FOREVER);
      const waiting = await room.send([{ op: 'signal', name: 'x' }]);
      await room.bench.sleep(100);
      await room.bench.call(to('S', 'exec'), [{ op: 'sendSignal', id: waiting, name: 'x', value: 1 }]);
      await room.bench.ask('kill', holder);
      await room.bench.sleep(300);
      const status = (await room.bench.status(waiting)) ?? 'gone';
      await room.bench.ask('kill', waiting);
      return status;
    },
    patient,
  ),

  inRoom(539, 'limit-bad-rules', is([422, 422, 422, 422, 200]), async (room) => {
    const statuses: number[] = [];
    for (const pattern of ['a b', 'a/b/c/d', '']) statuses.push(await room.set(pattern, 1));
    return [...statuses, await room.set(room.scope, 0), await room.set(room.scope, 1)];
  }),
];
