/** Goal: values fit their schema, at its bounds too. Method: many values of each schema. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonArbitrary, type JsonSchema } from './json-arbitrary.ts';

const values = (schema: JsonSchema, numRuns = 400): readonly unknown[] =>
  fc.sample(jsonArbitrary(schema), { seed: 3, numRuns });
const distinct = (schema: JsonSchema): ReadonlySet<string> =>
  new Set(values(schema).map((value) => JSON.stringify(value)));
const numbers = (schema: JsonSchema): readonly number[] => values(schema).map(Number);
const lengths = (schema: JsonSchema): readonly number[] =>
  values(schema).map((value) => (value as { length: number }).length);
const range = (all: readonly number[]): readonly [number, number] => [Math.min(...all), Math.max(...all)];

describe('a value of', () => {
  it('any schema is one of a few', () => {
    expect(distinct(true)).toEqual(new Set(['null', '1', '"a"']));
    expect(distinct({})).toEqual(new Set(['null', '1', '"a"', 'true']));
    expect(distinct({ type: 'unknown' })).toEqual(new Set(['null', '1', '"a"', 'true']));
  });

  it('a constant or a list of them', () => {
    expect(distinct({ const: { a: 1 }, type: 'string' })).toEqual(new Set(['{"a":1}']));
    expect(distinct({ enum: ['x', 2] })).toEqual(new Set(['"x"', '2']));
  });

  it('several types or schemas', () => {
    expect(distinct({ type: ['boolean', 'null'] })).toEqual(new Set(['true', 'false', 'null']));
    for (const keyword of ['anyOf', 'oneOf'])
      expect(distinct({ [keyword]: [{ const: 1 }, { const: 2 }] })).toEqual(new Set(['1', '2']));
    expect(distinct({ type: 'null' })).toEqual(new Set(['null']));
    expect(distinct({ type: 'boolean' })).toEqual(new Set(['true', 'false']));
  });

  it('all schemas at once has the fields of each', () => {
    const both = {
      allOf: [
        { properties: { a: { const: 1 } }, required: ['a'] },
        { properties: { b: { const: 2 } }, required: ['b'] },
      ],
      type: 'object',
    };
    expect(distinct(both)).toEqual(new Set(['{"a":1,"b":2}']));
    expect(distinct({ allOf: [{ type: 'boolean' }] })).toEqual(new Set(['true', 'false']));
  });

  it('an integer, within its bounds', () => {
    expect(range(numbers({ type: 'integer', minimum: 3, maximum: 5 }))).toEqual([3, 5]);
    expect(range(numbers({ type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 6 }))).toEqual([4, 5]);
    expect(range(numbers({ type: 'integer', minimum: 2.5, maximum: 4.5 }))).toEqual([3, 4]);
    expect(range(numbers({ type: 'integer', minimum: 5_000, maximum: 1 }))).toEqual([5_000, 5_000]);
    const [low, high] = range(numbers({ type: 'integer' }));
    expect([low >= -10 && low < 0, high <= 1_000 && high > 500]).toEqual([true, true]);
    const [least, most] = range(numbers({ type: 'integer', minimum: 2_000 }));
    expect([least, most]).toEqual([2_000, 2_000]);
    expect(range(numbers({ type: 'integer', minimum: -1e300, maximum: -1e300 }))).toEqual([
      Number.MIN_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ]);
    expect(range(numbers({ type: 'integer', minimum: Number.MAX_SAFE_INTEGER, maximum: 1e300 }))[1]).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('a number, whole or not, within its bounds', () => {
    const all = numbers({ type: 'number', minimum: 1, maximum: 2 });
    expect(all.some((one) => !Number.isInteger(one))).toBe(true);
    expect(all).toContain(1);
    expect(all).toContain(2);
    for (const one of all) expect(one >= 1 && one <= 2).toBe(true);
    const [low, high] = range(numbers({ type: 'number' }));
    expect([low >= -10, high <= 1_000]).toEqual([true, true]);
    for (const one of numbers({ type: 'number' })) expect(Number.isFinite(one)).toBe(true);
  });

  it('a text, of the right length, and mostly one of a few words', () => {
    const all = values({ type: 'string' });
    for (const word of ['ann', 'bob', 'a', 'order-1', 'Grüße']) expect(all).toContain(word);
    expect(all.filter((one) => ['ann', 'bob', 'a', 'order-1', 'Grüße'].includes(String(one))).length).toBeGreaterThan(
      280,
    );
    expect(range(lengths({ type: 'string', minLength: 3, maxLength: 3 }))).toEqual([3, 3]);
    expect(distinct({ type: 'string', minLength: 3, maxLength: 3 })).toContain('"bob"');
    expect(range(lengths({ type: 'string', minLength: 20 }))[0]).toBe(20);
    expect(range(lengths({ type: 'string', minLength: 20 }))[1]).toBe(30);
    expect(range(lengths({ type: 'string', maxLength: 0 }))).toEqual([0, 0]);
  });

  it('a text by its format or its pattern', () => {
    expect(distinct({ type: 'string', format: 'ipv4' })).toEqual(new Set(['"192.0.2.1"']));
    for (const format of ['email', 'uuid', 'date-time', 'date', 'time', 'uri'])
      expect(distinct({ type: 'string', format }).size).toBe(2);
    expect(distinct({ type: 'string', format: 'date' })).toEqual(new Set(['"2026-01-01"', '"2026-02-28"']));
    for (const one of values({ type: 'string', pattern: '^[ab]{2}$' })) expect(one).toMatch(/^[ab]{2}$/);
    expect(distinct({ type: 'string', pattern: '(' })).toEqual(
      new Set(['"ann"', '"bob"', '"a"', '"order-1"', '"Grüße"']),
    );
    expect(distinct({ type: 'string', format: 'unknown' }).size).toBeGreaterThan(5);
  });

  it('a list, of the right length', () => {
    expect(range(lengths({ type: 'array', items: { const: 1 } }))).toEqual([0, 3]);
    expect(range(lengths({ type: 'array', minItems: 2 }))).toEqual([2, 5]);
    expect(range(lengths({ type: 'array', minItems: 2, maxItems: 99 }))).toEqual([2, 7]);
    expect(range(lengths({ items: {}, maxItems: 1 }))).toEqual([0, 1]);
    const unique = values({ type: 'array', items: { enum: [1, 2, { a: 1 }] }, uniqueItems: true });
    for (const one of unique as unknown[][])
      expect(new Set(one.map((item) => JSON.stringify(item))).size).toBe(one.length);
    expect((values({ type: 'array', items: { const: 1 } }) as unknown[][]).some((one) => one.length > 1)).toBe(true);
    expect(distinct({ type: 'array', prefixItems: [{ const: 1 }, { const: 'x' }] })).toEqual(new Set(['[1,"x"]']));
  });

  it('an object has what is required, and the rest in some values', () => {
    const schema = { properties: { a: { const: 1 }, b: { const: 2 } }, required: ['a', 'c'] };
    expect(distinct(schema)).toEqual(new Set(['{"a":1}', '{"a":1,"b":2}']));
    expect(distinct({ type: 'object' })).toEqual(new Set(['{}']));
    expect(distinct({ type: 'object', additionalProperties: true })).toEqual(new Set(['{}']));
  });

  it('an object with any names has up to three of them', () => {
    const all = values({ additionalProperties: { const: 1 } }) as object[];
    expect(new Set(all.flatMap((one) => Object.keys(one)))).toEqual(new Set(['a', 'b', 'c']));
    expect(range(all.map((one) => Object.keys(one).length))).toEqual([0, 3]);
    const known = {
      type: 'object',
      properties: { x: { const: 1 } },
      required: ['x'],
      additionalProperties: { const: 2 },
    };
    expect(distinct(known)).toEqual(new Set(['{"x":1}']));
  });

  it('a reference, also with escapes, and of the whole schema', () => {
    expect(distinct({ $ref: '#/$defs/a b/c', $defs: { 'a b': { c: { const: 7 } } } })).toEqual(new Set(['7']));
    expect(distinct({ $ref: '#/$defs/a%20b', $defs: { 'a b': { const: 7 } } })).toEqual(new Set(['7']));
    expect(distinct({ $ref: '#/nowhere/x' })).toEqual(new Set(['null', '1', '"a"']));
  });

  it('a recursive schema ends', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    const tree = { properties: { next: { $ref: '#' } }, required: ['next'] };
    // Below the first reference, each step into a value counts, and so does each reference.
    expect(new Set(values(tree, 20).map(depthOf))).toEqual(new Set([4]));
  });
});
