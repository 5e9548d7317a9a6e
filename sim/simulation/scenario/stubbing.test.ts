/** Goal: a stub answers in the place of a step or of the network. Method: patterns, and one step or request each. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { AttemptStream } from '../../server/attempt-stream.ts';
import { HttpStubbing } from './http-stubs.ts';
import { Stubbing } from './stubs.ts';

const stream = {
  number: 2,
  invocation: { origin: { target: { service: 'Bank', key: 'ann', handler: 'debit' }, input: new Uint8Array([55]) } },
  destination: {
    handler: { inputSerde: { deserialize: (bytes: Uint8Array) => Number(new TextDecoder().decode(bytes)) } },
  },
} as unknown as AttemptStream;

describe('a stub of a step', () => {
  it('replaces the closure of its name; the first match counts', () => {
    const stubbing = new Stubbing({ 'charge *': 'first', 'charge card': 'second', 'a.b': 'dot', '*': { any: 1 } }, {});
    expect(stubbing.execute(stream, 'charge card', () => 'own')).toBe('first');
    expect(stubbing.execute(stream, 'charge\ncard', () => 'own')).toEqual({ any: 1 });
    expect(stubbing.execute(stream, 'charge \n', () => 'own')).toBe('first');
    expect(stubbing.execute(stream, 'a.b', () => 'own')).toBe('dot');
    expect(stubbing.execute(stream, 'aXb', () => 'own')).toEqual({ any: 1 });
    expect(new Stubbing({ charge: 1 }, {}).execute(stream, 'recharge', () => 'own')).toBe('own');
    expect(new Stubbing({ charge: 1 }, {}).execute(stream, 'charges', () => 'own')).toBe('own');
  });

  it('gives each step a value of its own', () => {
    const value = { n: 1 };
    const stubbing = new Stubbing({ x: value }, {});
    expect(stubbing.execute(stream, 'x', () => 0)).toEqual(value);
    expect(stubbing.execute(stream, 'x', () => 0)).not.toBe(value);
  });

  it('that is a function gets the step and the effects', () => {
    const effects = { pay: 1 };
    const seen: unknown[] = [];
    const original = (): number => 7;
    const stubbing = new Stubbing(
      { x: (step: { input: unknown }, calls: unknown) => seen.push({ ...step, input: step.input }, calls) },
      effects,
    );
    expect(stubbing.execute(stream, 'x', original)).toBe(2);
    expect(seen).toEqual([
      { name: 'x', service: 'Bank', key: 'ann', handler: 'debit', input: 7, attempt: 2, original },
      effects,
    ]);
  });
});

describe('a stub of a request', () => {
  const stubbing = (stubs: ConstructorParameters<typeof HttpStubbing>[0]): HttpStubbing =>
    new HttpStubbing(stubs, { pay: 1 });
  const matches = (pattern: string, method: string, url: string): boolean =>
    stubbing({ [pattern]: 1 }).responder(stream, method, url) !== undefined;

  it.each([
    ['GET https://x.com/a', 'GET', 'https://x.com/a', true],
    ['GET https://x.com/a', 'POST', 'https://x.com/a', false],
    ['https://x.com/a', 'POST', 'https://x.com/a', true],
    ['* https://x.com/a', 'PUT', 'https://x.com/a', true],
    ['https://x.com/a', 'GET', 'https://x.com/a?b=1#c', true],
    ['https://x.com/a?b=1', 'GET', 'https://x.com/a?b=1#c', true],
    ['https://x.com/a?b=1', 'GET', 'https://x.com/a', false],
    ['https://x.com/a', 'GET', 'https://x.com/ab', false],
    ['https://x.com/a', 'GET', 'http://https://x.com/a', false],
    ['https://x.com', 'GET', 'https://x.com/', true],
    ['https://x.com', 'GET', 'https://x.com', true],
    ['https://x.com/a', 'GET', 'https://x.com/a/', false],
    ['https://*', 'GET', 'https://x.com/a/b', true],
    ['*', 'GET', 'http://y/', true],
    ['https://x.com/*/b', 'GET', 'https://x.com/a/c/b', true],
    ['https://x.com/a', 'GET', 'https://xQcom/a', false],
    [' GET  http://x.com/a ', 'GET', 'http://x.com/a', true],
  ])('%s for %s %s: %s', (pattern, method, url, expected) => {
    expect(matches(pattern, method, url)).toBe(expected);
  });

  it.each(['x.com', 'get https://x.com', 'GET', 'ftp://x.com', 'GET https://x.com extra'])(
    'is refused where it is no pattern: %s',
    (pattern) => {
      expect(() => stubbing({ [pattern]: 1 })).toThrow(
        new UsageError(
          'INVALID_HTTP_STUB',
          `http: "${pattern}" is not a pattern of a request; write a method and a URL, such as "GET https://api.example.com/*".`,
        ),
      );
    },
  );

  const request = {
    method: 'POST',
    url: 'https://x.com/a',
    headers: { a: 'b' },
    body: new TextEncoder().encode('{"n":1}'),
  };
  const answer = async (stub: unknown): Promise<readonly [number, string]> => {
    const respond = stubbing({ '*': stub as never }).responder(stream, 'POST', 'https://x.com/a');
    const response = await respond?.(request);
    return [response?.status ?? 0, (await response?.text()) ?? ''];
  };

  it('answers with JSON, with nothing, or as it says', async () => {
    expect(await answer({ a: 1 })).toEqual([200, '{"a":1}']);
    expect(await answer(() => undefined)).toEqual([204, '']);
    expect(await answer(() => Promise.resolve([1]))).toEqual([200, '[1]']);
    expect(await answer(() => new Response('no', { status: 404 }))).toEqual([404, 'no']);
    await expect(answer(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  });

  it('gets the request and the effects', async () => {
    const seen: unknown[] = [];
    await answer((got: { json: () => unknown }, effects: unknown) => seen.push({ ...got, json: got.json() }, effects));
    expect(seen).toEqual([
      {
        method: 'POST',
        url: 'https://x.com/a',
        headers: { a: 'b' },
        body: '{"n":1}',
        json: { n: 1 },
        service: 'Bank',
        key: 'ann',
        handler: 'debit',
        attempt: 2,
      },
      { pay: 1 },
    ]);
  });
});
