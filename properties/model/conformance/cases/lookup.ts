import { fact, type Case } from '../case.ts';
import { is } from '../expectation.ts';
import { field, textField, type Json } from '../json.ts';
import { failure, refused, seen } from '../outcomes.ts';
import { answer, attach, attempt, cancel, log, refuse, sleep, to } from '../programs.ts';

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

  fact(
    557,
    'status-stages',
    'attach-and-output',
    is({
      waiting: ['created', 'created'],
      running: 'started',
      completed: ['completed', null],
      failed: ['completed', { code: 418, message: 'no' }],
      killed: ['completed', { code: 409, message: 'killed' }],
    }),
    async (bench) => {
      const key = bench.fresh();
      const stage = async (id: string): Promise<Json> =>
        field((await bench.request('GET', `/restate/status/${id}`)).json, 'stage') ?? null;
      const both = async (id: string): Promise<Json> => {
        const { json } = await bench.request('GET', `/restate/invocation/${id}/status`);
        return [field(json, 'stage') ?? null, field(json, 'error') ?? null];
      };
      const running = await bench.send(to('O', 'exec', key), [log(key), sleep(60_000)]);
      await bench.line(key);
      const inboxed = await bench.send(to('O', 'exec', key), [answer(1)]);
      const scheduled = await bench.send(to('S', 'exec'), [answer(1)], { delay: '60s' });
      const seenFirst = { waiting: [await stage(inboxed), await stage(scheduled)], running: await stage(running) };
      const { id: completed } = await bench.call(to('S', 'exec'), [answer(1)]);
      const { id: failed } = await bench.call(to('S', 'exec'), [refuse('no', 418)]);
      await bench.ask('kill', inboxed);
      await bench.ask('kill', scheduled);
      await bench.ask('kill', running);
      await bench.reaches(running, 'completed');
      return {
        ...seenFirst,
        completed: await both(completed),
        failed: await both(failed),
        killed: await both(running),
      };
    },
  ),

  fact(
    558,
    'status-forms',
    'ingress-http',
    is({
      forms: [
        [200, 'completed'],
        [200, 'completed'],
        [200, 'completed'],
        [200, 'completed'],
      ],
      unknown: [refused(404, 'invocation not found'), refused(404, 'invocation not found')],
      bad: [400, 405],
    }),
    async (bench) => {
      const [idempotencyKey, workflowKey] = [bench.fresh(), bench.fresh()];
      const { id } = await bench.call(to('S', 'exec'), [answer(5)], { idempotencyKey });
      await bench.call(to('W', 'run', workflowKey), [answer('done')]);
      const target = { target: 'idempotentInvocation', service: 'S', handler: 'exec', idempotencyKey };
      const forms = [
        await bench.request('GET', `/restate/status/${id}`),
        await bench.request('GET', `/restate/invocation/S/exec/${idempotencyKey}/status`),
        await bench.request('GET', `/restate/workflow/W/${workflowKey}/status`),
        await bench.request('POST', '/restate/status', target),
      ];
      const unknown = [
        await bench.request('GET', `/restate/status/${unknownId}`),
        await bench.request('GET', `/restate/workflow/W/${bench.fresh()}/status`),
      ];
      const bad = [
        await bench.request('GET', '/restate/status/foo'),
        await bench.request('POST', `/restate/status/${id}`),
      ];
      return {
        forms: forms.map(({ status, json }) => [status, field(json, 'stage') ?? null]),
        unknown: unknown.map(seen),
        bad: bad.map(({ status }) => status),
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
