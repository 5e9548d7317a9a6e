import type { Bench } from '../bench.ts';
import { fact, type Case } from '../case.ts';
import { only } from '../versions.ts';
import { is } from '../expectation.ts';
import type { Json } from '../json.ts';
import { caught, delays, failure, gaps, jitter, seen } from '../outcomes.ts';
import {
  answer,
  attempt,
  call,
  count,
  failTimes,
  get,
  log,
  pass,
  refuse,
  run,
  set,
  sleep,
  to,
  value,
} from '../programs.ts';

/** How attempts begin and end: suspension, timeouts, the default policy, errors that never become an answer. */
export const attemptCases: readonly Case[] = [
  fact(150, 'suspension-re-executes', 'suspension-timeouts-and-failures', is([1, 2, 3]), async (bench) => {
    const key = bench.fresh();
    // Each attempt passes the counters in front of it again, so that the last one shows how many came before.
    const ops = [log(key), sleep(500), log(`${key}/2`), sleep(500), log(`${key}/3`)];
    await bench.call(to('SSuspends', 'exec'), ops);
    return [`${key}/3`, `${key}/2`, key].map((tag) => bench.lines(tag).length);
  }),

  fact(
    151,
    'busy-past-inactivity',
    'suspension-timeouts-and-failures',
    is({ answer: ['ok'], attempts: 2, executions: 1 }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [log(key), pass(700), run('once', [log(`${key}/ran`), value('ok')])];
      const { json } = await bench.call(to('SSuspends', 'exec'), ops);
      return { answer: json, attempts: bench.lines(key).length, executions: bench.lines(`${key}/ran`).length };
    },
  ),

  // Measured: the server gives an aborted stream five more seconds to end before it begins the next attempt. The code
  // is not stopped; it continues concurrently with that attempt.
  fact(
    152,
    'abort-timeout',
    'suspension-timeouts-and-failures',
    is({ next: 'as expected', nextToTheOld: true }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('SAborts', 'exec'), [log(key), pass(7_500), log(`${key}/zombie`), sleep(1)]);
      await bench.line(key, 2);
      const next = delays(bench, gaps(bench.lines(key)), [150 + 300 + 5_000 + 500], 1.03);
      const nextToTheOld = bench.lines(`${key}/zombie`).length === 0;
      await bench.line(`${key}/zombie`);
      await bench.ask('kill', id);
      return { next, nextToTheOld };
    },
  ),

  // If the code ends within those five seconds, the next attempt begins one retry interval after its end.
  fact(181, 'abort-timeout-of-code-that-ends', 'suspension-timeouts-and-failures', is('as expected'), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('SAborts', 'exec'), [log(`${key}/begin`), pass(1_500), log(`${key}/end`), sleep(1)]);
    const { at } = await bench.line(`${key}/begin`, 2);
    const end = await bench.line(`${key}/end`);
    await bench.ask('kill', id);
    return delays(bench, [at - end.at], [500], jitter);
  }),

  only(
    '1.7',
    fact(153, 'default-policy', 'retry-policy', is({ answer: 'ok', gaps: 'as expected' }), async (bench) => {
      const key = bench.fresh();
      const { json } = await bench.call(to('S', 'exec'), [failTimes(key, 3), log(`${key}/done`), answer('ok')]);
      const lines = [...bench.lines(key), ...bench.lines(`${key}/done`)];
      return { answer: json, gaps: delays(bench, gaps(lines), [500, 1_000, 2_000], jitter) };
    }),
  ),

  fact(
    154,
    'run-under-server-policy',
    'ctxrun',
    is({ answer: failure(500, 'boom 4', { stacktrace: true }), executions: 4 }),
    async (bench) => {
      const key = bench.fresh();
      const reply = await bench.call(to('SKills', 'exec'), [attempt(run('fails', [failTimes(key, 100)]))]);
      return { answer: seen(reply), executions: bench.lines(key).length };
    },
  ),

  fact(
    155,
    'run-max-duration',
    'ctxrun',
    is({ answer: [caught('TerminalError', 500, 'boom 4')], executions: 4 }),
    async (bench) => {
      const key = bench.fresh();
      const retry = { maxRetryDuration: 500, initialRetryInterval: 100, retryIntervalFactor: 2 };
      const { json } = await bench.call(to('S', 'exec'), [attempt(run('fails', [failTimes(key, 100)], retry))]);
      return { answer: json, executions: bench.lines(key).length };
    },
  ),

  fact(
    156,
    'run-terminal',
    'ctxrun',
    is({ answer: [caught('TerminalError', 418, 'no')], executions: 1 }),
    async (bench) => {
      const key = bench.fresh();
      const { json } = await bench.call(to('S', 'exec'), [attempt(run('refuses', [log(key), refuse('no', 418)]))]);
      return { answer: json, executions: bench.lines(key).length };
    },
  ),

  fact(
    157,
    'run-once-durable',
    'ctxrun',
    is({ answer: [1], attempts: 3, executions: 1 }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [log(key), run('once', [log(`${key}/ran`), count(`${key}/count`)]), failTimes(`${key}/fail`, 2)];
      const { json } = await bench.call(to('SKills', 'exec'), ops);
      return { answer: json, attempts: bench.lines(key).length, executions: bench.lines(`${key}/ran`).length };
    },
    { alwaysSuspend: false },
  ),

  fact(158, 'reads-are-replayed', 'what-an-attempt-reads', is([1, 5, 5]), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('OKills', 'exec', key), [set('a', 1)]);
    const ops = [get('a'), set('a', 5), get('a'), failTimes(key, 1), get('a')];
    return (await bench.call(to('OKills', 'exec', key), ops)).json;
  }),

  fact(
    159,
    'shared-write-refused',
    'shared-handlers-and-workflows',
    is({ open: 'pending', status: 'backing-off', failure: 'RT0017' }),
    async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('O', 'shared', key), [set('a', 1), sleep(1)]);
      return stuck(bench, id);
    },
  ),

  fact(
    160,
    'key-for-a-service',
    'ingress-http',
    is({ open: 'pending', status: 'backing-off', failure: 'RT0017' }),
    async (bench) => {
      const id = await bench.send(to('S', 'exec'), [attempt(call(to('S', 'echo', 'key'), 1))]);
      return stuck(bench, id);
    },
  ),

  fact(
    161,
    'unknown-handler-of-callee',
    'ingress-http',
    is({ open: 'pending', status: 'backing-off', failure: 'RT0018' }),
    async (bench) => {
      const id = await bench.send(to('S', 'exec'), [attempt(call(to('S', 'nothing'), 1))]);
      return stuck(bench, id);
    },
  ),

  fact(
    162,
    'negative-sleep',
    'timers',
    is({ open: 'pending', status: 'backing-off', failure: 'RT0007' }),
    async (bench) => {
      const id = await bench.send(to('S', 'exec'), [attempt(sleep(-5))]);
      return stuck(bench, id);
    },
  ),
];

/** Someone who asks for what cannot be gets no error to catch: it is tried again and again. */
async function stuck(bench: Bench, id: string): Promise<Json> {
  const open = await bench.within(bench.attach(id), 1_200);
  const row = await bench.eventually('a pause between attempts', async () => {
    const found = await bench.driver.invocation(id);
    return found?.status === 'backing-off' ? found : undefined;
  });
  await bench.ask('kill', id);
  return { open: open === 'pending' ? open : seen(open), status: row.status, failure: row.lastFailureCode ?? '' };
}
