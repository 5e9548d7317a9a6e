import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { caught } from '../outcomes.ts';
import { attempt, awakeable, log, pass, sendSignal, signal, sleep, start, to, wait } from '../programs.ts';

/** Awakeables and named signals: they are journal entries, not queues. */
export const signalCases: readonly Case[] = [
  fact(51, 'awk-double-direct', 'awakeables', is({ resolves: [202, 202], answer: ['first'] }), async (bench) => {
    const key = bench.fresh();
    const waiter = bench.call(to('S', 'exec'), [awakeable('it', key), pass(1_000), wait('it')]);
    const id = await bench.awakeableId(key);
    const first = await bench.resolveAwakeable(id, 'first');
    const second = await bench.resolveAwakeable(id, 'second');
    return { resolves: [first.status, second.status], answer: (await waiter).json };
  }),

  // Both wait unconsumed in a map of the SDK while the handler awaits something else; the later one overwrites.
  fact(52, 'awk-double-while-elsewhere', 'awakeables', is(['second']), async (bench) => {
    const key = bench.fresh();
    const waiter = bench.call(to('S', 'exec'), [awakeable('it', key), sleep(800), wait('it')]);
    const id = await bench.awakeableId(key);
    await bench.sleep(200);
    await bench.resolveAwakeable(id, 'first');
    await bench.resolveAwakeable(id, 'second');
    return (await waiter).json;
  }),

  fact(53, 'signal-overwrite', 'named-signals', is(['B', timedOut()]), async (bench) => {
    const key = bench.fresh();
    const ops = [log(key), sleep(800), signal('s'), start('again', signal('s')), attempt(wait('again', 600))];
    const waiter = bench.call(to('S', 'exec'), ops);
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'A')]);
    await bench.sleep(100);
    await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'B')]);
    return (await waiter).json;
  }),

  fact(54, 'signal-sequence', 'named-signals', is(['A', 'B']), async (bench) => {
    const key = bench.fresh();
    const waiter = bench.call(to('S', 'exec'), [log(key), signal('s'), signal('s')]);
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'A')]);
    await bench.sleep(400);
    await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'B')]);
    return (await waiter).json;
  }),

  fact(55, 'signal-to-queued', 'named-signals', is({ sent: 200, answer: [timedOut()] }), async (bench) => {
    const key = bench.fresh();
    const holder = bench.call(to('O', 'exec', key), [log(key), sleep(900)]);
    await bench.line(key);
    const id = await bench.send(to('O', 'exec', key), [start('it', signal('s')), attempt(wait('it', 800))]);
    const sent = (await bench.call(to('S', 'exec'), [sendSignal(id, 's', 'early')])).status;
    await holder;
    return { sent, answer: (await bench.attach(id)).json };
  }),
];

function timedOut(): ReturnType<typeof caught> {
  return caught('TimeoutError', 408, 'Timeout occurred');
}
