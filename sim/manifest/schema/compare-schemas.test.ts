/**
 * Goal: what is said of two schemas holds for the values that fit them. Method: random schemas and edits of them, with zod
 * as an independent validator; a table of edits with the words that describe them.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../simulation/faults/plan.ts';
import { jsonArbitrary, type JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { accepts } from './accepts.ts';
import { compareSchemas } from './compare-schemas.ts';
import { reasonsText } from './reason-text.ts';

const LIMIT = fc.integer({ min: 0, max: 4 });

/** Keywords of one type, each of them present or not. */
function typed(
  type: string,
  keywords: Readonly<Record<string, fc.Arbitrary<number>>>,
): fc.Arbitrary<Exclude<JsonSchema, boolean>> {
  return fc.record({ ...keywords }, { requiredKeys: [] }).map((own) => ({ type, ...own }));
}

const NAMES = ['id', 'tenant', 'note'];

function anyOf(...all: readonly fc.Arbitrary<JsonSchema>[]): fc.Arbitrary<JsonSchema> {
  return fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...all);
}

interface Tied {
  readonly schema: JsonSchema;
  readonly object: JsonSchema;
}

const { schema: SCHEMAS } = fc.letrec<Tied>((tie: fc.LetrecTypedTie<Tied>) => ({
  object: fc
    .record({
      properties: fc.dictionary(fc.constantFrom(...NAMES), tie('schema'), { maxKeys: 3 }),
      wanted: fc.subarray(NAMES),
      rest: fc.constantFrom({}, { additionalProperties: false }, { additionalProperties: { type: 'string' } }),
    })
    .map(({ properties, wanted, rest }) => {
      const required = wanted.filter((name) => Object.hasOwn(properties, name));
      return { type: 'object', properties: { ...properties }, ...(required.length > 0 && { required }), ...rest };
    }),
  schema: anyOf(
    fc.constantFrom<JsonSchema>({ type: 'null' }, { type: 'boolean' }, { type: 'string' }, { type: 'number' }),
    fc.constantFrom<JsonSchema>({ const: 'a' }, { const: 1 }, { enum: ['a', 'ann', 'b'] }, { enum: [1, null, 'bob'] }),
    typed('integer', { minimum: fc.integer({ min: -5, max: 5 }), maximum: fc.integer({ min: 5, max: 9 }) }),
    typed('number', { exclusiveMinimum: LIMIT, maximum: fc.integer({ min: 6, max: 9 }) }),
    typed('string', { minLength: fc.integer({ min: 0, max: 2 }), maxLength: fc.integer({ min: 2, max: 5 }) }),
    // zod reads the limits of a list only where it also has `items`.
    typed('array', { minItems: fc.integer({ min: 0, max: 2 }), maxItems: LIMIT.map((n) => n + 2) }).chain((list) =>
      tie('schema').map((items) => ({ ...list, items })),
    ),
    tie('object'),
    tie('object'),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    // For zod, a property is refused only where both parts are closed.
    fc.tuple(tie('object'), tie('schema')).map(([object, sku]) => ({
      allOf: [opened(object), { type: 'object', properties: { sku }, required: ['sku'] }],
    })),
    fc.constantFrom<JsonSchema>({ type: ['string', 'null'] }, { type: ['integer', 'boolean'] }),
  ),
}));

function opened(schema: JsonSchema): JsonSchema {
  return typeof schema === 'boolean' ? schema : { ...schema, additionalProperties: true };
}

/** Edits of a schema somewhere in it, as a change of code makes them. */
function edited(schema: JsonSchema, other: JsonSchema, at: number): JsonSchema {
  const places = countOf(schema);
  return replaced(schema, other, { left: at % places });
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => sum + countOf(each), isSchemaLike(value) ? 1 : 0);
}

function isSchemaLike(value: object): boolean {
  return ['type', 'const', 'enum', 'anyOf', 'allOf'].some((keyword) => keyword in value) && !Array.isArray(value);
}

function replaced<T>(value: T, other: JsonSchema, at: { left: number }): T | JsonSchema {
  if (typeof value !== 'object' || value === null) return value;
  if (isSchemaLike(value)) {
    if (at.left === 0) {
      at.left = -1;
      return other;
    }
    at.left -= 1;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, other, at)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, other, at)])) as T;
}

const PAIRS = fc.oneof(
  fc.tuple(SCHEMAS, SCHEMAS),
  fc.tuple(SCHEMAS, SCHEMAS, fc.nat()).map(([old, other, at]) => [old, edited(old, other, at)] as const),
  fc.tuple(SCHEMAS, SCHEMAS).map(([old, other]) => [old, { anyOf: [other, old] }] as const),
  SCHEMAS.map((old) => [{ $ref: '#/$defs/it', $defs: { it: old } }, old] as const),
);

function validated(schema: JsonSchema): (value: Json) => boolean {
  const validator = z.fromJSONSchema(schema);
  return (value) => validator.safeParse(value).success;
}

