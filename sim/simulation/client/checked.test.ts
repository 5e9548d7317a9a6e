import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../simulation.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: {
    add: async (_ctx: restate.ObjectContext, by: number): Promise<number> => by,
    store: restate.handlers.object.exclusive(
      { input: restate.serde.binary },
      async (_ctx: restate.ObjectContext, _bytes: Uint8Array): Promise<void> => undefined,
    ),
  },
});
const sum = restate.workflow({ name: 'Sum', handlers: { run: async (): Promise<number> => 1 } });

const make = (): Simulation => new Simulation({ services: [counter, sum] });

// What restate-server 1.7.12 or an HTTP client refuses; `npm run fuzz:ingress` compares the ingress with the server.
describe('a client', () => {
  it.each([
    ['zoë', 'has the character "ë": a server accepts visible ASCII only and responds with status 400'],
    ['a\nb', 'has the character "\\n"'],
    ['\0', 'has the character "\\u0000"'],
    ['a\x7f', 'has the character "\x7f"'],
    ['😀', 'has the character "😀"'],
    ['', 'is empty, and clients of Restate send none then'],
    [' a', 'begins or ends with a blank or a tab, which HTTP drops: trim it.'],
    ['a\t', 'begins or ends with a blank or a tab'],
    [5 as unknown as string, 'must be a string, not 5.'],
  ])('refuses the idempotency key %j', async (idempotencyKey, why) => {
    await using sim = make();
    const ann = sim.client.object(counter, 'ann');
    const expected = expect.objectContaining({
      code: 'INVALID_IDEMPOTENCY_KEY',
      message: expect.stringContaining(`The idempotency key of Counter.add ${why}`),
    });
    expect(() => ann.add(1, restate.rpc.opts({ idempotencyKey }))).toThrow(expected);
    expect(() => ann.add.send(1, restate.rpc.sendOpts({ idempotencyKey }))).toThrow(expected);
    expect(sim.trace).toEqual([]);
  });

  it.each([['a'], ['a b'], ['a\tb'], ['"~!']])('takes the idempotency key %j', async (idempotencyKey) => {
    await using sim = make();
    expect(await sim.client.object(counter, 'ann').add(1, restate.rpc.opts({ idempotencyKey }))).toBe(1);
  });

  it.each([
    [{ 'x a': '1' }, 'The header "x a" of a request to Counter.add has a name that HTTP does not allow'],
    [{ '': '1' }, 'has a name that HTTP does not allow'],
    [{ x: 'é' }, 'is not visible ASCII, which a server refuses with status 400: encode its value.'],
    [{ x: 'a\nb' }, 'is not visible ASCII'],
    [{ x: ' a' }, 'begins or ends with a blank or a tab, which HTTP drops: trim its value.'],
    [{ x: 'a\t' }, 'begins or ends with a blank or a tab'],
    [{ x: 1 as unknown as string }, 'must be a string, not 1.'],
  ])('refuses the headers %j', async (headers, why) => {
    await using sim = make();
    expect(() => sim.client.object(counter, 'ann').add(1, restate.rpc.opts({ headers }))).toThrow(
      expect.objectContaining({ code: 'INVALID_HEADER', message: expect.stringContaining(why) }),
    );
  });

  it('refuses a key that is not Unicode where it is given', async () => {
    await using sim = make();
    const expected = expect.objectContaining({
      code: 'INVALID_KEY',
      message: expect.stringContaining(
        'has half of a surrogate pair, which cannot be encoded in a URL; use well-formed',
      ),
    });
    expect(() => sim.client.object(counter, 'a\ud800')).toThrow(expected);
    expect(() => sim.client.workflow(sum, 'a\ud800')).toThrow(expected);
  });

  const PATH_BYTES = 65_534 - '/Counter//add'.length;

  it.each([
    ['k'.repeat(PATH_BYTES + 1), 65_535],
    ['é'.repeat(11_000), 66_013],
  ])('refuses a path of more than 65534 bytes', async (key, length) => {
    await using sim = make();
    const tooLarge = (shown: string): unknown =>
      expect.objectContaining({ code: 'REQUEST_TOO_LARGE', message: expect.stringContaining(shown) });
    const ann = sim.client.object(counter, key);
    expect(() => ann.add(1)).toThrow(tooLarge(`... has a path of ${length} bytes: a server reads at most 65534 and`));
    expect(() => ann.add.send(1)).toThrow(tooLarge(`has a path of ${length + '/send'.length} bytes`));
    expect(() => sim.client.workflow(sum, key).workflowOutput()).toThrow(
      tooLarge('The request GET /restate/workflow/'),
    );
    expect(() => sim.client.workflow(sum, key).workflowAttach()).toThrow(
      tooLarge('The request GET /restate/workflow/'),
    );
    expect(sim.trace).toEqual([]);
  });

  it('takes the longest path that a server reads', async () => {
    await using sim = make();
    expect(await sim.client.object(counter, 'k'.repeat(PATH_BYTES)).add(1)).toBe(1);
  });

  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, place) => [`x${place}`, '1']));
  const HEAD_BYTES = 417_792 - 'POST /Counter/ann/add HTTP/1.1\r\n\r\ncontent-type: application/json\r\nx: \r\n'.length;

  it.each([
    [many(100), 'has 101 headers: a server reads at most 100, with those that an HTTP client adds, and responds with'],
    [{ x: 'a'.repeat(HEAD_BYTES + 1) }, 'has a path and headers of 417793 bytes: a server reads at most 417792 and'],
  ])('refuses headers that are too large together', async (headers, why) => {
    await using sim = make();
    expect(() => sim.client.object(counter, 'ann').add(1, restate.rpc.opts({ headers }))).toThrow(
      expect.objectContaining({
        code: 'REQUEST_TOO_LARGE',
        message: expect.stringContaining(`The request POST /Counter/ann/add ${why}`),
      }),
    );
  });

  it('takes as many headers as a server reads', async () => {
    await using sim = make();
    const ann = sim.client.object(counter, 'ann');
    expect(await ann.add(1, restate.rpc.opts({ headers: many(99) }))).toBe(1);
    expect(await ann.add(1, restate.rpc.opts({ headers: { x: 'a'.repeat(HEAD_BYTES) } }))).toBe(1);
  });

  it('shows why a body is refused that is too long to be read', async () => {
    await using sim = make();
    const long = new Uint8Array(33 * 1024 * 1024);
    await expect(sim.client.object(counter, 'ann').store(long)).rejects.toMatchObject({
      code: 'INGRESS_ERROR',
      status: 413,
      message: 'length limit exceeded',
    });
  });
});
