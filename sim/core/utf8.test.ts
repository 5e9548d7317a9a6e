import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeStrictUtf8, decodeUtf8, encodeUtf8 } from './utf8.ts';

const anyBytes = fc.uint8Array({ maxLength: 80 });

it('decodes and encodes as the platform does, short or long, ASCII or not', () => {
  fc.assert(
    fc.property(fc.oneof(anyBytes, fc.string({ maxLength: 80 }).map(encodeUtf8)), (bytes) => {
      expect(decodeUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
    }),
    { seed: 1 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    }),
    { seed: 1 },
  );
});

it('refuses in the strict form what is not UTF-8, and keeps a byte order mark', () => {
  expect(decodeStrictUtf8(Uint8Array.of(0x61, 0xff))).toBeUndefined();
  expect(decodeStrictUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\uFEFFa');
});
