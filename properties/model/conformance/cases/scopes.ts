import type { Bench } from '../bench.ts';
import { fact, type Case } from '../case.ts';
import { is, type Expectation } from '../expectation.ts';
import type { Json } from '../json.ts';
import { refused, seen } from '../outcomes.ts';
import type { Op, Target } from '../ops.ts';
import { attempt, call, get, log, scoped, to, value } from '../programs.ts';
import { only } from '../versions.ts';

const rule = 'scopes';
const scope: Op = { op: 'scope' };

/** Scopes and limit keys: what they are part of, and what is refused. No server before 1.8 has them by default. */
export const scopeCases: readonly Case[] = [
  on(487, 'scope-of-service', is([[['S'], null], ['a/b']]), async (bench, s) => {
    const plain = (await bench.call(scoped(s, to('S', 'exec')), [scope])).json as readonly (readonly [string, Json])[];
    const limited = (await bench.call(scoped(s, to('S', 'exec'), 'a/b'), [scope])).json as readonly Json[][];
    return [[plain[0]?.[0] === s ? ['S'] : [], plain[0]?.[1] ?? null], [limited[0]?.[1] ?? null]];
  }),

  on(488, 'scope-of-object-state', is([[[1]], [[2]]]), async (bench, s) => {
    const key = bench.fresh();
    await bench.call(scoped(s, to('O', 'append', key)), 1);
    await bench.call(to('O', 'append', key), 2);
    return [
      (await bench.call(scoped(s, to('O', 'shared', key)), [get('items')])).json,
      (await bench.call(to('O', 'shared', key), [get('items')])).json,
    ];
  }),

  on(489, 'scope-of-lock', is(['free', 'held']), async (bench, s) => {
    const key = bench.fresh();
    const holder = await bench.send(scoped(s, to('O', 'exec', key)), [log(key), { op: 'sleep', ms: 60_000 }]);
    await bench.line(key);
    const other = await bench.within(bench.call(to('O', 'append', key), 1), 501);
    const same = await bench.within(bench.call(scoped(s, to('O', 'append', key)), 1), 501);
    await bench.ask('kill', holder);
    return [other === 'pending' ? 'held' : 'free', same === 'pending' ? 'held' : 'free'];
  }),

  on(490, 'scope-of-workflow', is([[1], [2], 409]), async (bench, s) => {
    const key = bench.fresh();
    const run = to('W', 'run', key);
    const first = (await bench.call(scoped(s, run), [value(1)])).json;
    const outside = (await bench.call(run, [value(2)])).json;
    return [first, outside, (await bench.call(scoped(s, run), [value(3)])).status];
  }),

  on(491, 'scope-of-idempotency-key', is([[1], [2], [1]]), async (bench, s) => {
    const options = { idempotencyKey: bench.fresh() };
    const target = to('S', 'exec');
    return [
      (await bench.call(scoped(s, target), [value(1)], options)).json,
      (await bench.call(target, [value(2)], options)).json,
      (await bench.call(scoped(s, target), [value(3)], options)).json,
    ];
  }),

  on(492, 'limit-key-is-no-identity', is([[1], [1]]), async (bench, s) => {
    const options = { idempotencyKey: bench.fresh() };
    return [
      (await bench.call(scoped(s, to('S', 'exec'), 'a'), [value(1)], options)).json,
      (await bench.call(scoped(s, to('S', 'exec'), 'b'), [value(2)], options)).json,
    ];
  }),

  on(
    493,
    'scope-from-handler',
    is([
      [true, 'u'],
      [true, null],
    ]),
    async (bench, s) => {
      const key = bench.fresh();
      const ops = [call(scoped(s, to('S', 'exec'), 'u'), [scope]), call(scoped(s, to('O', 'exec', key)), [scope])];
      const seenIn = (await bench.call(to('S', 'exec'), ops)).json as readonly (readonly (readonly [string, Json])[])[];
      return seenIn.map(([first]) => [first?.[0] === s, first?.[1] ?? null]);
    },
  ),

  on(494, 'scope-is-not-inherited', is([[[null, null]]]), async (bench, s) => {
    return (await bench.call(scoped(s, to('S', 'exec'), 'u'), [call(to('S', 'exec'), [scope])])).json;
  }),

  on(
    495,
    'limit-key-without-scope-from-handler',
    is([
      'RT0024',
      'limit key was provided without a scope. Limit keys take effect only when used in combination with scope',
    ]),
    (bench) => failureOf(bench, { ...to('S', 'exec'), limitKey: 'a' }),
  ),

  on(
    496,
    'bad-scope-from-handler',
    is([
      'RT0024',
      "the provided scope 'a b' is invalid: value contains characters outside the allowed set [a-zA-Z0-9_.-]",
    ]),
    (bench) => failureOf(bench, scoped('a b', to('S', 'exec'))),
  ),

  on(
    497,
    'bad-limit-key-from-handler',
    is([
      'RT0024',
      "the provided limit key 'a/b/c' is invalid: too many path components in the given limit-key (max 2)",
    ]),
    (bench) => failureOf(bench, scoped('a', to('S', 'exec'), 'a/b/c')),
  ),

  on(
    498,
    'bad-scopes',
    is([
      refused(400, 'bad scope value: value contains characters outside the allowed set [a-zA-Z0-9_.-]'),
      refused(400, 'bad scope value: value cannot be empty'),
      refused(400, 'bad scope value: value too long: 37 bytes (max 36)'),
    ]),
    async (bench) => {
      const answers: Json[] = [];
      for (const name of ['a%20b', '', 'x'.repeat(37)]) {
        answers.push(seen(await bench.request('POST', `/restate/scope/${name}/call/S/echo`, 1)));
      }
      return answers;
    },
  ),

  on(
    499,
    'bad-limit-keys',
    is([
      refused(400, 'invalid limit-key: too many path components in the given limit-key (max 2)'),
      refused(
        400,
        'invalid limit-key: invalid limit-key component: value contains characters outside the allowed set [a-zA-Z0-9_.-]',
      ),
      refused(400, 'invalid limit-key: invalid limit-key component: value cannot be empty'),
    ]),
    async (bench, s) => {
      const answers: Json[] = [];
      for (const key of ['a/b/c', 'a b', '/']) answers.push(seen(await bench.call(scoped(s, to('S', 'echo'), key), 1)));
      return answers;
    },
  ),

  on(500, 'odd-limit-keys', is([[[null]], [['a']], [['q']]]), async (bench, s) => {
    const target = scoped(s, to('S', 'exec'));
    const keyOf = async (asked: Promise<{ readonly json: Json }>): Promise<Json> => {
      const [first] = (await asked).json as readonly (readonly [string, Json])[];
      return [[first?.[1] ?? null]];
    };
    return [
      await keyOf(bench.call({ ...target, limitKey: '' }, [scope])),
      await keyOf(bench.call({ ...target, limitKey: 'a/' }, [scope])),
      await keyOf(bench.request('POST', `/restate/scope/${s}/call/S/exec?limit-key=q`, [scope])),
    ];
  }),

  on(
    501,
    'limit-key-without-scope',
    is([refused(400, 'limit-key requires a scope to be set'), refused(400, 'limit-key requires a scope to be set')]),
    async (bench) => [
      seen(await bench.call({ ...to('S', 'echo'), limitKey: 'a' }, 1)),
      seen(await bench.request('POST', '/S/echo?limit-key=a', 1)),
    ],
  ),

  on(502, 'private-and-unknown-in-scope', is([400, 404]), async (bench, s) => [
    (await bench.call(scoped(s, to('SPrivate', 'echo')), 1)).status,
    (await bench.call(scoped(s, to('Unknown', 'echo')), 1)).status,
  ]),

  on(503, 'restart-keeps-scope', is([200, [true, 'x/y']]), async (bench, s) => {
    const { id } = await bench.call(scoped(s, to('S', 'exec'), 'x/y'), [scope]);
    const restarted = await bench.admin({ type: 'restart-as-new', id });
    const { new_invocation_id: next } = JSON.parse(restarted.body) as { readonly new_invocation_id: string };
    const [first] = (await bench.attach(next)).json as readonly (readonly [string, Json])[];
    return [restarted.status, [first?.[0] === s, first?.[1] ?? null]];
  }),

  on(504, 'state-mutation-outside-scope', is([[1], [2]]), async (bench, s) => {
    const key = bench.fresh();
    await bench.call(scoped(s, to('O', 'exec', key)), [{ op: 'set', name: 'a', value: 1 }]);
    await bench.admin({ type: 'set-state', service: 'O', key, state: { a: 2 } });
    await bench.sleep(300);
    return [
      (await bench.call(scoped(s, to('O', 'shared', key)), [get('a')])).json,
      (await bench.call(to('O', 'shared', key), [get('a')])).json,
    ];
  }),

  on(505, 'send-in-scope', is({ status: 202, answer: ['ok'] }), async (bench, s) => {
    const sent = await bench.sendRaw(scoped(s, to('S', 'exec')), [value('ok')], { delay: '100ms' });
    const { invocationId } = JSON.parse(sent.text) as { readonly invocationId: string };
    return { status: sent.status, answer: (await bench.attach(invocationId)).json };
  }),
];

type Script = (bench: Bench, scope: string) => Promise<Json>;

function on(number: number, name: string, expect: Expectation, script: Script): Case {
  return only(
    '1.8',
    fact(number, name, rule, expect, (bench) => script(bench, bench.fresh('scope').replaceAll('/', '.'))),
  );
}

/** Why a handler that calls this fails. */
async function failureOf(bench: Bench, target: Target): Promise<Json> {
  const key = bench.fresh();
  const id = await bench.send(to('S', 'exec'), [log(key), attempt(call(target, [value(1)]))]);
  await bench.line(key);
  const row = await bench.eventually('a failure', async () => {
    const found = await bench.driver.invocation(id);
    return found?.lastFailureCode === undefined ? undefined : found;
  });
  const [trouble] = await bench.driver.troublesOf(id);
  await bench.ask('kill', id);
  const [, message = ''] =
    /failed precondition: (.*)/.exec(trouble !== undefined && 'message' in trouble ? String(trouble.message) : '') ??
    [];
  return [row.lastFailureCode ?? '', message];
}
