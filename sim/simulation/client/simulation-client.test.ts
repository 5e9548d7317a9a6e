import * as restate from '@restatedev/restate-sdk';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Answer } from './answer.ts';
import { Abandoned, ConnectionLost, IngressError } from './client-errors.ts';
import type { Receipt } from './receipt.ts';
import { Simulation } from '../simulation.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (ctx: restate.ObjectContext, amount: number): Promise<number> => {
      const value = ((await ctx.get<number>('value')) ?? 0) + amount;
      ctx.set('value', value);
      return value;
    },
    refuse: async (): Promise<void> => {
      throw new restate.TerminalError('no', { errorCode: 200, metadata: { a: 'b' } });
    },
    doze: async (ctx: restate.ObjectContext): Promise<string> => {
      await ctx.sleep({ seconds: 10 });
      return 'awake';
    },
    wait: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('id', id);
      return promise;
    },
    value: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<number | null> =>
      ctx.get('value'),
    ),
  },
});

const greeter = restate.service({
  name: 'Greeter',
  handlers: {
    greet: async (ctx: restate.Context, name: string): Promise<string> =>
      `Hello ${name} ${ctx.request().headers.get('x-mood')}`,
    bytes: restate.handlers.handler(
      { input: restate.serde.binary, output: restate.serde.binary },
      async (_ctx: restate.Context, bytes: Uint8Array): Promise<Uint8Array> => bytes.toReversed(),
    ),
    secret: restate.handlers.handler({ ingressPrivate: true }, async (): Promise<void> => {}),
  },
});

const sum = restate.workflow({
  name: 'Sum',
  handlers: {
    run: async (ctx: restate.WorkflowContext, a: number): Promise<number> => a + (await ctx.promise<number>('b')),
    b: async (ctx: restate.WorkflowSharedContext, b: number): Promise<void> => {
      await ctx.promise<number>('b').resolve(b);
    },
  },
});

function simulation(): Simulation {
  return new Simulation({ services: [counter, greeter, sum] });
}

const encoded = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

/** A serde that returns another type than it should. */
const returning = (serialize: (value: unknown) => unknown): restate.Serde<unknown> => ({
  contentType: 'application/json',
  serialize: serialize as restate.Serde<unknown>['serialize'],
  deserialize: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
});
const buffer = returning((value) => encoded(value).buffer);

const odd = restate.object({
  name: 'Odd',
  handlers: {
    answer: restate.handlers.object.exclusive(
      { output: buffer },
      async (_ctx: restate.ObjectContext): Promise<unknown> => 5,
    ),
    keep: async (ctx: restate.ObjectContext): Promise<unknown> => {
      ctx.set('a', 1, buffer);
      return ctx.get('a', buffer);
    },
    nothing: restate.handlers.object.exclusive(
      { output: { ...buffer, serialize: () => new Uint8Array() } },
      async (_ctx: restate.ObjectContext): Promise<unknown> => 5,
    ),
    echo: restate.handlers.object.exclusive(
      { input: { ...buffer, serialize: encoded } },
      async (_ctx: restate.ObjectContext, input: unknown): Promise<unknown> => [input],
    ),
  },
  options: { retryPolicy: { maxAttempts: 2, onMaxAttempts: 'pause' } },
});

/** A serde that reads nothing but JSON, and its words for no bytes. */
const END_OF_JSON = 'Unexpected end of JSON input';

