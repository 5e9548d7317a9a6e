import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field, textField, type Json } from '../json.ts';
import { failure, refused, seen } from '../outcomes.ts';
import { answer, log, ownKey, refuse, set, sleep, to } from '../programs.ts';

/** What the ingress answers. */
export const ingressCases: readonly Case[] = [
  fact(
    66,
    'http-codes',
    'ingress-http',
    is(
      [200, 429, 999, 1_000].map((code) => ({
        ...(failure(code, 'no') as object),
        status: code === 1_000 ? 500 : code,
      })),
    ),
    async (bench) => {
      const answers: Json[] = [];
      for (const code of [200, 429, 999, 1_000]) {
        answers.push(seen(await bench.call(to('S', 'exec'), [refuse('no', code)])));
      }
      return answers;
    },
  ),

  fact(
    67,
    'invalid-json',
    'ingress-http',
    is({ status: 400, message: 'Failed to deserialize input', source: 'invocation', hasId: true }),
    async (bench) => {
      const reply = await bench.request('POST', '/S/echo', undefined, { type: 'application/json', text: '{bad' });
      // The rest of the message is the parser's.
      const message = textField(reply.json, 'message').split(':')[0] ?? '';
      return { status: reply.status, message, source: field(reply.json, 'source') ?? null, hasId: reply.id !== '' };
    },
  ),

  fact(68, 'empty-key', 'ingress-http', is({ status: 200, body: [''] }), async (bench) => {
    return seen(await bench.call(to('O', 'exec', ''), [ownKey]));
  }),

  fact(
    69,
    'output-not-ready',
    'attach-and-output',
    is({
      early: refused(470, 'the invocation exists but has not completed yet'),
      attach: { status: 200, body: 42 },
      late: { status: 200, body: 42 },
      expires: true,
    }),
    async (bench) => {
      const id = await bench.send(to('S', 'exec'), [sleep(1_500), answer(42)]);
      const early = seen(await bench.output(id));
      const attached = seen(await bench.attach(id));
      const late = await bench.output(id);
      return { early, attach: attached, late: seen(late), expires: 'idempotency-expires' in late.headers };
    },
  ),

  fact(75, 'client-disconnect', 'cancellation', is({ client: 'gone', done: [1] }), async (bench) => {
    const key = bench.fresh();
    const abort = new AbortController();
    const ops = [log(key), sleep(800), set('done', 1)];
    const request = bench.call(to('O', 'exec', key), ops, { signal: abort.signal });
    const id = await bench.whoLogged(key);
    await bench.sleep(200);
    abort.abort();
    const client = await request.then(
      () => 'answered',
      () => 'gone',
    );
    await bench.reaches(id, 'completed');
    return { client, done: await bench.read('O', key, 'done') };
  }),
];
