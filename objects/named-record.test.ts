/** Goal: a key belongs to one name. Method: random names, and keys made in another way. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashKey } from './keys.ts';
import { nameOf } from './named-record.ts';

const name = fc.string({ minLength: 1, maxLength: 2_000, unit: 'grapheme' }).filter((text) => text.length <= 10_000);

it('takes the name that a key was made from, and no other', () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(nameOf(hashKey(one), one)).toBe(one);
      if (one !== other) expect(() => nameOf(hashKey(one), other)).toThrow(expect.objectContaining({ code: 400 }));
    }),
    { seed: 42, numRuns: 200 },
  );
});

it.each([
  ['', 'name must be a text'],
  ['x'.repeat(10_001), 'name must be a text'],
  ['\ud800', 'half a surrogate pair'],
])('refuses a name that cannot be one', (bad, message) => {
  expect(() => nameOf('key', bad)).toThrow(message);
});
