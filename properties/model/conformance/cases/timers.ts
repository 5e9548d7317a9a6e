import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { caught, delays, gaps } from '../outcomes.ts';
import { answer, attempt, awakeable, log, race, run, sleep, start, to, wait } from '../programs.ts';

/** Sleeps, timeouts, and time that passes while an invocation cannot run. */
export const timerCases: readonly Case[] = [
  fact(37, 'equal-sleeps-one-invocation', 'timers', is(['x']), async (bench) => {
    const ops = [start('x', sleep(200)), start('y', sleep(200)), race('y', 'x')];
    return (await bench.call(to('S', 'exec'), ops)).json;
  }),

  fact(
    38,
    'orTimeout',
    'timers',
    is({ answer: [caught('TimeoutError', 408, 'Timeout occurred')], lateResolve: 202 }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [awakeable('signal', key), attempt(wait('signal', 500))];
      const answer = (await bench.call(to('S', 'exec'), ops)).json;
      const id = await bench.awakeableId(key);
      return { answer, lateResolve: (await bench.resolveAwakeable(id, 1)).status };
    },
  ),

  fact(
    71,
    'pause-timer',
    'admin-operations',
    is({ pause: 202, status: 'paused', timerInJournal: true, resume: 200, answer: 'done' }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('S', 'exec'), [log(key), sleep(1_500), answer('done')]);
      await bench.line(key);
      await bench.sleep(200);
      const pause = await bench.ask('pause', id);
      await bench.sleep(2_500);
      const status = (await bench.status(id)) ?? 'gone';
      const timerInJournal = (await bench.driver.journalOf(id)).some(({ type }) => type === 'Notification: Sleep');
      const resume = await bench.ask('resume', id);
      return { pause, status, timerInJournal, resume, answer: (await bench.attach(id)).json };
    },
    { alwaysSuspend: false },
  ),

  fact(186, 'sleep-is-not-early', 'timers', is('as expected'), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('S', 'exec'), [run('begin', [log(key)]), sleep(300), run('end', [log(key)])]);
    return delays(bench, gaps(bench.lines(key)), [300]);
  }),
];
