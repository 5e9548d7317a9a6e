import { fact, type Case } from '../case.ts';
import { is, oneOf, permutations } from '../expectation.ts';
import { caught, delays, gaps } from '../outcomes.ts';
import {
  all,
  answer,
  attempt,
  count,
  crashTimes,
  failTimes,
  log,
  pass,
  pauseTimes,
  run,
  start,
  to,
  value,
} from '../programs.ts';

/** `ctx.run`: when closures execute, how often, and what their failures become. */
export const runCases: readonly Case[] = [
  fact(
    26,
    'run-exhaust',
    'ctxrun',
    is({ answer: [caught('TerminalError', 500, 'boom 3')], executions: 3 }),
    async (bench) => {
      const key = bench.fresh();
      const closure = run('fails', [failTimes(key, 100)], { maxRetryAttempts: 3, initialRetryInterval: 100 });
      const { json } = await bench.call(to('S', 'exec'), [attempt(closure)]);
      return { answer: json, executions: bench.lines(key).length };
    },
  ),

  fact(
    27,
    'run-retry-replays-handler',
    'ctxrun',
    is({ answer: ['ok'], attempts: 4, gaps: 'as expected' }),
    async (bench) => {
      const key = bench.fresh();
      const retry = { maxRetryAttempts: 10, initialRetryInterval: 100, retryIntervalFactor: 2 };
      const closure = run('fails', [log(`${key}/run`), failTimes(key, 3), value('ok')], retry);
      const { json } = await bench.call(to('S', 'exec'), [log(`${key}/attempt`), closure]);
      const times = gaps(bench.lines(`${key}/run`));
      const attempts = bench.lines(`${key}/attempt`).length;
      return { answer: json, attempts, gaps: delays(bench, times, [100, 200, 400]) };
    },
    { alwaysSuspend: false },
  ),

  fact(28, 'run-policy-not-counted', 'ctxrun', is({ answer: ['ok'], failures: 7 }), async (bench) => {
    const key = bench.fresh();
    const retry = { maxRetryAttempts: 9, initialRetryInterval: 50, retryIntervalFactor: 1 };
    const { json } = await bench.call(to('SKills', 'exec'), [run('fails', [failTimes(key, 7), value('ok')], retry)]);
    return { answer: json, failures: bench.lines(key).length };
  }),

  fact(
    29,
    'run-at-least-once',
    'ctxrun',
    is({ answer: [2], executions: 2 }),
    async (bench) => {
      const key = bench.fresh();
      const closure = run('effect', [log(key), count(key), crashTimes(`${key}/crash`, 1)]);
      const { json } = await bench.call(to('S', 'exec'), [closure]);
      return { answer: json, executions: bench.lines(key).length };
    },
    { alone: true },
  ),

  fact(
    30,
    'run-unawaited',
    'ctxrun',
    is({ answer: 'returned', executions: 0, journal: ['Command: Input', 'Command: Run', 'Command: Output'] }),
    async (bench) => {
      const key = bench.fresh();
      const reply = await bench.call(to('S', 'exec'), [start('run', run('never', [log(key)])), answer('returned')]);
      await bench.sleep(300);
      const journal = (await bench.driver.journalOf(reply.id)).map(({ type }) => type);
      return { answer: reply.json, executions: bench.lines(key).length, journal };
    },
  ),

  fact(
    31,
    'run-parallel',
    'ctxrun',
    oneOf(...permutations([0, 1, 2]).map((starts) => ({ answer: [[0, 1, 2]], starts, completions: [1, 2, 0] }))),
    async (bench) => {
      const key = bench.fresh();
      const closure = (item: number, ms: number) =>
        start(`run ${item}`, run(`run ${item}`, [log(key, item), pass(ms), value(item)]));
      const ops = [closure(0, 600), closure(1, 200), closure(2, 400), all('run 0', 'run 1', 'run 2')];
      const reply = await bench.call(to('S', 'exec'), ops);
      const starts = bench.lines(key).map(({ fields }) => fields['note'] ?? null);
      // The three commands have the completion ids 1, 2 and 3.
      const completions = (await bench.driver.journalOf(reply.id))
        .filter(({ type }) => type === 'Notification: Run')
        .map(({ completion = 0 }) => completion - 1);
      return { answer: reply.json, starts, completions };
    },
  ),

  fact(85, 'pause-in-run', 'retry-policy', is({ executions: 1, answer: ['ok'] }), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [run('pauses', [log(key), pauseTimes(key, 1), value('ok')])]);
    await bench.reaches(id, 'paused');
    const executions = bench.lines(key).length;
    await bench.ask('resume', id);
    return { executions, answer: (await bench.attach(id)).json };
  }),

  fact(86, 'pause-in-body', 'retry-policy', is({ answer: 'ok', attempts: 2, paused: false }), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [log(key), pauseTimes(key, 1), answer('ok')]);
    const { json } = await bench.attach(id);
    const paused = (await bench.driver.troublesOf(id)).some(({ type }) => type === 'paused');
    return { answer: json, attempts: bench.lines(key).length, paused };
  }),
];
