import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { canonical } from '../json.ts';
import { delays, failure, gaps, jitter, seen } from '../outcomes.ts';
import { answer, attempt, call, failTimes, log, logRandom, run, sleep, to, value } from '../programs.ts';

/** Failed attempts: when the next one comes, what counts, and what happens after the last. */
export const retryCases: readonly Case[] = [
  fact(
    21,
    'retry-not-reset-by-progress',
    'retry-policy',
    is({ answer: failure(500, 'boom 2', { stacktrace: true }), failures: 4 }),
    async (bench) => {
      const key = bench.fresh();
      const steps = [0, 1, 2].map((step) => `${key}/${step}`);
      const ops = steps.flatMap((step) => [failTimes(step, 2), run(step, [value(1)])]);
      const seenAnswer = seen(await bench.call(to('SKills', 'exec'), ops));
      return { answer: seenAnswer, failures: steps.flatMap((step) => bench.lines(step)).length };
    },
    { alwaysSuspend: false },
  ),

  fact(22, 'retry-reset-by-suspension', 'retry-policy', is('done'), async (bench) => {
    const key = bench.fresh();
    const failing = (step: number) => failTimes(`${key}/${step}`, 2);
    const ops = [failing(0), sleep(600), failing(1), sleep(600), failing(2), answer('done')];
    return (await bench.call(to('SSuspendsKills', 'exec'), ops)).json;
  }),

  fact(23, 'retryAfter-free', 'retry-policy', is({ answer: 'done', gaps: 'as expected' }), async (bench) => {
    const key = bench.fresh();
    const { json } = await bench.call(to('SKills', 'exec'), [failTimes(key, 8, 150), answer('done')]);
    return { answer: json, gaps: delays(bench, gaps(bench.lines(key)), Array<number>(7).fill(150)) };
  }),

  fact(
    24,
    'kill-exhaustion-error',
    'retry-policy',
    is({ answer: failure(500, 'boom 4', { stacktrace: true }), gaps: 'as expected' }),
    async (bench) => {
      const key = bench.fresh();
      const seenAnswer = seen(await bench.call(to('SKills', 'exec'), [failTimes(key, 100)]));
      return { answer: seenAnswer, gaps: delays(bench, gaps(bench.lines(key)), [100, 200, 400], jitter) };
    },
  ),

  fact(
    25,
    'pause-exhaustion',
    'retry-policy',
    is({ first: 4, resume: 200, answer: 'done', failures: 6 }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('SPauses', 'exec'), [failTimes(key, 6), answer('done')]);
      await bench.reaches(id, 'paused');
      const first = bench.lines(key).length;
      const resume = await bench.ask('resume', id);
      return { first, resume, answer: (await bench.attach(id)).json, failures: bench.lines(key).length };
    },
  ),

  fact(
    65,
    'unknown-callee',
    'ingress-http',
    is({ answer: 'pending', status: 'backing-off', failure: 'RT0018' }),
    async (bench) => {
      const key = bench.fresh();
      const caller = bench.call(to('S', 'exec'), [log(key), attempt(call(to('Unknown', 'exec'), 1))]);
      const id = await bench.whoLogged(key);
      // The delays get longer; on 1.8 those from two seconds on are no back-off.
      const open = await bench.within(caller, 800);
      const row = await bench.eventually('a pause between attempts', async () => {
        const found = await bench.driver.invocation(id);
        return found?.status === 'backing-off' ? found : undefined;
      });
      await bench.ask('kill', id);
      const seenAnswer = open === 'pending' ? open : seen(open);
      return { answer: seenAnswer, status: row.status, failure: row.lastFailureCode ?? '' };
    },
  ),

  fact(78, 'rand-stable', 'clocks-and-random-numbers', is({ attempts: 3, different: 1 }), async (bench) => {
    const key = bench.fresh();
    const tag = `${key}/random`;
    await bench.call(to('S', 'exec'), [logRandom(tag), failTimes(key, 2)]);
    const draws = bench.lines(tag).map(({ fields }) => canonical(fields));
    return { attempts: draws.length, different: new Set(draws).size };
  }),
];
