import { expect, it } from 'vitest';
import { valueInShort } from './value-in-short.ts';

const circular: unknown[] = [];
circular.push(circular);
const deep: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);

it.each([
  [undefined, 'undefined'],
  ['a"b', String.raw`"a\"b"`],
  [{ a: [1] }, '{"a":[1]}'],
  [() => 1, 'a function'],
  [5n, '5n'],
  [Symbol('s'), 'Symbol(s)'],
  ['x'.repeat(1_000), `"${'x'.repeat(38)}…`],
  [circular, 'a list'],
  [deep, 'an object'],
])('a message quotes a value in short', (value, text) => {
  expect(valueInShort(value)).toBe(text);
});
