import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../simulation.ts';

const desk = restate.object({
  name: 'Desk',
  handlers: {
    echo: async (_ctx: restate.ObjectContext, value: string): Promise<string> => value,
    doze: async (ctx: restate.ObjectContext): Promise<string> => {
      await ctx.sleep({ seconds: 10 });
      return 'awake';
    },
    refuse: async (_ctx: restate.ObjectContext, errorCode: number): Promise<void> => {
      throw new restate.TerminalError('no', { errorCode });
    },
    wait: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('id', id);
      return promise;
    },
  },
});

const sum = restate.workflow({
  name: 'Sum',
  handlers: {
    run: async (ctx: restate.WorkflowContext, a: number): Promise<number> => (await ctx.sleep(1_000), a + 1),
  },
});

function connected() {
  const sim = new Simulation({ services: [desk, sum] });
  return { sim, ingress: clients.connect({ url: 'http://restate:8080', fetch: sim.fetch }) };
}

// The official client, unchanged.
describe('restate-sdk-clients on fetch', () => {
  it('calls', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    expect(await ingress.objectClient(desk, 'a/ b').echo('hi')).toBe('hi');
    expect(sim.server.introspection.invocations()[0]?.target).toBe('Desk/a/ b/echo');
  });

  it('sends, with delay and idempotency key, and fetches the result', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    const options = clients.rpc.sendOpts<string>({ delay: { seconds: 5 }, idempotencyKey: 'k' });
    const send = await ingress.objectSendClient(desk, 'a').echo('hi', options);
    expect(send).toMatchObject({ status: 'Accepted', attachable: true });
    expect(await ingress.objectSendClient(desk, 'a').echo('hi', options)).toMatchObject({
      status: 'PreviouslyAccepted',
      invocationId: send.invocationId,
    });
    expect(await ingress.result(send)).toBe('hi');
  });

  it('submits a workflow, asks for its output and attaches', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    const workflow = ingress.workflowClient(sum, 'w');
    await workflow.workflowSubmit(1);
    expect((await workflow.workflowOutput()).ready).toBe(false);
    expect(await workflow.workflowAttach()).toBe(2);
    expect((await workflow.workflowOutput()).result).toBe(2);
  });

  it('resolves awakeables', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    const answer = ingress.objectClient(desk, 'a').wait();
    await sim.advance(1);
    await ingress.resolveAwakeable(String(await sim.stateOf(desk, 'a').get('id')), 'done');
    expect(await answer).toBe('done');
  });

  it.each([418, 999, 1_000])('shows the error code %i', async (code) => {
    const { sim, ingress } = connected();
    await using _ = sim;
    await expect(ingress.objectClient(desk, 'a').refuse(code)).rejects.toMatchObject({
      status: code === 1_000 ? 500 : code,
      responseText: JSON.stringify({ code, message: 'no', source: 'invocation' }),
    });
  });

  it('takes a success with an error code for a success, as it does on a real server', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    expect(await ingress.objectClient(desk, 'a').refuse(200)).toMatchObject({ code: 200, message: 'no' });
  });

  it('stops waiting when its signal aborts; the invocation goes on', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    const abort = new AbortController();
    const answer = ingress.objectClient(desk, 'a').doze(clients.rpc.opts({ signal: abort.signal }));
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
    await sim.runToQuiet();
    expect(sim.trace.map(({ type }) => type)).toContain('abandoned');
    expect(sim.server.introspection.invocations()[0]?.status).toBe('completed');
  });

  it('sees a network error when the server restarts', async () => {
    const { sim, ingress } = connected();
    await using _ = sim;
    const answer = ingress.objectClient(desk, 'a').doze();
    const failure = Promise.resolve(answer).catch(String);
    await sim.advance('1s');
    sim.restartServer();
    expect(await failure).toBe('TypeError: fetch failed');
  });
});

describe('fetch', () => {
  it('answers with status, headers and body', async () => {
    const { sim } = connected();
    await using _ = sim;
    const response = await sim.fetch(new URL('http://anywhere/Desk/a/echo'), {
      method: 'post',
      headers: { 'Content-Type': 'application/json' },
      body: '"hi"',
    });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '"hi"',
    ]);
    expect(response.headers.get('x-restate-id')).toMatch(/^inv_1/);
  });

  it('takes a Request', async () => {
    const { sim } = connected();
    await using _ = sim;
    const request = new Request('http://anywhere/Desk/a/echo', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '"hi"',
    });
    expect(await (await sim.fetch(request)).json()).toBe('hi');
  });

  it('does not ask when its signal has aborted before', async () => {
    const { sim } = connected();
    await using _ = sim;
    await expect(sim.fetch('http://anywhere/Desk/a/echo', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(sim.trace).toEqual([]);
  });

  it('has no body where HTTP allows none', async () => {
    const { sim } = connected();
    await using _ = sim;
    const response = await sim.fetch('http://anywhere/Desk/a/refuse', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '204',
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });
});
