import { fact, type Case } from '../case.ts';
import type { Bench } from '../bench.ts';
import { is, oneOf } from '../expectation.ts';
import type { Json } from '../json.ts';
import { gaps } from '../outcomes.ts';
import { answer, failTimes, log, pass, run, send, sleep, to, value } from '../programs.ts';
import { announcedFor18, on18 } from '../versions.ts';

/** What virtual queues change, which 1.8 has and 1.7 has behind a flag: when things start, and what a pause does. */
export const queueCases: readonly Case[] = [
  on18(
    fact(469, 'delayed-start', 'delayed-starts', is('exactly'), async (bench) => {
      const key = bench.fresh();
      for (const ms of [100, 300, 500, 700, 900]) {
        await bench.send(to('S', 'exec'), [log(key)], { delay: `${ms}ms` });
      }
      await bench.line(key, 5);
      return inSeconds(bench, gaps(bench.lines(key)));
    }),
    is('on whole seconds'),
  ),

  on18(
    fact(470, 'delayed-start-from-handler', 'delayed-starts', is('exactly'), async (bench) => {
      const key = bench.fresh();
      const delayed = [100, 300, 500, 700, 900].map((delayMs) => send(to('S', 'exec'), [log(key)], { delayMs }));
      await bench.call(to('S', 'exec'), delayed);
      await bench.line(key, 5);
      return inSeconds(bench, gaps(bench.lines(key)));
    }),
    is('on whole seconds'),
  ),

  on18(
    fact(471, 'delay-zero', 'delayed-starts', is({ hasTime: true, isLate: false }), async (bench) => {
      const key = bench.fresh();
      const began = bench.driver.now();
      const { json } = await bench.sendRaw(to('S', 'exec'), [log(key)], { delay: '0ms' });
      const { at } = await bench.line(key);
      const hasTime = json !== null && typeof json === 'object' && 'executionTime' in json;
      return { hasTime, isLate: at - began > 200 + bench.driver.slackMs };
    }),
    // The time of the request may be a moment after the time at which the server creates the invocation.
    { ...oneOf({ hasTime: true, isLate: false }), serverOnly: [{ hasTime: true, isLate: true }] },
  ),

  on18(
    fact(472, 'delayed-behind-lock', 'delayed-starts', is('pending'), async (bench) => {
      const key = bench.fresh();
      const holder = await bench.send(to('O', 'exec', key), [log(key), sleep(60_000)]);
      await bench.line(key);
      const id = await bench.send(to('O', 'append', key), 1, { delay: '300ms' });
      await bench.sleep(1_600);
      const status = (await bench.status(id)) ?? 'gone';
      await bench.ask('kill', id);
      await bench.ask('kill', holder);
      return status;
    }),
    is('scheduled'),
  ),

  fact(473, 'delayed-before-arrivals', 'delayed-starts', is(['early', 'late', 'delayed']), async (bench) => {
    const key = bench.fresh();
    const holder = await bench.send(to('O', 'exec', key), [log(key), sleep(60_000)]);
    await bench.line(key);
    await bench.send(to('O', 'append', key), 'delayed', { delay: '1500ms' });
    await bench.send(to('O', 'append', key), 'early');
    await bench.sleep(1_000);
    await bench.send(to('O', 'append', key), 'late');
    await bench.sleep(1_600);
    await bench.ask('kill', holder);
    return bench.itemsOnce('O', key, 3);
  }),

  on18(
    fact(
      474,
      'long-retry',
      'queued-retries',
      is({ gap: 'exactly', status: 'backing-off', counted: true }),
      async (bench) => {
        const key = bench.fresh();
        const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 2, 2_500), answer('ok')]);
        await bench.line(key);
        await bench.sleep(500);
        const row = await bench.driver.invocation(id);
        await bench.line(key, 3);
        const gap = isAbout(bench, gaps(bench.lines(key)), 2_500) ? 'exactly' : rounded(bench, key);
        return { gap, status: row?.status ?? 'gone', counted: row?.retryCount !== undefined };
      },
    ),
    is({ gap: 'on whole seconds, too early', status: 'ready', counted: false }),
  ),

  fact(475, 'short-retry', 'queued-retries', is({ gap: true, status: 'backing-off', counted: true }), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, 1_900), answer('ok')]);
    await bench.line(key);
    await bench.sleep(500);
    const row = await bench.driver.invocation(id);
    await bench.line(key, 2);
    const gap = isAbout(bench, gaps(bench.lines(key)), 1_900);
    return { gap, status: row?.status ?? 'gone', counted: row?.retryCount !== undefined };
  }),

  on18(
    fact(476, 'long-retry-of-run', 'queued-retries', is('exactly'), async (bench) => {
      const key = bench.fresh();
      const retry = { initialRetryInterval: 2_300, maxRetryInterval: 2_300 };
      await bench.call(to('S', 'exec'), [run('fails', [log(key), failTimes(`${key}/fail`, 2)], retry)]);
      return isAbout(bench, gaps(bench.lines(key)), 2_300) ? 'exactly' : rounded(bench, key);
    }),
    is('on whole seconds, too early'),
  ),

  on18(
    fact(477, 'resume-of-long-retry', 'queued-retries', is({ resume: 200, attempts: 2 }), (bench) =>
      resumed(bench, 5_000),
    ),
    is({ resume: 200, attempts: 2 }),
  ),

  on18(
    fact(478, 'resume-of-short-retry', 'queued-retries', is({ resume: 200, attempts: 2 }), (bench) =>
      resumed(bench, 1_500),
    ),
    is({ resume: 200, attempts: 1 }),
  ),

  on18(
    fact(
      479,
      'pause-of-long-retry',
      'queued-retries',
      is({ status: 'running', attempts: 2 }),
      async (bench) => {
        const key = bench.fresh();
        const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, 4_000), sleep(60_000)]);
        await bench.line(key);
        await bench.sleep(200);
        await bench.ask('pause', id);
        await bench.reaches(id, 'paused');
        await bench.ask('resume', id);
        await bench.sleep(500);
        const status = (await bench.status(id)) ?? 'gone';
        const attempts = bench.lines(key).length;
        await bench.ask('kill', id);
        return { status, attempts };
      },
      { alwaysSuspend: false },
    ),
    is({ status: 'ready', attempts: 1 }),
  ),

  on18(
    fact(480, 'cancel-of-paused-long-retry', 'queued-retries', is({ soon: 2, end: 2 }), async (bench) => {
      const key = bench.fresh();
      const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, 4_000), sleep(60_000)]);
      await bench.line(key);
      await bench.sleep(200);
      await bench.ask('pause', id);
      await bench.reaches(id, 'paused');
      await bench.ask('cancel', id);
      await bench.sleep(500);
      const soon = bench.lines(key).length;
      await bench.reaches(id, 'completed');
      return { soon, end: bench.lines(key).length };
    }),
    is({ soon: 1, end: 2 }),
  ),

  fact(481, 'cancel-of-long-retry', 'queued-retries', is({ cancel: 202, attempts: 1 }), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, 6_000), sleep(60_000)]);
    await bench.line(key);
    await bench.sleep(200);
    const cancel = await bench.ask('cancel', id);
    await bench.sleep(500);
    const attempts = bench.lines(key).length;
    await bench.ask('kill', id);
    return { cancel, attempts };
  }),

  on18(
    fact(
      482,
      'restart-in-long-retry',
      'queued-retries',
      is(2),
      async (bench) => {
        const key = bench.fresh();
        const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, 30_000), answer('ok')]);
        await bench.line(key);
        await bench.sleep(300);
        await bench.driver.restartServer();
        await bench.sleep(3_000);
        const attempts = bench.lines(key).length;
        await bench.ask('kill', id);
        return attempts;
      },
      { alone: true },
    ),
    is(1),
  ),

  on18(
    fact(
      483,
      'pause-in-running-step',
      'pause',
      is({ soon: 'running', executions: 1 }),
      async (bench) => {
        const key = bench.fresh();
        const id = await bench.send(to('S', 'exec'), [run('slow', [log(key), pass(1_200), value(1)])]);
        await bench.line(key);
        await bench.ask('pause', id);
        await bench.sleep(300);
        const soon = (await bench.status(id)) ?? 'gone';
        await bench.sleep(1_500);
        await bench.reaches(id, 'paused');
        await bench.ask('resume', id);
        await bench.reaches(id, 'completed');
        return { soon, executions: bench.lines(key).length };
      },
      { alwaysSuspend: false },
    ),
    is({ soon: 'paused', executions: 2 }),
  ),

  on18(
    fact(484, 'pause-suspended-sleep', 'pause', is({ after: 'completed', answer: ['ok'] }), async (bench) => {
      const id = await bench.send(to('SSuspends', 'exec'), [sleep(1_000), value('ok')]);
      await bench.reaches(id, 'suspended');
      await bench.ask('pause', id);
      await bench.sleep(1_500);
      const after = (await bench.status(id)) ?? 'gone';
      await bench.ask('resume', id);
      return { after, answer: (await bench.attach(id)).json };
    }),
    is({ after: 'paused', answer: ['ok'] }),
  ),

  announcedFor18(
    fact(485, 'restate-headers', 'headers-of-clients', is(['a', 'b']), async (bench) => {
      const headers = { 'x-restate-mine': 'a', 'x-mine': 'b' };
      const ops = [
        { op: 'header', name: 'x-restate-mine' },
        { op: 'header', name: 'x-mine' },
      ] as const;
      return (await bench.call(to('S', 'exec'), ops, { headers })).json;
    }),
    is([null, 'b']),
  ),
];

