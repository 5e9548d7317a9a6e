/**
 * The official client and the conventions of `stateOf` behave alike on the simulated and on the real ingress: what each
 * call comes to is written down on both, and must be the same.
 */
import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServer } from '../../harness/has-server.ts';
import { RestateTestEnvironment } from '../../../sim/test-environment/restate-test-environment.ts';

const desk = restate.object({
  name: 'Desk',
  handlers: {
    echo: (_ctx: restate.ObjectContext, value: unknown): Promise<unknown> => Promise.resolve(value),
    count: async (ctx: restate.ObjectContext): Promise<number> => {
      const count = ((await ctx.get<number>('count')) ?? 0) + 1;
      ctx.set('count', count);
      return count;
    },
    refuse: (_ctx: restate.ObjectContext, errorCode: number): Promise<void> => {
      throw new restate.TerminalError('no', { errorCode, metadata: { why: 'so' } });
    },
    wait: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('id', id);
      return promise;
    },
    peek: restate.handlers.object.shared((ctx: restate.ObjectSharedContext) => ctx.get<string>('id')),
  },
});

const sum = restate.workflow({
  name: 'Sum',
  handlers: {
    run: async (ctx: restate.WorkflowContext, a: number): Promise<number> => {
      await ctx.sleep(300);
      const b = await ctx.promise<number>('b');
      return a + b;
    },
    give: (ctx: restate.WorkflowSharedContext, b: number): Promise<void> => ctx.promise<number>('b').resolve(b),
  },
});

const plain = restate.service({
  name: 'Plain',
  handlers: { greet: (_ctx: restate.Context, name: string): Promise<string> => Promise.resolve(`hello ${name}`) },
});

type Ingress = clients.Ingress;
type Script = (ingress: Ingress, environment: RestateTestEnvironment) => Promise<unknown>;

/** What a call came to: its value, or what the client makes of a refusal. */
async function outcome(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    return { value: await call };
  } catch (error) {
    if (!(error instanceof clients.HttpCallError))
      return { error: error instanceof Error ? error.name : String(error) };
    return { status: error.status, body: JSON.parse(error.responseText) as unknown };
  }
}

const scripts: Readonly<Record<string, Script>> = {
  'calls of services and objects': async (ingress) => [
    await ingress.serviceClient(plain).greet('ann'),
    await ingress.objectClient(desk, 'a/ b?ü').echo('hi'),
    await ingress.objectClient(desk, 'a').echo({ deep: [1, null, 'ü'] }),
    await outcome(ingress.objectClient(desk, 'a').echo(undefined)),
  ],
  'terminal errors': async (ingress) => [
    await outcome(ingress.objectClient(desk, 'r').refuse(409)),
    await outcome(ingress.objectClient(desk, 'r').refuse(418)),
    await outcome(ingress.objectClient(desk, 'r').refuse(500)),
  ],
  'sends with an idempotency key, twice, and their result': async (ingress) => {
    const options = clients.rpc.sendOpts<void>({ idempotencyKey: 'k' });
    const first = await ingress.objectSendClient(desk, 's').count(options);
    const second = await ingress.objectSendClient(desk, 's').count(options);
    return [
      first.status,
      first.attachable,
      second.status,
      first.invocationId === second.invocationId,
      await ingress.result(first),
      await ingress.objectClient(desk, 's').count(),
    ];
  },
  'calls with an idempotency key, twice': async (ingress) => {
    const options = clients.rpc.opts<void, number>({ idempotencyKey: 'twice' });
    const desks = ingress.objectClient(desk, 'i');
    return [await desks.count(options), await desks.count(options), await desks.count()];
  },
  'a workflow: submit, signal, attach, output, submit again': async (ingress) => {
    const workflow = ingress.workflowClient(sum, 'w');
    const submitted = await workflow.workflowSubmit(1);
    const early = (await workflow.workflowOutput()).ready;
    await workflow.give(2);
    const attached = await workflow.workflowAttach();
    const late = await workflow.workflowOutput();
    const again = await outcome(workflow.workflowSubmit(5).then(({ status }) => status));
    return [submitted.status, early, attached, late.ready, late.result, again];
  },
  'the output of a workflow that was never started': async (ingress) => {
    return outcome(
      ingress
        .workflowClient(sum, 'unknown')
        .workflowOutput()
        .then(({ ready }) => ready),
    );
  },
  'awakeables, resolved and rejected': async (ingress) => {
    const idOf = async (key: string): Promise<string> => {
      for (;;) {
        const id = await ingress.objectClient(desk, key).peek();
        if (id !== null) return id;
      }
    };
    const resolved = outcome(ingress.objectClient(desk, 'w1').wait());
    await ingress.resolveAwakeable(await idOf('w1'), 'well');
    const rejected = outcome(ingress.objectClient(desk, 'w2').wait());
    await ingress.rejectAwakeable(await idOf('w2'), 'ill');
    return [await resolved, await rejected];
  },
  'state as a test reads and writes it': async (ingress, environment) => {
    const state = environment.stateOf(desk, 'z');
    await ingress.objectClient(desk, 'z').count();
    const one = [await state.get('count'), await state.getAll()];
    await state.set('count', 41);
    const two = await ingress.objectClient(desk, 'z').count();
    await state.setAll({ other: ['x'] });
    return [one, two, await state.getAll(), await state.get('count'), await ingress.objectClient(desk, 'z').count()];
  },
};

describe.runIf(hasServer()).each([false, true])('the official client, always replayed: %s', (alwaysReplay) => {
  let simulated: RestateTestEnvironment;
  let real: RestateTestEnvironment;
  const services = [desk, sum, plain];
  beforeAll(async () => {
    simulated = await RestateTestEnvironment.start({ services, alwaysReplay, engine: 'sim' });
    real = await RestateTestEnvironment.start({ services, alwaysReplay, engine: 'server' });
  });
  afterAll(async () => {
    await simulated.stop();
    await real.stop();
  });

  it.each(Object.entries(scripts))('%s', async (_name, script) => {
    const on = (environment: RestateTestEnvironment): Promise<unknown> =>
      script(clients.connect({ url: environment.baseUrl() }), environment);
    const there = await on(real);
    expect(there).not.toEqual([]);
    expect(await on(simulated)).toEqual(there);
  });
});
