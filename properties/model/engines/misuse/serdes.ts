import type * as restate from '@restatedev/restate-sdk';
import type { Misuse } from './misuse.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value));
}

/** A serde that serializes to anything. */
function serde(serialize: (value: unknown) => unknown): restate.Serde<unknown> {
  return {
    contentType: 'application/json',
    serialize: serialize as restate.Serde<unknown>['serialize'],
    deserialize: (bytes) => (bytes.length === 0 ? undefined : (JSON.parse(decoder.decode(bytes)) as unknown)),
  };
}

/** A serde that reads in a way of its own. */
export function reading(deserialize: () => unknown): restate.Serde<unknown> {
  return { serialize: bytesOf, deserialize };
}

function raise(value: unknown): never {
  throw value;
}

const WRONG: Readonly<Record<string, (value: unknown) => unknown>> = {
  'an ArrayBuffer': (value) => bytesOf(value).buffer,
  'a string': (value) => JSON.stringify(value),
  null: () => null,
  undefined: () => undefined,
  'a number': () => 5,
  'an array of 16-bit numbers': (value) => new Uint16Array(bytesOf(value)),
  'a DataView': (value) => new DataView(bytesOf(value).buffer),
  'a promise': (value) => Promise.resolve(bytesOf(value)),
  'an object with a length': () => ({ length: 3, 0: 49 }),
  'an object with a negative length': () => ({ length: -3, 0: 49 }),
  'a symbol': () => Symbol('a'),
  'a boolean': () => true,
  'a function': () => (a: unknown, b: unknown) => [a, b],
};

/** Serdes that throw, or that make something other than bytes. */
export const SERDES: readonly Misuse[] = [
  ...Object.entries(WRONG).map(([what, make]) => ({
    name: `a serde of a run that returns ${what}`,
    body: (c: Parameters<Misuse['body']>[0]) => c.run('x', () => 'abc9', { serde: serde(make) }),
    finds: 'not-bytes',
  })),
  ...Object.entries(WRONG).map(([what, make]) => ({
    name: `a serde of ctx.set that returns ${what}`,
    body: async (c: Parameters<Misuse['body']>[0]) => {
      c.set('k', 12, serde(make));
      await c.sleep(1);
      return c.get('k');
    },
    finds: 'not-bytes',
  })),
  {
    name: 'a serde that returns an array of bytes',
    body: (c) => c.run('x', () => 1, { serde: serde((v) => [...bytesOf(v)]) }),
  },
  {
    name: 'the parameter of a generic call without a serde',
    body: (c) => c.genericCall({ service: 'Svc', method: 'part', parameter: { a: 1 } as never }),
    finds: 'not-bytes',
  },
  {
    name: 'a generic call without a parameter',
    body: (c) => c.genericCall({ service: 'Svc', method: 'part' } as never),
    finds: 'not-bytes',
  },
  {
    name: 'the payload of an awakeable',
    body: async (c) => {
      const { id, promise } = c.awakeable();
      c.resolveAwakeable(
        id,
        5,
        serde(() => new ArrayBuffer(3)),
      );
      return promise;
    },
    finds: 'not-bytes',
  },
  { name: 'a serde that throws', body: (c) => c.run('x', () => 1, { serde: serde(() => raise(new Error('no'))) }) },
  { name: 'a serde that throws undefined', body: (c) => c.run('x', () => 1, { serde: serde(() => raise(undefined)) }) },
  {
    name: 'a serde that throws while it reads',
    body: async (c) => {
      c.set('k', 1);
      return c.get(
        'k',
        reading(() => raise(new Error('no'))),
      );
    },
  },
  {
    name: 'a serde that throws undefined while it reads',
    body: async (c) => {
      c.set('k', 1);
      return c.get(
        'k',
        reading(() => raise(undefined)),
      );
    },
  },
  {
    name: 'a serde that reads a promise',
    body: async (c) => {
      c.set('k', 1);
      return c.get(
        'k',
        reading(() => Promise.resolve(7)),
      );
    },
  },
  {
    name: 'a serde that reads a promise that is rejected',
    body: async (c) => {
      c.set('k', 1);
      return c.get(
        'k',
        reading(() => Promise.reject(new Error('late'))),
      );
    },
  },
  { name: 'the context as the output', body: (c) => c },
  { name: 'a function as the output', body: () => () => 1 },
  { name: 'a big integer as the output', body: () => 10n },
  { name: 'an output whose toJSON throws', body: () => ({ toJSON: () => raise(new Error('no')) }) },
];