describe('a serde that returns another type than bytes', () => {
  const BYTES = 'A serde returned a value of type ArrayBuffer where the SDK needs a Uint8Array';

  it('for the output: the response has no bytes, as with the SDK, and the error names the misuse', async () => {
    await using sim = new Simulation({ services: [odd] });
    const answer = sim.client.object(odd, 'k').answer();
    await expect(answer).rejects.toMatchObject({
      code: 'UNREADABLE_RESPONSE',
      message: expect.stringContaining(
        `The response of Odd/k/answer cannot be read: the serde of the output throws '${END_OF_JSON}' on its 0 bytes. Before that, in invocation a, attempt 1: ${BYTES} (Output)`,
      ) as string,
      cause: expect.any(SyntaxError) as Error,
    });
  });

  it('for state: the error of a client whose response never arrives names the misuse', async () => {
    await using sim = new Simulation({ services: [odd] });
    const text = `(${END_OF_JSON}); resume, cancel or kill it. Before that, in invocation a, attempt 1: ${BYTES} (SetState)`;
    await expect(sim.client.object(odd, 'k').keep()).rejects.toThrow(text);
  });

  it('is not the only reason for a response that cannot be read', async () => {
    await using sim = new Simulation({ services: [odd] });
    const { nothing, echo } = sim.client.object(odd, 'k');
    await expect(nothing()).rejects.toThrow(
      'on its 0 bytes. The handler returned undefined, or its serde wrote nothing',
    );
    const opposite = returning(encoded);
    opposite.deserialize = () => {
      throw new Error('other bytes expected');
    };
    await expect(echo(1, restate.rpc.opts({ output: opposite }))).rejects.toThrow(
      "throws 'other bytes expected' on its 3 bytes. The serde that wrote it is another one",
    );
  });

  it.each([
    ['an ArrayBuffer', (value: unknown) => encoded(value).buffer, 'x'],
    ['a DataView', (value: unknown) => new DataView(encoded(value).buffer), 'x'],
    ['a string', (value: unknown) => JSON.stringify(value), 'x'],
    ['a number', () => 7, 7],
  ])('for a request: %s is sent as fetch sends it', async (_type, serialize, received) => {
    await using sim = new Simulation({ services: [odd] });
    const input = returning(serialize);
    expect(await sim.client.object(odd, 'k').echo('x', restate.rpc.opts({ input }))).toEqual([received]);
  });
});

describe('a client', () => {
  it('calls handlers with the types of the definition', async () => {
    await using sim = simulation();
    const ann = sim.client.object(counter, 'ann/1');
    expectTypeOf(ann.add).parameter(0).toEqualTypeOf<number>();
    expectTypeOf(ann.add(1)).toEqualTypeOf<Answer<number>>();
    expectTypeOf(ann.add.send(1)).toEqualTypeOf<Answer<Receipt<number>>>();
    expectTypeOf(ann.value()).toEqualTypeOf<Answer<number | null>>();
    expectTypeOf(ann).not.toHaveProperty('subtract');
    expect(await ann.add(4)).toBe(6);
    expect(await ann.value()).toBe(6);
  });

  it('moves the world only while an answer is awaited', async () => {
    await using sim = simulation();
    const answer = sim.client.object(counter, 'ann').add(1);
    await Promise.resolve();
    expect(sim.trace).toEqual([]);
    expect(await answer).toBe(1);
    expect(answer.operation).toBe('a');
  });

  it('lets several requests be under way together', async () => {
    await using sim = simulation();
    const ann = sim.client.object(counter, 'ann');
    expect(await Promise.all([ann.add(1), ann.add(1), ann.add(1)])).toEqual([1, 2, 3]);
  });

  it('skips the time that handlers sleep', async () => {
    await using sim = simulation();
    const began = sim.now;
    expect(await sim.client.object(counter, 'ann').doze()).toBe('awake');
    expect(sim.now - began).toBe(10_000);
  });

  it('uses the serdes that the handler declares', async () => {
    await using sim = simulation();
    expect(await sim.client.service(greeter).bytes(Uint8Array.of(1, 2))).toEqual(Uint8Array.of(2, 1));
  });

  it('takes the options of the SDK', async () => {
    await using sim = simulation();
    const once = restate.rpc.opts<number, number>({ idempotencyKey: 'once' });
    const ann = sim.client.object(counter, 'ann');
    expect([await ann.add(1, once), await ann.add(1, once)]).toEqual([1, 1]);
    const { greet } = sim.client.service(greeter);
    expect(await greet('Bob', restate.rpc.opts({ headers: { 'x-mood': 'again' } }))).toBe('Hello Bob again');
  });

  it('throws the terminal error of a handler, even one that says it is a success', async () => {
    await using sim = simulation();
    const failure: unknown = await sim.client
      .object(counter, 'ann')
      .refuse()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(restate.TerminalError);
    expect(failure).toMatchObject({ code: 200, message: 'no', metadata: { a: 'b' } });
  });

  it('throws what the ingress refuses', async () => {
    await using sim = simulation();
    const refused = sim.client.service(greeter).secret();
    await expect(refused).rejects.toThrow(IngressError);
    await expect(refused).rejects.toMatchObject({ status: 400, message: 'the invoked service is not public' });
  });

  it('can stop waiting, which the invocation does not notice', async () => {
    await using sim = simulation();
    const answer = sim.client.object(counter, 'ann').doze();
    await sim.advance('1s');
    answer.abandon();
    await expect(answer).rejects.toThrow(Abandoned);
    await sim.runToQuiet();
    expect(sim.server.introspection.invocations()[0]?.status).toBe('completed');
  });

  it('sees a broken connection when the server restarts', async () => {
    await using sim = simulation();
    const answer = sim.client.object(counter, 'ann').doze();
    await sim.advance('1s');
    sim.restartServer();
    await expect(answer).rejects.toThrow(ConnectionLost);
  });

  it('says what is bound when it is asked for something else', () => {
    const sim = simulation();
    const other = restate.service({ name: 'Other', handlers: { h: async (): Promise<void> => {} } });
    expect(() => sim.client.service(other)).toThrow("'Other' is not bound");
    const renamed = restate.object({ name: 'Counter', handlers: { subtract: async (): Promise<void> => {} } });
    expect(() => sim.client.object(renamed, 'ann').subtract()).toThrow(
      "'Counter' has no handler 'subtract'; it has add",
    );
  });
});

