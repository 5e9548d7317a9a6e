import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { typesOf } from './accepts.ts';
import * as parts from './schema-parts.ts';
import { isAlike, isObject, namedSchemas, numberAt, schemaAt, type SchemaObject } from './schema-parts.ts';

/**
 * Makes one schema that is fit by what fits all of these, without `allOf`.
 * @param root the document that references point into
 * @returns undefined when two of them restrict the same in ways that cannot be joined
 */
export function merged(schemas: readonly JsonSchema[], root: JsonSchema): JsonSchema | undefined {
  return schemas.reduce<JsonSchema | undefined>(
    (whole, each) => (whole === undefined ? undefined : both(whole, each, root)),
    true,
  );
}

function both(a: JsonSchema, b: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  if (a === false || b === false) return false;
  const [first, second] = [flat(a, root), flat(b, root)];
  if (first === undefined || second === undefined) return undefined;
  if (!isObject(first) || !isObject(second)) return joinedBooleans(first, second);
  const joined: Record<string, unknown> = { ...first };
  for (const keyword of parts.restrictions(second)) {
    if (!(keyword in first)) joined[keyword] = second[keyword];
    else if (!isAlike(first[keyword], second[keyword])) {
      const value = joinedKeyword(keyword, first, second);
      if (value === undefined) return undefined;
      joined[keyword] = value;
    }
  }
  return withRestOf(joined, first, second);
}

function joinedBooleans(first: JsonSchema, second: JsonSchema): JsonSchema {
  if (first === false || second === false) return false;
  return first === true ? second : first;
}

/** @returns a schema whose reference is followed and whose `allOf` is merged; undefined for one that leads back to itself */
function flat(schema: JsonSchema, root: JsonSchema, followed: readonly string[] = []): JsonSchema | undefined {
  if (!isObject(schema)) return schema;
  const { $ref: reference, allOf } = schema;
  if (reference === undefined && allOf === undefined) return parts.without(schema);
  const rest = parts.without(schema, '$ref', 'allOf');
  const target = typeof reference === 'string' ? parts.resolved(reference, root) : true;
  if (target === undefined || followed.some((each) => each === reference)) return undefined;
  const path = typeof reference === 'string' ? [...followed, reference] : followed;
  const whole = [target, ...(parts.schemasAt(schema, 'allOf') ?? [])].map((each) => flat(each, root, path));
  const known = whole.filter((each) => each !== undefined);
  return known.length < whole.length ? undefined : merged([rest, ...known], root);
}

/** @returns what a keyword that both have says of both; undefined where one keyword cannot say it */
function joinedKeyword(keyword: string, a: SchemaObject, b: SchemaObject): unknown {
  const numbers = [numberAt(a, keyword), numberAt(b, keyword)].filter((each) => each !== undefined);
  switch (keyword) {
    case 'type':
      return joinedTypes(typesOf(a), typesOf(b));
    case 'required':
      return [...new Set([...parts.stringsAt(a, 'required'), ...parts.stringsAt(b, 'required')])];
    case 'properties':
    case 'additionalProperties':
      // Joined afterwards, because each of them depends on the other.
      return {};
    case 'items':
      return { allOf: [schemaAt(a, keyword) ?? true, schemaAt(b, keyword) ?? true] };
    case 'uniqueItems':
      return a[keyword] === true || b[keyword] === true;
    default:
      if (numbers.length < 2 || keyword === 'multipleOf') return undefined;
      return /^(min|exclusiveMin)/.test(keyword) ? Math.max(...numbers) : Math.min(...numbers);
  }
}

/** @returns undefined where no type is left: such a schema is rare, and counts as one that cannot be joined */
function joinedTypes(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  const common = a.flatMap((type) => {
    if (b.includes(type)) return [type];
    if (type === 'number' && b.includes('integer')) return ['integer'];
    return type === 'integer' && b.includes('number') ? ['integer'] : [];
  });
  return common.length === 0 ? undefined : [...new Set(common)];
}

/** Properties that one schema names and the other does not are restricted by the `additionalProperties` of the other. */
function withRestOf(joined: SchemaObject, a: SchemaObject, b: SchemaObject): JsonSchema | undefined {
  const isObjects = [a, b].every((each) => 'properties' in each || 'additionalProperties' in each);
  if (!isObjects) return joined;
  if ('patternProperties' in a || 'patternProperties' in b) return undefined;
  const [ofA, ofB] = [namedSchemas(a, 'properties'), namedSchemas(b, 'properties')];
  const [restOfA, restOfB] = [schemaAt(a, 'additionalProperties') ?? true, schemaAt(b, 'additionalProperties') ?? true];
  const names = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const properties = names.map((name) => [name, joinedPair(ofA.get(name) ?? restOfA, ofB.get(name) ?? restOfB)]);
  const rest = joinedPair(restOfA, restOfB);
  return {
    ...joined,
    properties: Object.fromEntries(properties),
    ...(rest !== true && { additionalProperties: rest }),
  };
}

function joinedPair(a: JsonSchema, b: JsonSchema): JsonSchema {
  if (a === false || b === false) return false;
  if (parts.isEverything(a)) return b;
  return parts.isEverything(b) ? a : { allOf: [a, b] };
}
