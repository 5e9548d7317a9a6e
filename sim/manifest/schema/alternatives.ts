import { canonicalText } from '../../core/canonical.ts';
import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { accepts, typeOf, typesOf } from './accepts.ts';
import { merged } from './merged.ts';
import * as parts from './schema-parts.ts';
import { isObject, schemasAt, type SchemaObject } from './schema-parts.ts';

/** One of the ways to fit a schema. What fits the schema fits at least one of them. */
export type Alternative =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'number' | 'string' | 'array' | 'object'; readonly schema: SchemaObject }
  /** A schema that cannot be taken apart. */
  | { readonly type: 'unknown'; readonly schema: JsonSchema };

/**
 * Takes a schema apart into alternatives that have one type each: unions, lists of values, references and `allOf` are gone
 * from their top.
 * @param root the document that references point into
 * @param followed references that led here: one that leads back to itself stands for nothing
 */
export function alternatives(
  schema: JsonSchema,
  root: JsonSchema,
  followed: readonly string[] = [],
): readonly Alternative[] {
  if (!isObject(schema)) return schema ? alternatives({ type: TYPES }, root) : [];
  const reference = schema['$ref'];
  const combined = followed.some((each) => each === reference) ? 'unknown' : combinations(schema, root, followed);
  if (combined === 'unknown') return [{ type: 'unknown', schema }];
  const path = typeof reference === 'string' ? [...followed, reference] : followed;
  if (combined !== undefined) return combined.flatMap((each) => alternatives(each, root, path));
  if ('const' in schema) return values([schema['const']], parts.without(schema, 'const'), root);
  if (parts.isList(schema['enum'])) return values(schema['enum'], parts.without(schema, 'enum'), root);
  if ('not' in schema && parts.isEverything(parts.schemaAt(schema, 'not') ?? false)) return [];
  const named = typesOf(schema);
  return (named.length === 0 ? TYPES : named).flatMap((type) => ofType(type, schema, root));
}

const TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'];

function ofType(type: string, schema: SchemaObject, root: JsonSchema): readonly Alternative[] {
  const own = { ...parts.without(schema), type };
  switch (type) {
    case 'null':
      return values([null], own, root);
    case 'boolean':
      return values([false, true], own, root);
    case 'number':
    case 'integer':
      return [{ type: 'number', schema: own }];
    case 'string':
    case 'array':
    case 'object':
      return [{ type, schema: own }];
    default:
      return [{ type: 'unknown', schema }];
  }
}

/** @returns an alternative for each value that fits the rest of its schema */
function values(all: readonly unknown[], rest: SchemaObject, root: JsonSchema): readonly Alternative[] {
  return all.flatMap((value): readonly Alternative[] => {
    const fits = accepts(rest, value, root);
    if (fits === undefined) return [{ type: 'unknown', schema: { ...rest, const: value } }];
    return fits ? [{ type: 'value', value }] : [];
  });
}

/** @returns the schemas of which one has to fit; undefined for a schema that combines none */
function combinations(
  schema: SchemaObject,
  root: JsonSchema,
  followed: readonly string[],
): readonly JsonSchema[] | 'unknown' | undefined {
  if ('$ref' in schema || 'allOf' in schema) {
    const whole = merged([schema], root);
    return whole === undefined ? 'unknown' : [whole];
  }
  const keyword = (['anyOf', 'oneOf'] as const).find((each) => each in schema);
  if (keyword === undefined) return undefined;
  const choices = schemasAt(schema, keyword) ?? [];
  if (keyword === 'oneOf' && !areDisjoint(choices, root, followed)) return 'unknown';
  const rest = parts.without(schema, keyword);
  if (parts.restrictions(rest).length === 0) return choices;
  const joined = choices.map((choice) => merged([rest, choice], root));
  const known = joined.filter((each) => each !== undefined);
  return known.length < joined.length ? 'unknown' : known;
}

/** Whether no value fits two of these, so that `oneOf` means the same as `anyOf`. */
function areDisjoint(schemas: readonly JsonSchema[], root: JsonSchema, followed: readonly string[]): boolean {
  const each = schemas.map((schema) => alternatives(schema, root, followed));
  return each.every((ways, index) =>
    each.slice(index + 1).every((others) => ways.every((a) => others.every((b) => isApart(a, b, root)))),
  );
}

/** @returns whether no value fits both, as for the members of a discriminated union */
export function isApart(a: Alternative, b: Alternative, root: JsonSchema): boolean {
  if (a.type === 'unknown' || b.type === 'unknown') return false;
  if (a.type === 'value') {
    if (b.type === 'value') return canonicalText(a.value) !== canonicalText(b.value);
    return typeOf(a.value) !== b.type || accepts(b.schema, a.value, root) === false;
  }
  if (b.type === 'value') return isApart(b, a, root);
  if (a.type !== b.type) return true;
  return a.type === 'object' && hasDiscriminator(a.schema, b.schema, root);
}

/** Whether both require a property whose values differ. */
function hasDiscriminator(a: SchemaObject, b: SchemaObject, root: JsonSchema): boolean {
  const [ofA, ofB] = [parts.namedSchemas(a, 'properties'), parts.namedSchemas(b, 'properties')];
  const common = parts.stringsAt(a, 'required').filter((name) => parts.stringsAt(b, 'required').includes(name));
  return common.some((name) => {
    const [inA, inB] = [constants(ofA.get(name), root), constants(ofB.get(name), root)];
    return inA.length > 0 && inB.length > 0 && inA.every((one) => inB.every((other) => isApart(one, other, root)));
  });
}

/** @returns the values of a property that has a `const` or an `enum`; none for other properties */
function constants(schema: JsonSchema | undefined, root: JsonSchema): readonly Alternative[] {
  if (!isObject(schema) || !('const' in schema || 'enum' in schema)) return [];
  const ways = alternatives(schema, root);
  return ways.every(({ type }) => type === 'value') ? ways : [];
}
