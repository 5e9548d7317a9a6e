import * as fc from 'fast-check';
import type { Json } from '../faults/plan.ts';

/** A JSON schema, as serdes carry it. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** What lies deeper below a reference is cut off, because a recursive schema would never end. */
const MAX_DEPTH = 5;

/**
 * Makes values that fit a JSON schema, mostly small ones, sometimes at its bounds. Some keywords (rare values of `format`,
 * invalid patterns) are ignored; a value that the service then refuses as bad input does no harm.
 */
export function jsonArbitrary(schema: JsonSchema): fc.Arbitrary<Json> {
  return new Reader(schema).of(schema, 0);
}

class Reader {
  readonly #root: JsonSchema;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** @param depth below the first reference on the way to this schema; 0 above it */
  of(schema: JsonSchema, depth: number): fc.Arbitrary<Json> {
    if (typeof schema === 'boolean' || depth > MAX_DEPTH) return fc.constantFrom<Json>(null, 1, 'a');
    if ('const' in schema) return fc.constant(schema['const'] as Json);
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as Json[]));
    const reference = schema['$ref'];
    if (typeof reference === 'string') return this.of(this.#resolved(reference), depth + 1);
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const choices = schema[keyword];
      if (Array.isArray(choices))
        return fc.oneof(...choices.map((choice: JsonSchema) => this.of(choice, below(depth))));
    }
    const all = schema['allOf'];
    if (Array.isArray(all)) return this.of(merged([schema, ...(all as JsonSchema[])]), below(depth));
    const { type } = schema;
    if (Array.isArray(type)) return fc.oneof(...type.map((one: unknown) => this.of({ ...schema, type: one }, depth)));
    return this.#typed(schema, depth);
  }

  #typed(schema: Readonly<Record<string, unknown>>, depth: number): fc.Arbitrary<Json> {
    switch (schema['type'] ?? guessed(schema)) {
      case 'string':
        return text(schema);
      case 'integer':
        return fc.integer(bounds(schema, -10, 1_000));
      case 'number':
        return fc.oneof(fc.integer(bounds(schema, -10, 1_000)), fraction(schema));
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return this.#array(schema, depth);
      case 'object':
        return this.#object(schema, depth);
      default:
        return fc.constantFrom<Json>(null, 1, 'a', true);
    }
  }

  #array(schema: Readonly<Record<string, unknown>>, depth: number): fc.Arbitrary<Json> {
    const first = schema['prefixItems'];
    if (Array.isArray(first)) return fc.tuple(...first.map((item: JsonSchema) => this.of(item, below(depth))));
    const minLength = number(schema['minItems']) ?? 0;
    const maxLength = Math.min(number(schema['maxItems']) ?? minLength + 3, minLength + 5);
    const item = this.of((schema['items'] ?? true) as JsonSchema, below(depth));
    return schema['uniqueItems'] === true
      ? fc.uniqueArray(item, { minLength, maxLength, comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b) })
      : fc.array(item, { minLength, maxLength });
  }

  #object(schema: Readonly<Record<string, unknown>>, depth: number): fc.Arbitrary<Json> {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
    const required = new Set((schema['required'] ?? []) as string[]);
    const shape = Object.fromEntries(properties.map(([name, own]) => [name, this.of(own, below(depth))]));
    const known = fc.record(shape, {
      requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)),
    });
    const others = schema['additionalProperties'];
    if (properties.length > 0 || typeof others !== 'object' || others === null) return known;
    const names = fc.constantFrom('a', 'b', 'c');
    return fc.dictionary(names, this.of(others as JsonSchema, below(depth)), { maxKeys: 3 });
  }

  /** Follows `#/a/b` from the root. */
  #resolved(reference: string): JsonSchema {
    let at: unknown = this.#root;
    for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
      at = (at as Readonly<Record<string, unknown>> | undefined)?.[decodeURIComponent(part)];
    }
    return (at ?? true) as JsonSchema;
  }
}

function below(depth: number): number {
  return depth === 0 ? 0 : depth + 1;
}

function merged(schemas: readonly JsonSchema[]): JsonSchema {
  const objects = schemas.filter((schema) => typeof schema === 'object');
  const { allOf: _, ...rest } = Object.assign({}, ...objects) as Record<string, unknown>;
  const properties = Object.assign({}, ...objects.map((schema) => schema['properties'])) as Record<string, unknown>;
  const required = objects.flatMap((schema) => (schema['required'] ?? []) as string[]);
  return Object.keys(properties).length > 0 ? { ...rest, properties, required } : rest;
}

function guessed(schema: Readonly<Record<string, unknown>>): string | undefined {
  if ('properties' in schema || 'additionalProperties' in schema) return 'object';
  return 'items' in schema ? 'array' : undefined;
}

/** Few words, so that requests use the same ones. */
const WORDS = ['ann', 'bob', 'a', 'order-1', 'Grüße'] as const;
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  email: ['ann@example.com', 'bob@example.com'],
  uuid: ['6f9619ff-8b86-4d01-b42d-00c04fc964ff', '7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  'date-time': ['2026-01-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
  date: ['2026-01-01', '2026-02-28'],
  time: ['00:00:00Z', '23:59:59Z'],
  uri: ['https://example.com/', 'https://example.com/a?b=c'],
  ipv4: ['192.0.2.1'],
};

function text(schema: Readonly<Record<string, unknown>>): fc.Arbitrary<Json> {
  const known = FORMATS[String(schema['format'])];
  if (known !== undefined) return fc.constantFrom(...known);
  const pattern = schema['pattern'];
  const minLength = number(schema['minLength']) ?? 0;
  const maxLength = number(schema['maxLength']) ?? Infinity;
  if (typeof pattern === 'string') return matching(pattern);
  const words = WORDS.filter(({ length }) => length >= minLength && length <= maxLength);
  const drawn = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 10) });
  return words.length === 0 ? drawn : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, drawn);
}

function matching(pattern: string): fc.Arbitrary<Json> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.constantFrom(...WORDS);
  }
}

function bounds(schema: Readonly<Record<string, unknown>>, low: number, high: number): { min: number; max: number } {
  const above = number(schema['exclusiveMinimum']);
  const below = number(schema['exclusiveMaximum']);
  const least = Math.ceil(number(schema['minimum']) ?? (above === undefined ? low : above + 1));
  const most = Math.floor(number(schema['maximum']) ?? (below === undefined ? Math.max(high, least) : below - 1));
  const min = Math.max(least, Number.MIN_SAFE_INTEGER);
  return { min, max: Math.max(min, Math.min(most, Number.MAX_SAFE_INTEGER)) };
}

function fraction(schema: Readonly<Record<string, unknown>>): fc.Arbitrary<number> {
  const { min, max } = bounds(schema, -10, 1_000);
  return fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
