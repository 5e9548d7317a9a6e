import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field, textField } from '../json.ts';
import { failure, seen } from '../outcomes.ts';
import { answer, answerNothing, attempt, call, header, ownKey, refuse, to } from '../programs.ts';

const json = 'application/json';

/** What goes in and comes out through the ingress. */
export const ingressBodyCases: readonly Case[] = [
  fact(96, 'no-body', 'ingress-http', is('nothing'), async (bench) => {
    return (await bench.request('POST', '/S/described')).json;
  }),

  fact(
    97,
    'no-answer',
    'ingress-http',
    is([
      { status: 200, text: '', type: '' },
      { status: 200, text: 'null', type: json },
    ]),
    async (bench) => {
      const shape = (reply: Awaited<ReturnType<typeof bench.call>>) => {
        return { status: reply.status, text: reply.text, type: reply.headers['content-type'] ?? '' };
      };
      const nothing = await bench.call(to('S', 'exec'), [answerNothing]);
      return [shape(nothing), shape(await bench.call(to('S', 'exec'), [answer(null)]))];
    },
  ),

  fact(
    98,
    'terminal-metadata',
    'ingress-http',
    is({
      ingress: failure(418, 'no', { metadata: { reason: 'tea' } }),
      source: 'invocation',
      caller: [{ error: 'TerminalError', code: 418, message: 'no', metadata: { reason: 'tea' } }],
    }),
    async (bench) => {
      const refusing = [refuse('no', 418, { reason: 'tea' })];
      const ingress = await bench.call(to('S', 'exec'), refusing);
      const caller = await bench.call(to('S', 'exec'), [attempt(call(to('S', 'exec'), refusing))]);
      const source = ingress.headers['x-restate-error-source'] ?? '';
      return { ingress: seen(ingress), source, caller: caller.json };
    },
  ),

  fact(
    99,
    'delayed-send-answer',
    'ingress-http',
    is({ status: 202, accepted: 'Accepted', time: true, zero: true }),
    async (bench) => {
      const later = await bench.sendRaw(to('S', 'echo'), 1, { delay: '100ms' });
      const atOnce = await bench.sendRaw(to('S', 'echo'), 1, { delay: '0ms' });
      return {
        status: later.status,
        accepted: textField(later.json, 'status'),
        time: textField(later.json, 'executionTime').endsWith('Z'),
        zero: textField(atOnce.json, 'executionTime').endsWith('Z'),
      };
    },
  ),

  fact(100, 'request-headers', 'ingress-http', is(['mine', '/S/exec', null, null]), async (bench) => {
    const ops = ['x-mine', 'x-restate-ingress-path', 'host', 'idempotency-key'].map(header);
    const options = { headers: { 'x-mine': 'mine' }, idempotencyKey: bench.fresh() };
    return (await bench.call(to('S', 'exec'), ops, options)).json;
  }),

  fact(101, 'key-is-decoded', 'ingress-http', is(['ключ/😀 %']), async (bench) => {
    return (await bench.call(to('O', 'exec', 'ключ/😀 %'), [ownKey])).json;
  }),

  fact(
    102,
    'plain-calls-are-retained',
    'idempotency-keys',
    is({ status: 200, body: 1, expires: true }),
    async (bench) => {
      const { id } = await bench.call(to('S', 'echo'), 1);
      const again = await bench.attach(id);
      return { status: again.status, body: again.json, expires: 'idempotency-expires' in again.headers };
    },
  ),

  // A random idempotency key is put on plain requests to services and objects, and on nothing else.
  fact(103, 'hidden-idempotency-key', 'defaults', is({ call: 26, send: 26, workflow: 0 }), async (bench) => {
    const length = async (id: string): Promise<number> => {
      return (await bench.driver.invocation(id))?.idempotencyKey?.length ?? 0;
    };
    const call = await length((await bench.call(to('S', 'echo'), 1)).id);
    const send = await length(await bench.send(to('O', 'append', bench.fresh()), 1));
    const key = bench.fresh();
    await bench.call(to('W', 'run', key), []);
    const run = await bench.finds('W', key, ({ handler }) => handler === 'run');
    return { call, send, workflow: await length(run.id) };
  }),

  fact(
    104,
    'call-and-send-aliases',
    'ingress-http',
    is({ call: { status: 200, body: 1 }, send: 'Accepted', object: 1 }),
    async (bench) => {
      const called = await bench.request('POST', '/restate/call/S/echo', 1);
      const sent = await bench.request('POST', '/restate/send/S/echo', 1);
      const object = await bench.request('POST', `/restate/call/O/${bench.fresh()}/append`, 'item');
      return { call: seen(called), send: field(sent.json, 'status') ?? null, object: object.json };
    },
  ),
];
