import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { textField, type Json } from '../json.ts';
import { failure, refused, seen } from '../outcomes.ts';
import { answer, attach, attempt, cancel, log, sleep, to } from '../programs.ts';

/** Finding an invocation again: attach waits, output does not, lookup only names it. */
export const lookupCases: readonly Case[] = [
  fact(
    105,
    'attach-unknown',
    'attach-and-output',
    is([failure(404, 'not found'), refused(404, 'invocation not found'), 400, 400]),
    async (bench) => {
      const attached = await bench.attach(unknownId);
      const output = await bench.output(unknownId);
      const bad = [await bench.attach('foo'), await bench.output('foo')];
      return [seen(attached), seen(output), ...bad.map(({ status }) => status)];
    },
  ),

  fact(
    106,
    'attach-forms',
    'ingress-http',
    is({ attach: [5, 5, 5], output: [5, 5, 5], lookup: 'the same id' }),
    async (bench) => {
      const idempotencyKey = bench.fresh();
      const { id } = await bench.call(to('S', 'exec'), [answer(5)], { idempotencyKey });
      const target = { target: 'idempotentInvocation', service: 'S', handler: 'exec', idempotencyKey };
      const forms = async (verb: string): Promise<Json> => {
        const replies = [
          await bench.request('GET', `/restate/${verb}/${id}`),
          await bench.request('GET', `/restate/invocation/S/exec/${idempotencyKey}/${verb}`),
          await bench.request('POST', `/restate/${verb}`, target),
        ];
        return replies.map(({ json }) => json);
      };
      const found = textField((await bench.request('POST', '/restate/lookup', target)).json, 'invocationId');
      return {
        attach: await forms('attach'),
        output: await forms('output'),
        lookup: found === id ? 'the same id' : found,
      };
    },
  ),

  // Lookup computes the id, it does not look whether there is such an invocation.
  fact(
    107,
    'attach-workflow-forms',
    'ingress-http',
    is({
      known: ['done', 'done', 'done'],
      lookup: 'the same id',
      unknown: [failure(404, 'not found'), refused(404, 'invocation not found'), 200],
      object: failure(404, 'not found'),
    }),
    async (bench) => {
      const [key, other] = [bench.fresh(), bench.fresh()];
      await bench.call(to('W', 'run', key), [answer('done')]);
      const target = { target: 'workflow', workflowName: 'W', workflowKey: key };
      const known = [
        await bench.request('GET', `/restate/workflow/W/${key}/output`),
        await bench.request('POST', '/restate/output', target),
        await bench.request('POST', '/restate/attach', target),
      ];
      const found = textField((await bench.request('POST', '/restate/lookup', target)).json, 'invocationId');
      const { id } = await bench.finds('W', key, ({ handler }) => handler === 'run');
      const attached = seen(await bench.request('GET', `/restate/workflow/W/${other}/attach`));
      const output = seen(await bench.request('GET', `/restate/workflow/W/${other}/output`));
      const lookup = await bench.request('POST', '/restate/lookup', { ...target, workflowKey: other });
      return {
        known: known.map(({ json }) => json),
        lookup: found === id ? 'the same id' : found,
        unknown: [attached, output, lookup.status],
        object: seen(await bench.request('GET', `/restate/workflow/O/${key}/attach`)),
      };
    },
  ),

  fact(108, 'two-attaches', 'attach-and-output', is([5, 5]), async (bench) => {
    const id = await bench.send(to('S', 'exec'), [sleep(400), answer(5)]);
    return (await Promise.all([bench.attach(id), bench.attach(id)])).map(({ json }) => json);
  }),

  fact(
    109,
    'attach-from-handler',
    'attach-and-output',
    is([{ v: 1 }, { error: 'TerminalError', code: 404, message: 'not found' }]),
    async (bench) => {
      const id = await bench.send(to('S', 'exec'), [sleep(300), answer({ v: 1 })]);
      return (await bench.call(to('S', 'exec'), [attach(id), attempt(attach(unknownId))])).json;
    },
  ),

  fact(110, 'attach-from-handler-to-workflow', 'attach-and-output', is(['from run']), async (bench) => {
    const key = bench.fresh();
    const run = bench.call(to('W', 'run', key), [log(key), sleep(400), answer('from run')]);
    const id = await bench.whoLogged(key);
    const attached = (await bench.call(to('S', 'exec'), [attach(id)])).json;
    await run;
    return attached;
  }),

  fact(111, 'forgotten-invocation', 'idempotency-keys', is([failure(404, 'not found'), 'gone']), async (bench) => {
    const key = bench.fresh();
    const id = await bench.send(to('OForgets', 'append', key), 'item');
    await bench.itemsOnce('OForgets', key, 1);
    await bench.eventually('the end', async () => ((await bench.status(id)) === undefined ? true : undefined));
    return [seen(await bench.attach(id)), (await bench.status(id)) ?? 'gone'];
  }),

  fact(112, 'cancel-of-completed-from-handler', 'cancellation', is({ caller: 'ok', other: 5 }), async (bench) => {
    const { id } = await bench.call(to('S', 'exec'), [answer(5)]);
    const caller = (await bench.call(to('S', 'exec'), [cancel(id), answer('ok')])).json;
    return { caller, other: (await bench.attach(id)).json };
  }),
];

/** Well formed, but of no invocation. */
export const unknownId = 'inv_14GagNPEH2X66fEwACHYpswHIYb6jBeqjd';