describe('two schemas', () => {
  it('are narrower only with a value that the old one accepts and the new one refuses', () => {
    const verdicts = fc.sample(PAIRS, { seed: 7, numRuns: 150 }).map(([old, next]) => {
      const { verdict, example } = compareSchemas(old, next);
      if (example !== undefined)
        expect([old, next, ...[old, next].map((each) => validated(each)(example))]).toEqual([old, next, true, false]);
      expect(example !== undefined).toBe(verdict === 'narrower');
      return verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'narrower').length).toBeGreaterThan(60);
    // Undecided is rare where no keyword is out of the ordinary.
    expect(verdicts.filter((verdict) => verdict === 'other').length).toBeLessThan(5);
  });

  it('are the same or wider only without one', () => {
    const verdicts = fc.sample(PAIRS, { seed: 8, numRuns: 150 }).map(([old, next]) => {
      const { verdict } = compareSchemas(old, next);
      if (verdict !== 'same' && verdict !== 'wider') return verdict;
      const [before, after] = [validated(old), validated(next)];
      const values = fc.sample(jsonArbitrary(old), { seed: 2, numRuns: 200 });
      expect([old, next, values.filter((value) => before(value) && !after(value))]).toEqual([old, next, []]);
      return verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'wider').length).toBeGreaterThan(30);
  });

  it('are the same as themselves, whatever their references', () => {
    for (const schema of fc.sample(SCHEMAS, { seed: 9, numRuns: 100 })) {
      const referred = { $ref: '#/$defs/it', $defs: { it: schema } };
      expect([schema, compareSchemas(schema, structuredClone(schema)).verdict]).toEqual([schema, 'same']);
      expect([schema, compareSchemas(referred, schema).verdict]).toEqual([schema, 'same']);
    }
  });

  it('agree with another validator about what fits', () => {
    const differing = fc.sample(PAIRS, { seed: 10, numRuns: 200 }).flatMap(([old, next]) => {
      const isValid = validated(old);
      const values = fc.sample(fc.oneof(jsonArbitrary(old), jsonArbitrary(next)), { seed: 3, numRuns: 20 });
      return values.filter((value) => ![undefined, isValid(value)].includes(accepts(old, value)));
    });
    expect(differing).toEqual([]);
  });
});

const { object, strictObject: closed } = z;
const Tree = object({
  name: z.string(),
  get kids() {
    return z.array(Tree);
  },
});
const AgedTree = object({
  name: z.string(),
  age: z.number(),
  get kids() {
    return z.array(AgedTree);
  },
});
const [CARD, CASH] = [object({ by: z.literal('card'), pan: z.string() }), object({ by: z.literal('cash') })];

/** Old and new schema, verdict and what is said of it. */
const EDITS: readonly (readonly [z.ZodType, z.ZodType, string])[] = [
  [object({ id: z.number() }), object({ id: z.number() }).describe('an order'), 'same: '],
  [Tree, Tree, 'same: '],
  [z.union([z.string(), z.number()]), z.union([z.number(), z.string()]), 'same: '],
  [object({ a: z.string() }).and(object({ b: z.string() })), object({ a: z.string(), b: z.string() }), 'same: '],
  [object({ id: z.number() }), object({ id: z.number(), tenant: z.string() }), 'narrower: now requires tenant'],
  [object({ id: z.number() }), object({ id: z.number(), tenant: z.string().optional() }), 'wider: also accepts tenant'],
  [
    object({ to: object({ zip: z.string() }) }),
    object({ to: object({ zip: z.string(), city: z.string() }) }),
    'narrower: now requires to.city',
  ],
  [
    object({ items: z.array(object({})) }),
    object({ items: z.array(object({ n: z.int() })) }),
    'narrower: now requires items[].n',
  ],
  [object({ tenant: z.string() }), object({ tenant: z.string().optional() }), 'wider: no longer requires tenant'],
  [object({ id: z.number() }), closed({ id: z.number() }), 'narrower: no longer accepts other fields'],
  [closed({ id: z.number() }), object({ id: z.number() }), 'wider: also accepts other fields'],
  [closed({ id: z.int(), note: z.string() }), closed({ id: z.int() }), 'narrower: no longer accepts note'],
  [object({ id: z.string() }), object({ id: z.number() }), 'narrower: no longer accepts a string as id'],
  [object({ id: z.number() }), object({ id: z.int() }), 'narrower: no longer accepts a fraction as id'],
  [z.string().nullable(), z.string(), 'narrower: no longer accepts null'],
  [z.string(), z.string().nullable(), 'wider: also accepts null'],
  [object({ of: z.enum(['EUR', 'USD']) }), object({ of: z.enum(['EUR']) }), 'narrower: no longer accepts "USD" as of'],
  [object({ of: z.string() }), object({ of: z.enum(['EUR', 'USD']) }), 'narrower: accepts only "EUR" or "USD" as of'],
  [z.any(), object({ id: z.number() }), 'narrower: accepts only an object'],
  [object({ n: z.int().min(0) }), object({ n: z.int().min(5) }), 'narrower: the minimum of n is 5, was 0'],
  [object({ n: z.int().min(5) }), object({ n: z.int().min(0) }), 'wider: the minimum of n is 0, was 5'],
  [object({ n: z.int() }), object({ n: z.int().max(-40) }), 'narrower: the maximum of n is -40'],
  [object({ n: z.number().gt(1) }), object({ n: z.number().gt(2) }), 'narrower: the minimum of n is 2, was 1'],
  [object({ n: z.int() }), object({ n: z.int().multipleOf(5) }), 'narrower: `multipleOf` of n changed'],
  [
    object({ n: z.string().max(90) }),
    object({ n: z.string().max(50) }),
    'narrower: the maximum length of n is 50, was 90',
  ],
  [z.array(z.int()), z.array(z.int()).min(3), 'narrower: the minimum number of items is 3'],
  [z.array(z.int()), z.array(z.string()), 'narrower: no longer accepts a number as an item'],
  [z.tuple([z.int(), z.int()]), z.tuple([z.int(), z.string()]), 'narrower: no longer accepts a number as item 1'],
  [
    z.record(z.string(), z.int()),
    z.record(z.string(), z.string()),
    'narrower: no longer accepts a number as other fields',
  ],
  [
    z.discriminatedUnion('by', [CARD, CASH]),
    z.discriminatedUnion('by', [CASH]),
    'narrower: no longer accepts "card" as by',
  ],
  [z.discriminatedUnion('by', [CASH]), z.discriminatedUnion('by', [CARD, CASH]), 'wider: also accepts "card" as by'],
  [Tree, AgedTree, 'narrower: now requires age'],
  [AgedTree, Tree, 'wider: no longer requires age'],
  [
    object({ id: z.string().regex(/^a+$/) }),
    object({ id: z.string().regex(/^[ab]+$/) }),
    'other: the pattern of id changed',
  ],
  [
    object({ id: z.string() }),
    object({ id: z.iso.date() }),
    'narrower: the pattern of id changed, the format of id changed',
  ],
];

