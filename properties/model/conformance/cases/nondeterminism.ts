import { fact, type Case } from '../case.ts';
import type { Trouble } from '../driver.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { answer, failTimes, onPass, run, sleep, to, value } from '../programs.ts';

/** A replay that issues another command than the journal holds. */
export const nondeterminismCases: readonly Case[] = [
  fact(
    64,
    'mismatch',
    'non-determinism',
    is(['500 RT0007', '570 RT0016', 'paused']),
    async (bench) => {
      const key = bench.fresh();
      const first = [run('A', [value(1)]), failTimes(`${key}/fail`, 100)];
      const id = await bench.send(to('SMismatchPauses', 'exec'), [onPass(key, first, [sleep(1)])]);
      await bench.reaches(id, 'paused');
      return (await bench.driver.troublesOf(id)).map(brief);
    },
    { alwaysSuspend: false },
  ),

  fact(
    77,
    'mismatch-recovers',
    'non-determinism',
    is({ answer: 'ok', troubles: ['500 RT0007', '570 RT0016'] }),
    async (bench) => {
      const key = bench.fresh();
      const recorded = run('A', [value(1)]);
      const passes = onPass(key, [recorded, failTimes(`${key}/fail`, 1)], [sleep(1)], [recorded]);
      const reply = await bench.call(to('S', 'exec'), [passes, answer('ok')]);
      return { answer: reply.json, troubles: (await bench.driver.troublesOf(reply.id)).map(brief) };
    },
    { alwaysSuspend: false },
  ),
];

function brief(trouble: Trouble): Json {
  if (trouble.type === 'paused') return 'paused';
  return trouble.doc === undefined ? String(trouble.code) : `${trouble.code} ${trouble.doc}`;
}
