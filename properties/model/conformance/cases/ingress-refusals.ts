import { only } from '../versions.ts';
import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { refused, seen } from '../outcomes.ts';
import { call, to, value } from '../programs.ts';

const badPath = 'bad path, expected either /:service-name/:handler or /:object-name/:object-key/:handler';

/** What the ingress refuses by itself, before there is an invocation. */
export const ingressRefusalCases: readonly Case[] = [
  fact(
    87,
    'unknown-service',
    'ingress-http',
    is(refused(404, "service 'Unknown' not found, make sure to register the service before calling it.")),
    async (bench) => seen(await bench.call(to('Unknown', 'exec'), 1)),
  ),

  fact(
    88,
    'unknown-handler',
    'ingress-http',
    is(
      refused(
        404,
        "the service 'S' exists, but the handler 'nothing' was not found, " +
          'check that the handler exists in the latest registered service version.',
      ),
    ),
    async (bench) => seen(await bench.call(to('S', 'nothing'), 1)),
  ),

  fact(89, 'bad-path', 'ingress-http', is([refused(400, badPath), refused(400, badPath)]), async (bench) => {
    const missingKey = await bench.request('POST', '/O/exec', []);
    const extraSegment = await bench.request('POST', '/S/exec/more/and-more', []);
    return [seen(missingKey), seen(extraSegment)];
  }),

  fact(
    90,
    'content-type',
    'ingress-http',
    is([
      refused(400, 'input validation error: Empty content-type'),
      refused(400, "input validation error: Content-type 'text/plain' does not match 'application/json'"),
      { status: 200, body: 1 },
    ]),
    async (bench) => {
      const none = await bench.request('POST', '/S/echo', undefined, { type: '', text: '1' });
      const wrong = await bench.request('POST', '/S/echo', undefined, { type: 'text/plain', text: '1' });
      const withCharset = { type: 'application/json; charset=utf-8', text: '1' };
      return [seen(none), seen(wrong), seen(await bench.request('POST', '/S/echo', undefined, withCharset))];
    },
  ),

  fact(91, 'method-not-allowed', 'ingress-http', is(refused(405, 'method not allowed')), async (bench) => {
    return seen(await bench.request('PUT', '/S/echo', 1));
  }),

  fact(
    92,
    'private-service',
    'ingress-http',
    is({ ingress: refused(400, 'the invoked service is not public'), handler: [[1]] }),
    async (bench) => {
      const ingress = seen(await bench.call(to('SPrivate', 'exec'), [value(1)]));
      const viaHandler = await bench.call(to('S', 'exec'), [call(to('SPrivate', 'exec'), [value(1)])]);
      return { ingress, handler: viaHandler.json };
    },
  ),

  fact(
    93,
    'delay-query',
    'ingress-http',
    is([
      refused(400, 'cannot use the delay query parameter with calls. The delay is supported only with sends'),
      400,
      202,
      202,
    ]),
    async (bench) => {
      const onCall = await bench.request('POST', '/S/echo?delay=1s', 1);
      const bad = await bench.sendRaw(to('S', 'echo'), 1, { delay: 'soon' });
      const friendly = await bench.sendRaw(to('S', 'echo'), 1, { delay: '500ms' });
      const iso = await bench.sendRaw(to('S', 'echo'), 1, { delay: 'PT0.5S' });
      return [seen(onCall), bad.status, friendly.status, iso.status];
    },
  ),

  only(
    '1.7',
    fact(
      94,
      'scope-needs-vqueues',
      'scopes-and-limit-keys',
      is([
        refused(400, 'scoped invocations require vqueues to be enabled'),
        refused(400, 'limit-key requires a scope to be set'),
      ]),
      async (bench) => {
        const scoped = await bench.request('POST', '/restate/scope/tenant/call/S/echo', 1);
        const limited = await bench.call(to('S', 'echo'), 1, { headers: { 'x-restate-limit-key': 'a/b' } });
        return [seen(scoped), seen(limited)];
      },
    ),
  ),

  fact(
    95,
    'idempotency-key-on-run',
    'workflow-run',
    is([400, { status: 200, body: 'shared may have one' }]),
    async (bench) => {
      const options = { idempotencyKey: bench.fresh() };
      const run = await bench.call(to('W', 'run', bench.fresh()), [], options);
      const shared = await bench.call(
        to('W', 'shared', bench.fresh()),
        [{ op: 'return', value: 'shared may have one' }],
        options,
      );
      return [run.status, seen(shared)];
    },
  ),
];