describe('an edit of a schema', () => {
  it.each(EDITS)('is described (%#)', (old, next, expected) => {
    const [before, after] = [old, next].map((schema) => z.toJSONSchema(schema, { io: 'input' }));
    const { verdict, obstacles } = compareSchemas(before ?? true, after ?? true);
    expect(`${verdict}: ${reasonsText(obstacles, verdict === 'wider' ? 'accepted' : 'refused')}`).toBe(expected);
  });

  it('is found by the code where the schema does not show it', () => {
    const [schema, positive] = [z.object({ n: z.int() }), z.object({ n: z.int().refine((n) => n >= 0) })];
    const readers = {
      old: (value: Json) => schema.safeParse(value).success,
      next: (value: Json) => positive.safeParse(value).success,
    };
    const json = z.toJSONSchema(schema);
    expect(compareSchemas(json, json).verdict).toBe('same');
    const { example, ...rest } = compareSchemas(json, json, readers);
    expect(rest).toEqual({ verdict: 'narrower', obstacles: [], isRefusedByCode: true });
    expect([readers.old(example ?? null), readers.next(example ?? null)]).toEqual([true, false]);
  });

  it('counts where only the schema refuses it, and says so', () => {
    const difference = compareSchemas({ type: 'string' }, { type: 'number' }, { old: () => true, next: () => true });
    expect(difference).toMatchObject({ verdict: 'narrower', isRefusedByCode: false });
  });

  it('lists three reasons', () => {
    const schema = z.toJSONSchema(
      z.looseObject(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, z.int()]))),
    );
    const { obstacles } = compareSchemas({ type: 'object' }, schema);
    expect(reasonsText(obstacles, 'refused')).toBe('now requires a, now requires b, now requires c, 2 more changes');
  });

  it.each<[unknown, unknown, string]>([
    [{ $ref: '#/$defs/gone' }, { type: 'string' }, 'other'],
    [{ anyOf: [{ $ref: '#' }, { $ref: '#' }] }, { type: 'string' }, 'other'],
    [{ allOf: [{ $ref: '#' }, { $ref: '#' }] }, { type: 'string' }, 'other'],
    [{ type: 'integer', minimum: 5, maximum: 1 }, { type: 'string' }, 'other'],
    [{ type: 'string' }, { oneOf: [{ type: 'string' }, { type: 'string', minLength: 2 }] }, 'narrower'],
    [{ type: 'string' }, { if: { minLength: 2 }, else: { minLength: 1 } }, 'other'],
    [{ not: {} }, { type: 'string' }, 'wider'],
    [{ type: 'odd' }, { type: 'odd' }, 'same'],
    [false, true, 'wider'],
    [true, false, 'narrower'],
  ])('ends in a verdict, whatever the schemas are: %j to %j', (old, next, verdict) => {
    expect(compareSchemas(old as JsonSchema, next as JsonSchema).verdict).toBe(verdict);
  });
});
