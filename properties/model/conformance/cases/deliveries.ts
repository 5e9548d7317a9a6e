import { anyOrder, fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { caught, seen } from '../outcomes.ts';
import {
  answer,
  attempt,
  awakeable,
  call,
  log,
  race,
  rejectAwakeable,
  resolveAwakeable,
  run,
  send,
  sendSignal,
  signal,
  sleep,
  start,
  to,
  value,
  wait,
} from '../programs.ts';

const journalOfAHandler = [
  'Command: Input',
  'Command: Run a',
  'Notification: Run',
  'Command: Sleep',
  'Notification: Sleep',
  'Command: Call',
  'Notification: CallInvocationId',
  'Notification: Call',
  'Command: OneWayCall',
  'Notification: CallInvocationId',
  'Command: Run b',
  'Notification: Run',
  'Command: Output',
];

/** Who gets a signal, an awakeable's answer, a message, and when. */
export const deliveryCases: readonly Case[] = [
  fact(163, 'signal-before-wait', 'named-signals', is(['A']), async (bench) => {
    const key = bench.fresh();
    const waiter = bench.call(to('S', 'exec'), [log(key), sleep(700), signal('s')]);
    const id = await bench.whoLogged(key);
    await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'A')]);
    return (await waiter).json;
  }),

  fact(164, 'signal-to-scheduled', 'named-signals', is({ sent: 200, answer: [timedOut()] }), async (bench) => {
    const ops = [start('it', signal('s')), attempt(wait('it', 500))];
    const id = await bench.send(to('S', 'exec'), ops, { delay: '800ms' });
    const sent = (await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'early')])).status;
    return { sent, answer: (await bench.attach(id)).json };
  }),

  fact(165, 'signal-to-completed', 'named-signals', is({ sent: 200, answer: 'done' }), async (bench) => {
    const { id } = await bench.call(to('S', 'exec'), [answer('done')]);
    const sent = (await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'late')])).status;
    return { sent, answer: (await bench.attach(id)).json };
  }),

  fact(
    166,
    'awakeable-reject',
    'awakeables',
    is({ reject: 202, answer: [caught('TerminalError', 500, 'why not')] }),
    async (bench) => {
      const key = bench.fresh();
      const waiter = bench.call(to('S', 'exec'), [awakeable('it', key), attempt(wait('it'))]);
      const reject = (await bench.rejectAwakeable(await bench.awakeableId(key), 'why not')).status;
      return { reject, answer: (await waiter).json };
    },
  ),

  fact(
    167,
    'awakeable-from-handler',
    'awakeables',
    is([[{ z: 1 }], [caught('TerminalError', 500, 'no')]]),
    async (bench) => {
      const keys = [bench.fresh(), bench.fresh()];
      const waiters = keys.map((key) => bench.call(to('S', 'exec'), [awakeable('it', key), attempt(wait('it'))]));
      const ids = await Promise.all(keys.map((key) => bench.awakeableId(key)));
      const [one = '', other = ''] = ids;
      await bench.call(to('S', 'exec'), [resolveAwakeable(one, { z: 1 }), rejectAwakeable(other, 'no')]);
      return (await Promise.all(waiters)).map(({ json }) => json);
    },
  ),

  fact(
    168,
    'awakeable-answers',
    'awakeables',
    is({ late: 202, unknown: 202, bad: 400, get: 405, empty: 202 }),
    async (bench) => {
      const key = bench.fresh();
      await bench.call(to('S', 'exec'), [awakeable('it', key), answer('done')]);
      const id = await bench.awakeableId(key);
      const unknown = 'sign_1NL9Vqw6RTjYBl9YVbMnPjP6Rjvdxz4c0AAAAEQ';
      return {
        late: (await bench.resolveAwakeable(id, 1)).status,
        unknown: (await bench.resolveAwakeable(unknown, 1)).status,
        bad: (await bench.resolveAwakeable('foo', 1)).status,
        get: (await bench.request('GET', `/restate/awakeables/${id}/resolve`)).status,
        empty: (await bench.request('POST', `/restate/awakeables/${id}/resolve`)).status,
      };
    },
  ),

  fact(169, 'race-is-decided-by-the-journal', 'timers', is([['y'], ['y']]), async (bench) => {
    const sleeps = [start('x', sleep(500)), start('y', sleep(200))];
    const one = await bench.call(to('S', 'exec'), [...sleeps, race('x', 'y')]);
    const other = await bench.call(to('S', 'exec'), [...sleeps, race('y', 'x')]);
    return [one.json, other.json];
  }),

  fact(
    170,
    'timeout-leaves-the-loser',
    'timers',
    is([caught('TimeoutError', 408, 'Timeout occurred'), 'late']),
    async (bench) => {
      const callee = call(to('S', 'exec'), [sleep(800), answer('late')]);
      return (await bench.call(to('S', 'exec'), [start('x', callee), attempt(wait('x', 200)), wait('x')])).json;
    },
  ),

  fact(171, 'sleep-zero', 'timers', is({ answer: 'ok', timer: true }), async (bench) => {
    const reply = await bench.call(to('S', 'exec'), [sleep(0), answer('ok')]);
    const journal = await bench.driver.journalOf(reply.id);
    return { answer: reply.json, timer: journal.some(({ type }) => type === 'Notification: Sleep') };
  }),

  fact(172, 'sequential-sends-unlocked', 'message-order', is([0, 1, 2, 3, 4, 5, 6, 7]), async (bench) => {
    const key = bench.fresh();
    for (let item = 0; item < 8; item += 1) await bench.send(to('O', 'append', key), item);
    return bench.itemsOnce('O', key, 8);
  }),

  // No source guarantees it, but the longer way was never seen to win.
  fact(
    173,
    'direct-before-two-hops',
    'message-order',
    { kind: 'one-of', outcomes: [['direct', 'hop']], sourceOnly: [['hop', 'direct']] },
    async (bench) => {
      const key = bench.fresh();
      const append = to('O', 'append', key);
      const hop = send(to('O', 'exec', `${key}/middle`), [send(append, 'hop')]);
      await bench.call(to('S', 'exec'), [hop, send(append, 'direct')]);
      return bench.itemsOnce('O', key, 2);
    },
  ),

  anyOrder(174, 'equal-sleeps-of-many', 'timers', 10, async (bench, size) => {
    const key = bench.fresh();
    const sleeper = (item: number) => bench.call(to('S', 'exec'), [sleep(600), call(to('O', 'append', key), item)]);
    await Promise.all(Array.from({ length: size }, (_, item) => sleeper(item)));
    return bench.items('O', key);
  }),

  fact(
    175,
    'journal-of-a-handler',
    'state-and-introspection',
    is({ answer: { status: 200, body: [1, 2, 2] }, journal: journalOfAHandler }),
    async (bench) => {
      const ops = [
        run('a', [value(1)]),
        sleep(1),
        call(to('S', 'echo'), 2),
        send(to('S', 'echo'), 3),
        run('b', [value(2)]),
      ];
      const reply = await bench.call(to('S', 'exec'), ops);
      const journal = await bench.driver.journalOf(reply.id);
      return { answer: seen(reply), journal: journal.map(({ type, name = '' }) => `${type} ${name}`.trim()) };
    },
  ),

  fact(187, 'answers-find-their-calls', 'attach-and-output', is(['fast', 'slow']), async (bench) => {
    const slow = call(to('S', 'exec'), [sleep(600), answer('slow')]);
    const fast = call(to('S', 'exec'), [sleep(200), answer('fast')]);
    return (await bench.call(to('S', 'exec'), [start('slow', slow), start('fast', fast), wait('fast'), wait('slow')]))
      .json;
  }),
];

function timedOut(): ReturnType<typeof caught> {
  return caught('TimeoutError', 408, 'Timeout occurred');
}
