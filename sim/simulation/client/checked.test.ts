import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../simulation.ts';

const counter = restate.object({
  name: 'Counter',
  handlers: { add: async (_ctx: restate.ObjectContext, by: number): Promise<number> => by },
});
const sum = restate.workflow({ name: 'Sum', handlers: { run: async (): Promise<number> => 1 } });

const make = (): Simulation => new Simulation({ services: [counter, sum] });

// What restate-server 1.7.12 or an HTTP client refuses; `npm run fuzz:ingress` compares the ingress with the server.
describe('a client', () => {
  it.each([
    ['zoë', 'has the character "ë": a server accepts visible ASCII only and responds with status 400'],
    ['a\nb', 'has the character "\\n"'],
    ['a\tb', 'has the character "\\t"'],
    ['\0', 'has the character "\\u0000"'],
    ['😀', 'has the character "😀"'],
    ['', 'is empty, and clients of Restate send none then'],
    [' a', 'begins or ends with a blank, which HTTP drops: trim it.'],
    ['a'.repeat(417_793), 'has 417793 characters: a server reads at most 417792 bytes of headers, so hash it.'],
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

  it.each([['a'], ['a b'], ['"~!']])('takes the idempotency key %j', async (idempotencyKey) => {
    await using sim = make();
    expect(await sim.client.object(counter, 'ann').add(1, restate.rpc.opts({ idempotencyKey }))).toBe(1);
  });

  it.each([
    [{ 'x a': '1' }, 'The header "x a" of a request to Counter.add has a name that HTTP does not allow'],
    [{ '': '1' }, 'has a name that HTTP does not allow'],
    [{ x: 'é' }, 'is not visible ASCII, which a server refuses with status 400: encode its value.'],
    [{ x: 'a\nb' }, 'is not visible ASCII'],
    [{ x: 1 as unknown as string }, 'must be a string, not 1.'],
  ])('refuses the headers %j', async (headers, why) => {
    await using sim = make();
    expect(() => sim.client.object(counter, 'ann').add(1, restate.rpc.opts({ headers }))).toThrow(
      expect.objectContaining({ code: 'INVALID_HEADER', message: expect.stringContaining(why) }),
    );
  });

  it.each([
    ['a\ud800', 'has half of a surrogate pair, which no URL can carry: let it be valid Unicode.'],
    ['k'.repeat(65_535), 'takes 65535 bytes in a URL: a server reads paths of at most 65534 bytes'],
    ['é'.repeat(11_000), 'takes 66000 bytes in a URL'],
  ])('refuses the key %j', async (key, why) => {
    await using sim = make();
    const expected = expect.objectContaining({ code: 'INVALID_KEY', message: expect.stringContaining(why) });
    expect(() => sim.client.object(counter, key).add(1)).toThrow(expected);
    expect(() => sim.client.workflow(sum, key).workflowOutput()).toThrow(expected);
  });

  it('shows why a body is refused that is too long to be read', async () => {
    await using sim = make();
    const long = 'x'.repeat(33 * 1024 * 1024) as unknown as number;
    await expect(sim.client.object(counter, 'ann').add(long)).rejects.toMatchObject({
      code: 'INGRESS_ERROR',
      status: 413,
      message: 'length limit exceeded',
    });
  });
});
