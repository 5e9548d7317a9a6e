import { describe, expect, it } from 'vitest';
import { SimulatorFault } from './errors.ts';
import { firstLine } from './first-line.ts';
import { itemAt } from './item-at.ts';
import { valueFor } from './value-for.ts';

describe('what is known to exist', () => {
  it('is the item, also where it is 0 or empty', () => {
    expect([itemAt([0, 1], 0), itemAt([''], 0), itemAt(new Uint8Array([7]), 0)]).toEqual([0, '', 7]);
  });

  it.each([[-1], [2], [0.5]])('is refused at index %d of two', (index) => {
    expect(() => itemAt(['a', 'b'], index)).toThrow(new SimulatorFault(`There is no item ${index} in a list of 2.`));
  });

  it('is the value for a key', () => {
    const map = new Map([['a', 0]]);
    expect(valueFor(map, 'a')).toBe(0);
    expect(() => valueFor(map, 'b')).toThrow('There is no value for "b" in a map of 1.');
  });
});

it.each([
  ['one', 'one'],
  ['one\ntwo', 'one'],
  ['\ntwo', ''],
])('takes the first line of %j', (text, line) => {
  expect(firstLine(text)).toBe(line);
});
