/** Goal: a value that does not fit is named with its place and what it must be. Method: a table of schemas and values. */
import { describe, expect, it } from 'vitest';
import { misfit, type Schema } from './schema.ts';

const count: Schema = { type: 'integer', minimum: 0 };
const shape: Schema = {
  type: 'object',
  properties: { id: { type: 'string' }, of: count },
  required: ['id'],
  additionalProperties: false,
};
const either: Schema = {
  anyOf: [
    {
      type: 'object',
      properties: { kind: { const: 'a' }, of: count },
      required: ['kind', 'of'],
      additionalProperties: false,
    },
    { type: 'object', properties: { kind: { enum: ['b', 'c'] } }, required: ['kind'], additionalProperties: false },
  ],
};

describe('a value', () => {
  it.each<readonly [Schema, unknown, string]>([
    [{ description: 'any' }, undefined, 'it is missing'],
    [{ const: 'x' }, 'y', 'it must be "x"'],
    [{ const: 1 }, '1', 'it must be 1'],
    [{ enum: ['a', 'b'] }, 'c', 'it must be one of a, b'],
    [{ enum: ['1'] }, 1, 'it must be one of 1'],
    [{ type: 'string' }, 1, 'it must be a string'],
    [{ type: 'string', pattern: '^a+$' }, 'ab', 'it must look like ^a+$'],
    [{ type: 'integer' }, 1.5, 'it must be an integer'],
    [{ type: 'integer' }, '1', 'it must be an integer'],
    [count, -1, 'it must be an integer of at least 0'],
    [{ type: 'integer', minimum: 1 }, 0, 'it must be an integer'],
    [{ type: 'integer', maximum: 3 }, 4, 'it must be an integer'],
    [{ type: 'boolean' }, 'true', 'it must be true or false'],
    [{ type: 'array', items: count }, { 0: 1 }, 'it must be a list'],
    [{ type: 'array', items: count, minItems: 1 }, [], 'it must not be empty'],
    [{ type: 'array', items: count }, [0, -1], 'it[1] must be an integer of at least 0'],
    [shape, null, 'it must be an object'],
    [shape, [], 'it must be an object'],
    [shape, 'x', 'it must be an object'],
    [shape, {}, 'it.id is missing'],
    [shape, { id: 1 }, 'it.id must be a string'],
    [shape, { id: 'a', of: -1 }, 'it.of must be an integer of at least 0'],
    [shape, { id: 'a', other: 1 }, 'it.other is not known'],
    [shape, { id: 'a', toString: 1 }, 'it.toString is not known'],
    [
      { type: 'object', properties: {}, required: ['toString'], additionalProperties: false },
      {},
      'it.toString is missing',
    ],
    [
      { type: 'object', properties: {}, required: [], additionalProperties: count },
      { a: 1, b: 'x' },
      'it.b must be an integer of at least 0',
    ],
    [either, { kind: 'z' }, 'it.kind is not known'],
    [either, {}, 'it.kind is not known'],
    [either, null, 'it.kind is not known'],
    [either, { kind: 'a' }, 'it.of is missing'],
    [either, { kind: 'c', of: 1 }, 'it.of is not known'],
    [{ anyOf: [count] }, -1, 'it must be an integer of at least 0'],
  ])('that does not fit %o: %o', (schema, value, words) => {
    expect(misfit(value, schema, 'it')).toBe(words);
  });

  it.each<readonly [Schema, unknown]>([
    [{ description: 'any' }, null],
    [{ const: 'x' }, 'x'],
    [{ enum: ['a', 'b'] }, 'b'],
    [{ type: 'string' }, ''],
    [{ type: 'string', pattern: '^a+$' }, 'aa'],
    [count, 0],
    [{ type: 'integer' }, -5],
    [{ type: 'integer', maximum: 3 }, 3],
    [{ type: 'boolean' }, false],
    [{ type: 'array', items: count, minItems: 1 }, [1]],
    [{ type: 'array', items: count }, []],
    [shape, { id: 'a' }],
    [shape, { id: 'a', of: 1 }],
    [either, { kind: 'a', of: 1 }],
    [either, { kind: 'b' }],
  ])('that fits %o: %o', (schema, value) => {
    expect(misfit(value, schema, 'it')).toBeUndefined();
  });
});
