import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { caught, failure, isActive, seen } from '../outcomes.ts';
import { attempt, call, failTimes, get, log, pass, run, set, sleep, to } from '../programs.ts';

/** Who holds the lock of a key, and what frees it. */
export const lockCases: readonly Case[] = [
  fact(13, 'shared-not-blocked', 'lock-and-inbox', is({ answer: [null], holderActive: true }), async (bench) => {
    const key = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [log(key), sleep(1_000)]);
    const id = await bench.whoLogged(key);
    const answer = await bench.read('O', key, 'a');
    const holderActive = isActive(await bench.driver.invocation(id));
    await holder;
    return { answer, holderActive };
  }),

  fact(
    14,
    'kill-releases-lock',
    'release-of-the-lock',
    is({
      cancel: 200,
      waiter: failure(409, 'canceled'),
      attachLater: failure(404, 'not found'),
      kill: 200,
      holder: failure(409, 'killed'),
      items: [0, 2],
    }),
    async (bench) => {
      const key = bench.fresh();
      const holder = bench.call(to('O', 'exec', key), [log(key), sleep(60_000)]);
      const id = await bench.whoLogged(key);
      await bench.send(to('O', 'append', key), 0);
      const cancelled = await bench.send(to('O', 'append', key), 1);
      await bench.send(to('O', 'append', key), 2);
      const waiter = bench.attach(cancelled);
      await bench.sleep(200);
      const cancel = await bench.ask('cancel', cancelled);
      const waited = seen(await waiter);
      const attachLater = seen(await bench.attach(cancelled));
      const kill = await bench.ask('kill', id);
      const killed = seen(await holder);
      const items = await bench.itemsOnce('O', key, 2);
      return { cancel, waiter: waited, attachLater, kill, holder: killed, items };
    },
  ),

  // The killed handler's code continues concurrently with the next holder; its context calls are ignored.
  fact(
    15,
    'zombie-after-kill',
    'a-kill-does-not-stop-running-code',
    is({ next: [1], zombieWasLater: true, ran: 0, a: [1] }),
    async (bench) => {
      const key = bench.fresh();
      const body = [set('a', 1), sleep(1), log(key), pass(800), log(`${key}/zombie`), set('a', 2)];
      const holder = bench.call(to('O', 'exec', key), [...body, run('late', [log(`${key}/ran`)])]);
      const id = await bench.whoLogged(key);
      const next = bench.call(to('O', 'exec', key), [get('a'), log(`${key}/next`)]);
      await bench.sleep(250);
      await bench.ask('kill', id);
      await holder;
      const read = (await next).json;
      const zombieWasLater = bench.lines(`${key}/zombie`).length === 0;
      await bench.line(`${key}/zombie`);
      await bench.sleep(300);
      return { next: read, zombieWasLater, ran: bench.lines(`${key}/ran`).length, a: await bench.read('O', key, 'a') };
    },
  ),

  fact(
    16,
    'cancel-keeps-lock',
    'release-of-the-lock',
    is({ holder: [caught('CancelledError', 409, 'Cancelled')], queued: ['written after the cancel'] }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [log(key), attempt(sleep(60_000)), pass(500), set('a', 'written after the cancel')];
      const holder = bench.call(to('O', 'exec', key), ops);
      const id = await bench.whoLogged(key);
      const queued = bench.call(to('O', 'exec', key), [get('a')]);
      await bench.sleep(200);
      await bench.ask('cancel', id);
      return { holder: (await holder).json, queued: (await queued).json };
    },
  ),

  fact(
    17,
    'pause-keeps-lock',
    'release-of-the-lock',
    is({ holder: 'paused', queued: 'pending', afterKill: 1 }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('OPauses', 'exec', key), [failTimes(key, 100)]);
      const holder = await bench.reaches(id, 'paused');
      const append = bench.call(to('OPauses', 'append', key), 'item');
      const waiting = await bench.finds('OPauses', key, ({ handler }) => handler === 'append');
      await bench.sleep(300);
      const queued = (await bench.status(waiting.id)) ?? 'gone';
      await bench.ask('kill', id);
      return { holder, queued, afterKill: (await append).json };
    },
  ),

  // The server does not detect it. The cancel reaches the callee only after it was given the lock, so that it runs after all.
  fact(
    18,
    'self-deadlock',
    'self-calls-and-cycles',
    {
      kind: 'one-of',
      outcomes: [selfDeadlock('completed: success')],
      sourceOnly: [selfDeadlock('removed from the inbox')],
    },
    async (bench) => {
      const key = bench.fresh();
      const callee = call(to('O', 'exec', key), [{ op: 'return', value: 'inner' }]);
      const outer = bench.call(to('O', 'exec', key), [log(key), attempt(callee)]);
      const id = await bench.whoLogged(key);
      const inner = (await bench.finds('O', key, (row) => row.id !== id)).id;
      await bench.sleep(800);
      const callerActive = isActive(await bench.driver.invocation(id));
      const calleePending = (await bench.status(inner)) === 'pending';
      await bench.ask('cancel', id);
      const answer = (await outer).json;
      const end = await bench.eventually('the end of the callee', async () => {
        const row = await bench.driver.invocation(inner);
        if (row === undefined) return 'removed from the inbox';
        return row.status === 'completed' ? `completed: ${row.result ?? ''}` : undefined;
      });
      return { callerActive, calleePending, outer: answer, inner: end };
    },
  ),

  fact(
    19,
    'cycle',
    'self-calls-and-cycles',
    is({ before: [true, true, false], root: failure(409, 'Cancelled'), left: 0 }),
    async (bench) => {
      const key = bench.fresh();
      const [a, b] = [`${key}/a`, `${key}/b`];
      const back = attempt(call(to('O', 'exec', a), [log(`${key}/innermost`)]));
      const root = bench.call(to('O', 'exec', a), [log(key), call(to('O', 'exec', b), [log(b), back])]);
      const id = await bench.whoLogged(key);
      await bench.line(b);
      const innermost = (await bench.finds('O', a, (row) => row.id !== id)).id;
      await bench.sleep(500);
      const middle = (await bench.line(b)).id;
      const rows = await Promise.all([id, middle, innermost].map((each) => bench.driver.invocation(each)));
      await bench.ask('cancel', id);
      const answer = seen(await root);
      const left = await bench.eventually('all three to end', async () => {
        const open = [...(await bench.driver.invocationsOf('O', a)), ...(await bench.driver.invocationsOf('O', b))];
        return open.every(({ status }) => status === 'completed') ? 0 : undefined;
      });
      return { before: rows.map(isActive), root: answer, left };
    },
  ),

  fact(20, 'shared-to-exclusive', 'self-calls-and-cycles', is([[5]]), async (bench) => {
    const key = bench.fresh();
    const callee = call(to('O', 'exec', key), [set('a', 5), get('a')]);
    return (await bench.call(to('O', 'shared', key), [callee])).json;
  }),
];

function selfDeadlock(inner: string): Json {
  const outer = [caught('CancelledError', 409, 'Cancelled')];
  return { callerActive: true, calleePending: true, outer, inner };
}
