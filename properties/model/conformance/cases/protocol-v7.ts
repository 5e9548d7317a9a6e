import { fact, type Case, type Needs } from '../case.ts';
import type { Bench } from '../bench.ts';
import { on18 } from '../versions.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { seen } from '../outcomes.ts';
import { answer, call, failTimes, log, onPass, pauseTimes, run, sleep, to, value } from '../programs.ts';

const v7: Partial<Needs> = { mode: 'protocol-v7' };

/** What changes when service protocol v7 is enabled, and what does not. */
export const protocolV7Cases: readonly Case[] = [
  on18(
    fact(
      176,
      'mismatch-option-on-v6',
      'non-determinism',
      is('paused'),
      async (bench) => {
        const id = await bench.send(to('SMismatchFails', 'exec'), mismatching(bench));
        return bench.reaches(id, 'paused', 'completed');
      },
      { alwaysSuspend: false, anyProtocol: false },
    ),
    is('completed'),
  ),

  fact(
    177,
    'mismatch-option-on-v7',
    'non-determinism',
    is(570),
    async (bench) => {
      return (await bench.call(to('SMismatchFails', 'exec'), mismatching(bench))).status;
    },
    v7,
  ),

  fact(
    178,
    'plain-handler-on-v7',
    'non-determinism',
    is([1, 2, 3]),
    async (bench) => {
      const ops = [run('a', [value(1)]), sleep(100), call(to('S', 'echo'), 2), run('b', [value(3)])];
      return (await bench.call(to('S', 'exec'), ops)).json;
    },
    v7,
  ),

  fact(
    179,
    'pause-in-run-on-v7',
    'retry-policy',
    is({ executions: 1, answer: ['ok'] }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('S', 'exec'), [run('pauses', [log(key), pauseTimes(key, 1), value('ok')])]);
      await bench.reaches(id, 'paused');
      const executions = bench.lines(key).length;
      await bench.ask('resume', id);
      return { executions, answer: (await bench.attach(id)).json };
    },
    v7,
  ),

  fact(
    180,
    'pause-in-body-on-v7',
    'retry-policy',
    is({ answer: { status: 200, body: 'ok' }, attempts: 2 }),
    async (bench): Promise<Json> => {
      const key = bench.fresh();
      const id = await bench.send(to('S', 'exec'), [log(key), pauseTimes(key, 1), answer('ok')]);
      return { answer: seen(await bench.attach(id)), attempts: bench.lines(key).length };
    },
    v7,
  ),
];

function mismatching(bench: Bench): Parameters<Bench['call']>[1] {
  const key = bench.fresh();
  return [onPass(key, [run('A', [value(1)]), failTimes(`${key}/fail`, 100)], [sleep(1)])];
}
