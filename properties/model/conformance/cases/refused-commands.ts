import type { Bench } from '../bench.ts';
import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { textField, type Json } from '../json.ts';
import type { Op, Target } from '../ops.ts';
import { call, clear, failTimes, get, keys, ownKey, peek, set, to } from '../programs.ts';

/** Commands that the server does not take from a handler: what it says, word for word. */
export const refusedCommandCases: readonly Case[] = [
  fact(
    188,
    'no-state-in-services',
    'shared-handlers-and-workflows',
    is([
      said('GetLazyState', "unsupported entry type, this service type doesn't have state access", 'RT0017'),
      said('GetLazyStateKeys', "unsupported entry type, this service type doesn't have state access", 'RT0017'),
      said('SetState', "unsupported entry type, this service type doesn't have state access", 'RT0017'),
    ]),
    async (bench) => [
      await refusal(bench, to('S', 'exec'), get('a')),
      await refusal(bench, to('S', 'exec'), keys),
      await refusal(bench, to('S', 'exec'), set('a', 1)),
    ],
  ),

  fact(
    189,
    'refusals-in-words',
    'ingress-http',
    is([
      said('SetState', 'unsupported entry type, this handler type cannot write state', 'RT0017'),
      said('ClearState', 'unsupported entry type, this handler type cannot write state', 'RT0017'),
      said('PeekPromise', 'unsupported entry type, only Workflow services support it', 'RT0017'),
      said('Call', 'the service handler S/nope was not found', 'RT0018'),
      said(
        'Call',
        "a key was provided, but the callee 'S' is a Service. Only VirtualObjects or Workflows accept a key",
        'RT0017',
      ),
    ]),
    async (bench) => [
      await refusal(bench, to('O', 'shared', bench.fresh()), set('a', 1)),
      await refusal(bench, to('O', 'shared', bench.fresh()), clear('a')),
      await refusal(bench, to('O', 'exec', bench.fresh()), peek('p')),
      await refusal(bench, to('S', 'exec'), call(to('S', 'nope'), 1)),
      await refusal(bench, to('S', 'exec'), call(to('S', 'exec', 'k'), 1)),
    ],
  ),

  fact(230, 'calls-without-a-key', 'ingress-http', is(['', '', '']), async (bench) => {
    const keyOf = async (target: Target): Promise<Json> => {
      const { json } = await bench.call(to('S', 'exec'), [call(target, [ownKey])]);
      return (json as readonly (readonly Json[])[])[0]?.[0] ?? null;
    };
    return [await keyOf(to('O', 'exec')), await keyOf(to('O', 'exec', '')), await keyOf(to('W', 'run'))];
  }),

  fact(190, 'no-stack-of-a-refusal', 'retry-policy', is({ thrown: true, refused: false }), async (bench) => {
    const hasStack = async (op: Op): Promise<boolean> => {
      const { json } = await bench.call(to('SKills', 'exec'), [op]);
      return textField(json, 'stacktrace') !== '';
    };
    const thrown = await hasStack(failTimes(bench.fresh(), 100));
    return { thrown, refused: await hasStack(get('a')) };
  }),
];

function said(command: string, why: string, doc: string): Json {
  return `[${doc}] cannot process command Command: ${command} (command index 1) because of a failed precondition: ${why}`;
}

/** The first failure of a handler that does this. */
async function refusal(bench: Bench, target: Target, op: Op): Promise<Json> {
  const id = await bench.send(target, [op]);
  const failure = await bench.eventually('a failed attempt', async () => (await bench.driver.troublesOf(id))[0]);
  await bench.ask('kill', id);
  return failure.type === 'paused' ? failure.type : `[${failure.doc ?? ''}] ${failure.message}`;
}