describe('a send', () => {
  it('gives a receipt, which leads to the result', async () => {
    await using sim = simulation();
    const receipt = await sim.client
      .object(counter, 'ann')
      .add.send(5, restate.rpc.sendOpts({ delay: { seconds: 5 } }));
    expect(receipt).toMatchObject({ status: 'Accepted', executionTime: '2026-01-01T00:00:05.000000000Z' });
    expect(await receipt.output()).toEqual({ ready: false });
    expect(await receipt.attach()).toBe(5);
    expect(await receipt.output()).toEqual({ ready: true, result: 5 });
    expect(await sim.client.attach(receipt.invocationId)).toBe(5);
  });
});

describe('a workflow client', () => {
  it('says how a workflow is submitted, to code that knows the clients of the SDK', () => {
    const client = simulation().client.workflow(sum, 'w') as unknown as { workflowSubmit(input: number): unknown };
    expect(() => client.workflowSubmit(1)).toThrow('use run.send(input)');
  });

  it('submits, signals and comes back', async () => {
    await using sim = simulation();
    const workflow = sim.client.workflow(sum, 'w');
    expect(await workflow.run.send(1)).toMatchObject({ status: 'Accepted' });
    expect(await workflow.run.send(1)).toMatchObject({ status: 'PreviouslyAccepted' });
    expect(await workflow.workflowOutput()).toEqual({ ready: false });
    await workflow.b(41);
    const result = workflow.workflowAttach();
    expectTypeOf(result).toEqualTypeOf<Answer<number>>();
    expect(await result).toBe(42);
    expect(await workflow.workflowOutput()).toEqual({ ready: true, result: 42 });
    await expect(workflow.run(1)).rejects.toMatchObject({
      code: 409,
      message: 'the workflow method was already invoked',
    });
  });
});

describe('awakeables', () => {
  async function waiting(sim: Simulation): Promise<{ answer: Answer<string>; id: string }> {
    const answer = sim.client.object(counter, 'ann').wait();
    await sim.advance(1);
    return { answer, id: String(await sim.stateOf(counter, 'ann').get('id')) };
  }

  it('are resolved from outside', async () => {
    await using sim = simulation();
    const { answer, id } = await waiting(sim);
    await sim.client.resolveAwakeable(id, 'done');
    expect(await answer).toBe('done');
  });

  it('are rejected from outside', async () => {
    await using sim = simulation();
    const { answer, id } = await waiting(sim);
    await sim.client.rejectAwakeable(id, 'never');
    await expect(answer).rejects.toMatchObject({ code: 500, message: 'never' });
  });

  it('are refused where the id is none, and so are operations on invocations', async () => {
    await using sim = simulation();
    const { id } = await waiting(sim);
    const half = id.slice(0, 20);
    await expect(sim.client.resolveAwakeable(half, 1)).rejects.toMatchObject({
      status: 400,
      message: `bad awakeable id '${half}': id doesn't match the expected type`,
    });
    expect(sim.kill('inv_1')).toMatchObject({ status: 400 });
  });
});
