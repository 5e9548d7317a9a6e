/** Goal: ids are those of the server, byte for byte. Method: what it has made, recorded. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awakeableId, parseAwakeableId } from './awakeable-id.ts';
import { bytesOfInvocationId, invocationIdOf } from './invocation-id.ts';
import { RECORDED, RECORDED_UNIQUE } from './testing/recorded-ids.ts';

const [{ id, awakeable }] = RECORDED as readonly [(typeof RECORDED)[number]];

it.each([...RECORDED, ...RECORDED_UNIQUE])('the bytes of $id are those in the ids of its awakeables', (recorded) => {
  const bytes = Buffer.from(recorded.awakeable.slice('sign_1'.length), 'base64url').subarray(0, 24);
  expect(Buffer.from(bytesOfInvocationId(recorded.id))).toEqual(bytes);
  expect(invocationIdOf(bytes)).toBe(recorded.id);
  expect(awakeableId(recorded.id, 17)).toBe(recorded.awakeable);
  expect(parseAwakeableId(recorded.awakeable)).toEqual({ invocation: recorded.id, index: 17 });
});

it('any 24 bytes are an invocation id, and its awakeables name it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), fc.nat(2 ** 32 - 1), (bytes, index) => {
      const made = invocationIdOf(bytes);
      expect(made).toMatch(/^inv_1[0-9A-Za-z]{33}$/);
      expect(bytesOfInvocationId(made)).toEqual(bytes);
      expect(parseAwakeableId(awakeableId(made, index))).toEqual({ invocation: made, index });
    }),
  );
});

it.each(['inv_1', `${id}0`, id.slice(0, -1), `${id.slice(0, -1)}!`, `inv_1${'Z'.repeat(33)}`])(
  '%s has no bytes',
  (text) => {
    expect(() => bytesOfInvocationId(text)).toThrow(/is no invocation id/);
  },
);

// Observed on a real server: what it takes for an awakeable, and what not.
describe('an awakeable id', () => {
  it.each(['', '=', '=='])('may end with padding: "%s"', (padding) => {
    expect(parseAwakeableId(awakeable + padding)).toEqual({ invocation: id, index: 17 });
  });

  it.each([
    ['that ends too early', awakeable.slice(0, -2)],
    ['with more bytes', `${awakeable}AA`],
    ['with bits behind the last byte', `${awakeable.slice(0, -1)}R`],
    ['in another alphabet', awakeable.replace('2_', '2/')],
    ['of an older service', awakeable.replace('sign', 'prom')],
    ['of another version', awakeable.replace('sign_1', 'sign_2')],
    ['with nothing in it', 'sign_1'],
    ['that holds the text of an invocation id', `sign_1${Buffer.from(`${id}\0\0\0\u0011`).toString('base64url')}`],
  ])('is none %s', (_, text) => {
    expect(text).not.toBe(awakeable);
    expect(parseAwakeableId(text)).toBeUndefined();
  });
});
