import { fact, type Case } from '../case.ts';
import { is, type Expectation } from '../expectation.ts';
import type { Op } from '../ops.ts';
import {
  answer,
  attach,
  attempt,
  call,
  failTimes,
  get,
  log,
  pass,
  promise,
  resolve,
  run,
  send,
  sendSignal,
  set,
  signal,
  sleep,
  start,
  to,
  value,
  wait,
} from '../programs.ts';
import { early, purged, reuse, runOf } from '../reuse.ts';

/** The late result reaches the next run as that of case 217 does; the real server was never seen to be that late. */
const KILLED_CALL: Expectation = {
  kind: 'one-of',
  outcomes: [{ early: false, result: ['new'], ended: 0 }],
  sourceOnly: [{ early: true, result: { code: 409, message: 'killed', source: 'invocation' }, ended: 0 }],
};

const cancelled = { code: 409, error: 'CancelledError', message: 'Cancelled' };

/** Messages and results under a reused id: which of them outlive the invocation they were meant for, and which do not. */
export const reusedIdMessageCases: readonly Case[] = [
  fact(215, 'reused-id-signal', 'named-signals', is({ between: 200, result: ['late'] }), async (bench) => {
    const key = bench.fresh();
    const target = to('W', 'run', key);
    const signalled = (text: string) => bench.call(to('S', 'exec'), [sendSignal(id, 'go', text)]);
    const first = bench.call(target, [log(key), sleep(3_000)]);
    const id = await bench.whoLogged(key);
    await signalled('old');
    await bench.sleep(300);
    await bench.ask('kill', id);
    await first;
    await purged(bench, id);
    const between = (await signalled('between')).status;
    await bench.sleep(300);
    const second = bench.call(target, [log(`${key}/2`), start('go', signal('go')), attempt(wait('go', 1_500))]);
    await bench.line(`${key}/2`);
    await bench.sleep(300);
    await signalled('late');
    return { between, result: (await second).json };
  }),

  fact(216, 'reused-id-cancel', 'cancellation', is({ between: 404, late: 202, result: [cancelled] }), async (bench) => {
    const key = bench.fresh();
    const target = to('W', 'run', key);
    await bench.call(target, [log(key)]);
    const id = await bench.whoLogged(key);
    await purged(bench, id);
    const between = await bench.ask('cancel', id);
    await bench.sleep(300);
    const second = bench.call(target, [log(`${key}/2`), attempt(sleep(1_000)), attempt(sleep(1_000))]);
    await bench.line(`${key}/2`);
    await bench.sleep(300);
    const late = await bench.ask('cancel', id);
    return { between, late, result: (await second).json };
  }),

  // The call has the completion ids 1 and 2, its result has 2: here that is the second entry.
  fact(217, 'leftover-call-sleep', 'timers', is({ early: true, result: [] }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [child(2_000)], afterMs: 500 });
    return early(await again([start('s', sleep(10)), sleep(5_000)]), 3_000);
  }),

  fact(218, 'leftover-call-promise', 'timers', is({ early: true, result: ['old'] }), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [child(2_000)], afterMs: 500 });
    return early(await again([start('s', sleep(10)), promise('p')]), 3_000);
  }),

  fact(219, 'leftover-attach', 'timers', is({ early: true, result: ['theirs'] }), async (bench) => {
    const theirs = await bench.send(to('S', 'exec'), [sleep(2_000), answer('theirs')]);
    const other = await bench.send(to('S', 'exec'), [sleep(5_000), answer('other')]);
    const again = await reuse(bench, runOf('W'), { first: [start('a', attach(theirs))], afterMs: 300 });
    return early(await again([attach(other)]), 3_000);
  }),

  fact(220, 'no-leftover-retry', 'retry-policy', is({ attempts: 1, result: [] }), async (bench) => {
    const tag = bench.fresh();
    const first = [failTimes(`${tag}/fails`, 1, 1_500)];
    const again = await reuse(bench, runOf('W'), { first, kill: true, afterMs: 500 });
    const { result } = await again([log(tag), pass(2_500)]);
    return { attempts: bench.lines(tag).length, result };
  }),

  // The closure of the killed run goes on as a zombie. Its result goes nowhere.
  fact(221, 'no-leftover-closure', 'ctxrun', is({ closures: 1, result: ['new'] }), async (bench) => {
    const tag = bench.fresh();
    const first = [run('r', [pass(1_500), value('old')])];
    const again = await reuse(bench, runOf('W'), { first, kill: true, afterMs: 500 });
    const { result } = await again([run('r', [log(tag), pass(2_500), value('new')])]);
    return { closures: bench.lines(tag).length, result };
  }),

  fact(222, 'no-leftover-schedule', 'timers', is({ sameId: true, first: 0, early: false }), async (bench) => {
    const tag = bench.fresh();
    const idempotencyKey = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [log(tag)], { idempotencyKey, delay: '1500ms' });
    await bench.sleep(300);
    await bench.ask('kill', id);
    await bench.sleep(300);
    const began = bench.driver.now();
    const again = await bench.send(to('S', 'exec'), [log(`${tag}/2`)], { idempotencyKey, delay: '3s' });
    await bench.line(`${tag}/2`);
    return { sameId: again === id, first: bench.lines(tag).length, early: bench.driver.now() - began < 2_500 };
  }),

  fact(223, 'reused-id-inboxed', 'lock-and-inbox', is({ sameId: true, items: ['middle', 'again'] }), async (bench) => {
    const key = bench.fresh();
    const idempotencyKey = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [log(key), sleep(1_500)]);
    await bench.line(key);
    const again = () => bench.send(to('O', 'append', key), 'again', { idempotencyKey });
    const id = await again();
    await bench.ask('kill', id);
    await bench.sleep(300);
    await bench.send(to('O', 'append', key), 'middle');
    const sameId = (await again()) === id;
    await holder;
    return { sameId, items: await bench.itemsOnce('O', key, 2) };
  }),

  fact(224, 'delayed-send-outlives', 'timers', is(['late', 'late']), async (bench) => {
    const key = bench.fresh();
    const later = send(to('O', 'append', key), 'late', { delayMs: 1_500, wantId: true });
    const again = await reuse(bench, runOf('W'), { first: [later], afterMs: 200 });
    await again([later]);
    await bench.sleep(3_000);
    return bench.items('O', key);
  }),

  fact(225, 'delayed-send-deduplicated', 'idempotency-keys', is(['late']), async (bench) => {
    const key = bench.fresh();
    const later = send(to('O', 'append', key), 'late', { delayMs: 1_500, idempotencyKey: key });
    const again = await reuse(bench, runOf('W'), { first: [later], afterMs: 200 });
    await again([later]);
    await bench.sleep(3_000);
    return bench.items('O', key);
  }),

  // A kill of the caller kills the call that it waits for, so nothing is left of it, unless the result of the killed call is
  // still on its way when the next run begins.
  fact(226, 'no-leftover-killed-call', 'kill', KILLED_CALL, async (bench) => {
    const tag = bench.fresh();
    const first = [call(to('S', 'exec'), [sleep(1_500), log(tag), answer('old')])];
    const again = await reuse(bench, runOf('W'), { first, kill: true, afterMs: 500 });
    const second = await again([call(to('S', 'exec'), [sleep(2_500), answer('new')])]);
    return { ended: bench.lines(tag).length, early: second.ms < 2_000, result: second.result };
  }),

  fact(227, 'no-leftover-listener', 'durable-promises', is({ resolved: 200, result: [] }), async (bench) => {
    const key = bench.fresh();
    const target = to('W', 'run', key);
    const first = bench.call(target, [log(key), promise('p')]);
    const id = await bench.whoLogged(key);
    await bench.sleep(300);
    await bench.ask('kill', id);
    await first;
    await purged(bench, id);
    const second = bench.call(target, [log(`${key}/2`), sleep(1_200)]);
    await bench.line(`${key}/2`);
    const resolved = (await bench.call(to('W', 'shared', key), [resolve('p', 'late')])).status;
    return { resolved, result: (await second).json };
  }),

  // A purge forgets who listens, so this shared handler waits for ever.
  fact(
    228,
    'purge-forgets-listener',
    'durable-promises',
    is({ result: ['ok'], waiter: 'pending' }),
    async (bench) => {
      const key = bench.fresh();
      const target = to('W', 'run', key);
      await bench.call(target, [log(key)]);
      const id = await bench.whoLogged(key);
      const waiter = bench.call(to('W', 'shared', key), [log(`${key}/waits`), promise('p')]);
      await bench.line(`${key}/waits`);
      await bench.sleep(300);
      await purged(bench, id);
      const result = (await bench.call(target, [resolve('p', 'value')])).json;
      return {
        result,
        waiter: await bench.within(
          waiter.then(({ json }) => json),
          1_500,
        ),
      };
    },
    { alwaysSuspend: false },
  ),

  fact(229, 'purge-forgets-state', 'workflow-run', is([null]), async (bench) => {
    const again = await reuse(bench, runOf('W'), { first: [set('x', 1)], afterMs: 0 });
    return (await again([get('x')])).result;
  }),
];

/** A call that is not awaited; it returns `old` after so many ms. */
function child(ms: number): Op {
  return start('c', call(to('S', 'exec'), [sleep(ms), answer('old')]));
}