/** Whether all of these times are about as long. */
function isAbout(bench: Bench, actual: readonly number[], ms: number): boolean {
  return actual.every((gap) => Math.abs(gap - ms) <= Math.max(bench.driver.slackMs / 2, 3));
}

/** How starts follow each other that were asked for 200 ms apart. */
function inSeconds(bench: Bench, actual: readonly number[]): Json {
  if (isAbout(bench, actual, 200) && actual.every((gap) => gap > 100)) return 'exactly';
  const together = actual.filter((gap) => gap < 100).length;
  return together >= 3 && actual.every((gap) => gap < 100 || gap > 700) ? 'on whole seconds' : [...actual];
}

/** What is retried at whole seconds comes up to a second too early the first time, and then at multiples of a second. */
function rounded(bench: Bench, key: string): Json {
  const [first = 0, ...rest] = gaps(bench.lines(key));
  const slack = Math.max(bench.driver.slackMs / 2, 3);
  // The first one is not early where it began in the middle of a second.
  const isEarly = first <= 2_500 && first > 1_200;
  const isWhole = rest.every((gap) => Math.abs(gap - 2_000) <= slack);
  return isEarly && isWhole ? 'on whole seconds, too early' : [first, ...rest];
}

/** Resumes an invocation that waits for its second attempt, and counts its attempts shortly after. */
async function resumed(bench: Bench, retryAfterMs: number): Promise<Json> {
  const key = bench.fresh();
  const id = await bench.send(to('S', 'exec'), [log(key), failTimes(`${key}/fail`, 1, retryAfterMs), sleep(60_000)]);
  await bench.line(key);
  await bench.sleep(200);
  const resume = await bench.ask('resume', id);
  await bench.sleep(300);
  const attempts = bench.lines(key).length;
  await bench.ask('kill', id);
  return { resume, attempts };
}
