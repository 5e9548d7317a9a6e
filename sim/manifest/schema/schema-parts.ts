import { canonicalText } from '../../core/canonical.ts';
import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';

/** A schema that is not just true or false. */
export type SchemaObject = Exclude<JsonSchema, boolean>;

/** @returns whether a value has fields */
export function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value);
}

/** @returns the schema under a keyword; undefined where there is none */
export function schemaAt(schema: SchemaObject, keyword: string): JsonSchema | undefined {
  const value = schema[keyword];
  return isSchema(value) ? value : undefined;
}

/** @returns the list of schemas under a keyword; undefined where there is none */
export function schemasAt(schema: SchemaObject, keyword: string): readonly JsonSchema[] | undefined {
  const value: unknown = schema[keyword];
  return isList(value) ? value.filter((each) => isSchema(each)) : undefined;
}

/** @returns the schemas under a keyword by name, such as those of `properties`; in the order of the schema */
export function namedSchemas(schema: SchemaObject, keyword: string): ReadonlyMap<string, JsonSchema> {
  const value = schema[keyword];
  if (!isObject(value)) return new Map();
  const entries = Object.entries(value).flatMap(([name, each]) => (isSchema(each) ? [[name, each] as const] : []));
  return new Map(entries);
}

/** @returns the number under a keyword */
export function numberAt(schema: SchemaObject, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === 'number' ? value : undefined;
}

/** @returns the strings under a keyword, such as those of `required` */
export function stringsAt(schema: SchemaObject, keyword: string): readonly string[] {
  const value: unknown = schema[keyword];
  return isList(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** @returns whether it is a list, of which nothing else is known */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** @returns whether two schemas, or parts of them, are written alike; a reference may stand for another thing on each side */
export function isAlike(a: unknown, b: unknown): boolean {
  const text = canonicalText(a);
  return text === canonicalText(b) && !text.includes('"$ref"');
}

/** Keywords that restrict values of one type only. */
export const BY_TYPE: Readonly<Record<'number' | 'string' | 'array' | 'object', readonly string[]>> = {
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: words('minItems maxItems uniqueItems prefixItems items contains minContains maxContains unevaluatedItems'),
  object: words(
    'required properties additionalProperties propertyNames minProperties maxProperties patternProperties ' +
      'dependentRequired dependentSchemas dependencies unevaluatedProperties',
  ),
};

/** Keywords that restrict values of every type. What is not listed is an annotation, as unknown keywords are. */
const RESTRICTING: ReadonlySet<string> = new Set([
  ...words('type const enum $ref $dynamicRef $recursiveRef allOf anyOf oneOf not if then else'),
  ...Object.values(BY_TYPE).flat(),
]);

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** @returns the keywords of a schema that restrict its values */
export function restrictions(schema: SchemaObject): readonly string[] {
  return Object.keys(schema).filter((keyword) => RESTRICTING.has(keyword) && schema[keyword] !== undefined);
}

/** @returns whether every value fits a schema, as it restricts nothing */
export function isEverything(schema: JsonSchema): boolean {
  return schema === true || (isObject(schema) && restrictions(schema).length === 0);
}

/** @returns a schema without some of its keywords, and without those that restrict nothing */
export function without(schema: SchemaObject, ...keywords: readonly string[]): SchemaObject {
  const kept = restrictions(schema).filter((keyword) => !keywords.includes(keyword));
  return Object.fromEntries(kept.map((keyword) => [keyword, schema[keyword]]));
}

/** @returns what a reference such as `#/$defs/address` stands for in its document; undefined when that is not there */
export function resolved(reference: string, root: JsonSchema): JsonSchema | undefined {
  let at: unknown = root;
  for (const part of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    if (!isObject(at) && !isList(at)) return undefined;
    at = Object.entries(at).find(([name]) => name === decoded(part))?.[1];
  }
  return reference.startsWith('#') && isSchema(at) ? at : undefined;
}

function decoded(part: string): string {
  const pointer = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
