import type { Case, Needs } from '../case.ts';
import { is, oneOf } from '../expectation.ts';
import { inRoom, type LimitRoom } from '../limit-room.ts';
import type { Json } from '../json.ts';
import { failTimes, log, pass, sleep, to, value } from '../programs.ts';

const FOREVER = [sleep(60_000)];
const patient: Partial<Needs> = { alwaysSuspend: false };
const restarts: Partial<Needs> = { alone: true, alwaysSuspend: false };

/** What becomes of the slot of an invocation that ends, or is stopped, in a way that is not the usual one. */
export const limitEndCases: readonly Case[] = [
  ...(['pause', 'kill'] as const).map((how, index) =>
    inRoom(540 + index, `limit-${how}-in-short-retry`, is(['pending', 'completed']), async (room) => {
      await room.limit(1);
      const holder = await room.send([log(room.tag), failTimes(room.tag, 100, 1_500)]);
      await room.bench.line(room.tag);
      const next = await room.send([value(1)]);
      return endedBy(room, how, holder, next);
    }),
  ),

  // Code that fails before it awaits anything does not hear of the cancel.
  inRoom(542, 'limit-cancel-unheard-keeps-slot', is([202, 'pending']), async (room) => {
    await room.limit(1);
    const holder = await room.send([log(room.tag), failTimes(room.tag, 1_000, 300)]);
    await room.bench.line(room.tag);
    const next = await room.send([value(1)]);
    const asked = await room.bench.ask('cancel', holder);
    await room.bench.line(room.tag, 8);
    const status = (await room.bench.status(next)) ?? 'gone';
    await room.bench.ask('kill', holder);
    return [asked, status];
  }),

  inRoom(543, 'limit-poison-keeps-slot', is('pending'), async (room) => {
    await room.limit(1);
    const poison = await room.send([log(room.tag), failTimes(room.tag, 1_000, 300)]);
    await room.bench.line(room.tag);
    const next = await room.send([value(1)]);
    await room.bench.line(room.tag, 12);
    const status = (await room.bench.status(next)) ?? 'gone';
    await room.bench.ask('kill', poison);
    return status;
  }),

  ...(['kill', 'cancel'] as const).map((how, index) =>
    inRoom(
      544 + index,
      `limit-${how}-of-paused-frees-no-other`,
      is(['running', 'pending']),
      async (room) => {
        await room.limit(1);
        const { bench } = room;
        const first = await room.send(FOREVER);
        await bench.sleep(100);
        await bench.ask('pause', first);
        await bench.reaches(first, 'paused');
        const second = await room.send(FOREVER);
        await bench.reaches(second, 'running');
        await bench.ask(how, first);
        return room.statuses([second, await room.send(FOREVER)]);
      },
      patient,
    ),
  ),

  ...(['kill', 'cancel', 'pause'] as const).map((how, index) =>
    inRoom(546 + index, `limit-${how}-of-resumed-in-line`, is(['ready', 'completed', 'completed']), async (room) => {
      await room.limit(1);
      const { bench } = room;
      const first = await room.sendTo(to('SSuspends', 'exec'), FOREVER);
      await bench.reaches(first, 'suspended');
      const second = await room.send([pass(2_500)]);
      await bench.reaches(second, 'running');
      await bench.ask('resume', first);
      await bench.sleep(300);
      const ready = (await bench.status(first)) ?? 'gone';
      const third = await room.send([value(1)]);
      await bench.ask(how, first);
      return [ready, await bench.reaches(second, 'completed'), await bench.reaches(third, 'completed')];
    }),
  ),

  inRoom(549, 'limit-given-up-gives-back', is(['paused', 'completed']), async (room) => {
    await room.limit(1);
    const first = await room.sendTo(to('SPauses', 'exec'), [failTimes(room.tag, 100)]);
    const next = await room.send([value(1)]);
    return [await room.bench.reaches(first, 'paused'), await room.bench.reaches(next, 'completed')];
  }),

  inRoom(
    550,
    'limit-killed-tree-gives-back',
    is(['completed', 'completed']),
    async (room) => {
      await room.limit(2);
      const { bench } = room;
      const target = room.target();
      const outer = await room.send([{ op: 'call', target, input: FOREVER }]);
      await bench.eventually('the inner one', async () =>
        (await bench.driver.invocationsOf('S')).some((row) => row.status === 'running' && row.id !== outer)
          ? true
          : undefined,
      );
      const next = await room.send([value(1)]);
      const after = await room.send([value(1)]);
      await bench.ask('kill', outer);
      return [await bench.reaches(next, 'completed'), await bench.reaches(after, 'completed')];
    },
    patient,
  ),

  inRoom(551, 'limit-storm-leaves-no-slot', is('completed'), async (room) => {
    await room.limit(3);
    const { bench } = room;
    const ids: string[] = [];
    for (let item = 0; item < 40; item += 1) ids.push(await room.send(FOREVER, item % 2 === 0 ? 'a' : 'b'));
    for (const [place, id] of ids.entries())
      await bench.ask((['kill', 'cancel', 'pause'] as const)[place % 3] ?? 'kill', id);
    for (const id of ids) await bench.ask('kill', id);
    await bench.sleep(500);
    const last = await room.send([value(1)]);
    return bench.reaches(last, 'completed');
  }),

  inRoom(
    552,
    'limit-restart-waiting-first',
    is(['a', 'b', 'a', 'c', 'd']),
    async (room) => {
      await room.limit(1);
      await room.send([log(room.tag, 'a'), pass(2_000)]);
      await room.bench.line(room.tag);
      for (const name of ['b', 'c', 'd']) await room.send([log(room.tag, name), pass(300)]);
      return afterRestart(room, 5);
    },
    restarts,
  ),

  inRoom(
    553,
    'limit-restart-as-many-as-slots',
    is([['a', 'b'], ['c', 'd'], ['a', 'b'], ['e']]),
    async (room) => {
      await room.limit(2);
      for (const name of ['a', 'b']) await room.send([log(room.tag, name), pass(2_000)]);
      await room.bench.line(room.tag, 2);
      for (const name of ['c', 'd', 'e']) await room.send([log(room.tag, name), pass(300)]);
      const names = (await afterRestart(room, 7)).map(String);
      return [0, 2, 4, 6].map((at) => names.slice(at, at + 2).toSorted());
    },
    restarts,
  ),

  inRoom(
    554,
    'limit-restart-resumed-in-line-keeps-place',
    is(['a', 'b', 'a', 'b', 'c']),
    async (room) => {
      await room.limit(1);
      const target = to('SSuspends', 'exec');
      const first = await room.sendTo(target, [log(room.tag, 'a'), ...FOREVER]);
      await room.bench.reaches(first, 'suspended');
      await room.sendTo(target, [log(room.tag, 'b'), pass(3_000)]);
      await room.bench.line(room.tag, 2);
      await room.sendTo(target, [log(room.tag, 'c'), pass(300)]);
      await room.bench.ask('resume', first);
      return afterRestart(room, 5);
    },
    restarts,
  ),

  inRoom(
    555,
    'limit-restart-lock-is-kept',
    { ...oneOf(['a', 'c', 'd', 'a', 'b']), sourceOnly: [['a', 'd', 'c', 'a', 'b']] },
    async (room) => {
      await room.limit(1);
      const key = room.bench.fresh();
      await room.sendTo(to('O', 'exec', key), [log(room.tag, 'a'), pass(2_000)]);
      await room.bench.line(room.tag);
      await room.sendTo(to('O', 'exec', key), [log(room.tag, 'b'), pass(300)]);
      await room.sendTo(to('O', 'exec', `${key}x`), [log(room.tag, 'c'), pass(300)]);
      await room.send([log(room.tag, 'd'), pass(300)]);
      return afterRestart(room, 5);
    },
    restarts,
  ),

  inRoom(
    556,
    'limit-restart-other-limit-key-first',
    { ...oneOf(['a', 'c', 'd', 'a', 'b']), sourceOnly: [['a', 'c', 'a', 'd', 'b']] },
    async (room) => {
      await room.limit(1);
      await room.send([log(room.tag, 'a'), pass(2_000)], 'x');
      await room.bench.line(room.tag);
      for (const [name, limitKey] of [
        ['b', 'x'],
        ['c', 'y'],
        ['d', 'y'],
      ] as const) {
        await room.send([log(room.tag, name), pass(300)], limitKey);
      }
      return afterRestart(room, 5);
    },
    restarts,
  ),
];

async function endedBy(room: LimitRoom, how: 'pause' | 'kill', holder: string, next: string): Promise<Json> {
  const { bench } = room;
  await bench.sleep(150);
  const before = (await bench.status(next)) ?? 'gone';
  await bench.ask(how, holder);
  const after = await bench.reaches(next, 'completed');
  await bench.ask('kill', holder);
  return [before, after];
}

/** @returns which invocations ran, before and after the server is killed and starts again */
async function afterRestart({ bench, tag }: LimitRoom, size: number): Promise<readonly Json[]> {
  await bench.sleep(200);
  await bench.driver.restartServer();
  await bench.line(tag, size);
  return bench.lines(tag).map(({ fields }) => fields['note'] ?? null);
}
