import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field } from '../json.ts';
import { caught, failure, seen } from '../outcomes.ts';
import { answer, attempt, get, log, peek, promise, refuse, resolve, set, to } from '../programs.ts';

/** The run of a workflow happens once; its promises and state outlive it. */
export const workflowCases: readonly Case[] = [
  fact(
    46,
    'wf-second-run',
    'workflow-run',
    is({ call: invokedAlready(), send: [202, 'PreviouslyAccepted'], sameId: true, attach: ['go'], first: ['go'] }),
    async (bench) => {
      const key = bench.fresh();
      const first = bench.call(to('W', 'run', key), [log(key), promise('p')]);
      const id = await bench.whoLogged(key);
      const second = seen(await bench.call(to('W', 'run', key), [answer('second')]));
      const third = await bench.sendRaw(to('W', 'run', key), [answer('third')]);
      const attached = bench.request('GET', `/restate/workflow/W/${key}/attach`);
      await bench.call(to('W', 'shared', key), [resolve('p', 'go')]);
      return {
        call: second,
        send: [third.status, field(third.json, 'status') ?? null],
        sameId: field(third.json, 'invocationId') === id,
        attach: (await attached).json,
        first: (await first).json,
      };
    },
  ),

  fact(
    47,
    'wf-shared-before-run',
    'durable-promises',
    is({
      before: ['ok', 'early', caught('TerminalError', 409, 'promise was already completed')],
      run: ['early'],
    }),
    async (bench) => {
      const key = bench.fresh();
      const ops = [resolve('p', 'early'), peek('p'), attempt(resolve('p', 'late'))];
      const before = (await bench.call(to('W', 'shared', key), ops)).json;
      return { before, run: (await bench.call(to('W', 'run', key), [promise('p')])).json };
    },
  ),

  fact(48, 'wf-after-completion', 'workflow-run', is([1, 'from run', 'ok', 'later']), async (bench) => {
    const key = bench.fresh();
    await bench.call(to('W', 'run', key), [set('s', 1), resolve('p', 'from run')]);
    const ops = [get('s'), peek('p'), resolve('q', 'later'), promise('q')];
    return (await bench.call(to('W', 'shared', key), ops)).json;
  }),

  fact(
    49,
    'wf-failed-run',
    'workflow-run',
    is({ run: failure(418, 'nope'), again: invokedAlready(), attach: failure(418, 'nope') }),
    async (bench) => {
      const key = bench.fresh();
      const run = seen(await bench.call(to('W', 'run', key), [refuse('nope', 418)]));
      const again = seen(await bench.call(to('W', 'run', key), []));
      return { run, again, attach: seen(await bench.request('GET', `/restate/workflow/W/${key}/attach`)) };
    },
  ),

  fact(50, 'wf-purge', 'workflow-run', is({ purge: 200, shared: [null, null], again: 'again' }), async (bench) => {
    const key = bench.fresh();
    const { id } = await bench.call(to('W', 'run', key), [set('s', 1), resolve('p', 1)]);
    const purge = await bench.ask('purge', id);
    await bench.eventually('the purge', async () => ((await bench.status(id)) === undefined ? true : undefined));
    const shared = (await bench.call(to('W', 'shared', key), [get('s'), peek('p')])).json;
    return { purge, shared, again: (await bench.call(to('W', 'run', key), [answer('again')])).json };
  }),
];

function invokedAlready(): ReturnType<typeof failure> {
  return failure(409, 'the workflow method was already invoked');
}
