import type { Case, Needs } from '../case.ts';
import { is } from '../expectation.ts';
import { inRoom } from '../limit-room.ts';
import { attempt, call, failTimes, log, pass, sleep, to, value } from '../programs.ts';

const FOREVER = [sleep(60_000)];
const patient: Partial<Needs> = { alwaysSuspend: false };

/** Concurrency limits of scopes: who holds a slot, who waits, and who goes next. */
export const limitCases: readonly Case[] = [
  inRoom(506, 'limit-fifo', is([0, 1, 2, 3, 4]), async (room) => {
    await room.limit(1);
    for (let item = 0; item < 5; item += 1) await room.send([log(room.tag, item), pass(60)]);
    return room.notes(5);
  }),

  inRoom(
    507,
    'limit-waiting-is-pending',
    is(['running', 'running', 'pending', 'pending']),
    async (room) => {
      await room.limit(2);
      return room.statuses([
        await room.send(FOREVER),
        await room.send(FOREVER),
        await room.send(FOREVER),
        await room.send(FOREVER),
      ]);
    },
    patient,
  ),

  inRoom(
    508,
    'no-limit-without-rule',
    is(['running', 'running', 'running']),
    async (room) => {
      return room.statuses([await room.send(FOREVER), await room.send(FOREVER), await room.send(FOREVER)]);
    },
    patient,
  ),

  inRoom(
    509,
    'limit-of-all-services',
    is(['pending', 'pending', 'pending']),
    async (room) => {
      await room.limit(1);
      const key = room.bench.fresh();
      await room.send(FOREVER);
      const others = [to('O', 'exec', key), to('O', 'shared', key), to('W', 'run', key)];
      const ids: string[] = [];
      for (const target of others) ids.push(await room.sendTo(target, [value(1)]));
      return room.statuses(ids);
    },
    patient,
  ),

  inRoom(510, 'limit-suspended-gives-back', is(['suspended', 'completed']), async (room) => {
    await room.limit(1);
    const first = await room.sendTo(to('SSuspends', 'exec'), FOREVER);
    await room.bench.reaches(first, 'suspended');
    const second = await room.send([value(1)]);
    await room.bench.reaches(second, 'completed');
    return room.statuses([first, second]);
  }),

  inRoom(
    511,
    'limit-sleeping-holds',
    is(['running', 'pending']),
    async (room) => {
      await room.limit(1);
      return room.statuses([await room.send(FOREVER), await room.send([value(1)])]);
    },
    patient,
  ),

  inRoom(
    512,
    'limit-resumed-waits',
    is({ resumed: 'ready', order: ['a', 'b', 'b2', 'a', 'a2', 'c'] }),
    async (room) => {
      await room.limit(1);
      const { bench, tag } = room;
      const a = await room.sendTo(to('SSuspends', 'exec'), [log(tag, 'a'), sleep(600), log(tag, 'a2')]);
      await bench.reaches(a, 'suspended');
      await room.sendTo(to('SSuspends', 'exec'), [log(tag, 'b'), pass(1_200), log(tag, 'b2')]);
      await room.sendTo(to('SSuspends', 'exec'), [log(tag, 'c')]);
      await bench.sleep(800);
      const resumed = (await bench.status(a)) ?? 'gone';
      return { resumed, order: await room.notes(6) };
    },
    patient,
  ),

  inRoom(
    513,
    'limit-call-into-own-scope',
    is(['running', 'pending']),
    async (room) => {
      await room.limit(1);
      const outer = await room.send([attempt(call(room.target(), [value('inner')]))]);
      await room.bench.sleep(400);
      const inner = await room.inScope('S', 'pending');
      const seen = [(await room.bench.status(outer)) ?? 'gone', inner];
      await room.bench.ask('kill', outer);
      return seen;
    },
    patient,
  ),

  inRoom(514, 'limit-call-into-own-scope-suspended', is([['inner']]), async (room) => {
    await room.limit(1);
    const target = room.target(to('SSuspends', 'exec'));
    return (await room.bench.call(target, [call(target, [value('inner')])])).json;
  }),

  inRoom(
    515,
    'limit-lock-and-slot-at-once',
    is(['pending', [null]]),
    async (room) => {
      await room.limit(1);
      const key = room.bench.fresh();
      await room.send(FOREVER);
      const waiting = await room.sendTo(to('O', 'exec', key), [value(1)]);
      await room.bench.sleep(150);
      // A replacement of its state does not wait for it: it has not taken the lock.
      const status = (await room.bench.status(waiting)) ?? 'gone';
      return [status, [(await room.bench.driver.stateOf('O', key))['absent'] ?? null]];
    },
    patient,
  ),

  inRoom(
    516,
    'limit-waiting-for-lock-holds-none',
    is(['a', 'c']),
    async (room) => {
      await room.limit(2);
      const key = room.bench.fresh();
      await room.sendTo(to('O', 'exec', key), [log(room.tag, 'a'), ...FOREVER]);
      await room.bench.line(room.tag);
      await room.sendTo(to('O', 'exec', key), [log(room.tag, 'b')]);
      await room.send([log(room.tag, 'c')]);
      return room.notes(2);
    },
    patient,
  ),

  inRoom(517, 'limit-suspended-object-keeps-lock', is(['pending', 'completed']), async (room) => {
    await room.limit(1);
    const key = room.bench.fresh();
    const holder = await room.sendTo(to('OSuspends', 'exec', key), FOREVER);
    await room.bench.reaches(holder, 'suspended');
    const same = await room.sendTo(to('OSuspends', 'exec', key), [value(1)]);
    const other = await room.sendTo(to('OSuspends', 'exec', `${key}x`), [value(1)]);
    await room.bench.reaches(other, 'completed');
    const statuses = await room.statuses([same, other]);
    await room.bench.ask('kill', holder);
    return statuses;
  }),

  ...(['pause', 'kill', 'cancel'] as const).map((how, index) =>
    inRoom(
      518 + index,
      `limit-${how}-gives-back`,
      is(['pending', 'completed']),
      async (room) => {
        await room.limit(1);
        const holder = await room.send(FOREVER);
        const next = await room.send([value(1)]);
        await room.bench.sleep(150);
        const before = (await room.bench.status(next)) ?? 'gone';
        await room.bench.ask(how, holder);
        return [before, await room.bench.reaches(next, 'completed')];
      },
      patient,
    ),
  ),

  inRoom(521, 'limit-zombie-next-to-holder', is(['a', 'b', 'zombie']), async (room) => {
    await room.limit(1);
    const holder = await room.send([log(room.tag, 'a'), pass(900), log(room.tag, 'zombie')]);
    await room.bench.line(room.tag);
    await room.send([log(room.tag, 'b')]);
    await room.bench.ask('kill', holder);
    return room.notes(3);
  }),

  inRoom(
    522,
    'limit-cancel-in-line',
    is([200, 200, 'gone', 'gone']),
    async (room) => {
      await room.limit(1);
      await room.send(FOREVER);
      const ids = [await room.send([value(1)]), await room.send([value(1)])] as const;
      await room.bench.sleep(100);
      const asked = [await room.bench.ask('cancel', ids[0]), await room.bench.ask('kill', ids[1])];
      return [...asked, ...(await room.statuses(ids))];
    },
    patient,
  ),

  inRoom(
    523,
    'limit-resume-of-paused-waits',
    is(['ready', 'running']),
    async (room) => {
      await room.limit(1);
      const { bench } = room;
      const first = await room.send(FOREVER);
      await bench.sleep(100);
      await bench.ask('pause', first);
      await bench.reaches(first, 'paused');
      const second = await room.send(FOREVER);
      await bench.reaches(second, 'running');
      await bench.ask('resume', first);
      return room.statuses([first, second]);
    },
    patient,
  ),

  inRoom(524, 'limit-short-retry-holds', is(['backing-off', 'pending']), async (room) => {
    await room.limit(1);
    const first = await room.send([log(room.tag), failTimes(room.tag, 1, 1_900), value(1)]);
    await room.bench.line(room.tag);
    return room.statuses([first, await room.send([value(1)])]);
  }),

  inRoom(525, 'limit-long-retry-gives-back', is(['ready', 'completed']), async (room) => {
    await room.limit(1);
    const first = await room.send([log(room.tag), failTimes(room.tag, 1, 20_000), value(1)]);
    await room.bench.line(room.tag);
    const second = await room.send([value(1)]);
    await room.bench.reaches(second, 'completed');
    const statuses = await room.statuses([first, second]);
    await room.bench.ask('kill', first);
    return statuses;
  }),
];
