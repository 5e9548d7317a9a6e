import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { numberAt, stringsAt, type SchemaObject } from './schema-parts.ts';

/** Why a value that fits one schema may not fit another. */
export type Obstacle = ObstacleReason & {
  /** The way to the place in a value: names of properties, `[]` for items, `*` for properties of any name. */
  readonly path: readonly string[];
  /** A schema whose values fit the first schema; the obstacle is real where one of them does not fit the second. */
  readonly witnesses: JsonSchema;
};

export type ObstacleReason =
  /** The property at the path is required by the second schema only. */
  | { readonly kind: 'required' }
  /** A type of value that the second schema does not have: `a string`, `a fraction`. */
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'value'; readonly value: unknown }
  /** Any value of a type fits the first, and only these fit the second. */
  | { readonly kind: 'choices'; readonly choices: readonly unknown[] }
  /** Everything fits the first, and only these types of values fit the second. */
  | { readonly kind: 'only'; readonly types: readonly string[] }
  | { readonly kind: 'limit'; readonly limit: LimitKeyword; readonly from: number | undefined; readonly to: number }
  /** The second schema does not have the property at the path. */
  | { readonly kind: 'field' }
  /** The second schema has only the properties that it names. */
  | { readonly kind: 'closed' }
  /** A keyword of the second schema that is missing from the first, or differs and cannot be compared. */
  | { readonly kind: 'keyword'; readonly keyword: string };

export type LimitKeyword = 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems';

/** Puts obstacles of a property where they are in the object: only objects that have the property can show them. */
export function inProperty(
  found: readonly Obstacle[],
  object: SchemaObject,
  name: string,
  as: string = name,
): Obstacle[] {
  return found.map((obstacle) => ({
    ...obstacle,
    path: [as, ...obstacle.path],
    witnesses: withProperty(object, name, obstacle.witnesses),
  }));
}

/** @returns the objects of a schema that have a property with one of these values */
export function withProperty(object: SchemaObject, name: string, values: JsonSchema): JsonSchema {
  const { properties } = object;
  const known = typeof properties === 'object' && properties !== null ? properties : {};
  return {
    ...object,
    properties: { ...known, [name]: values },
    required: [...new Set([...stringsAt(object, 'required'), name])],
  };
}

/** Puts obstacles of an item where they are in the list: only lists that have items can show them. */
export function inItems(found: readonly Obstacle[], list: SchemaObject): Obstacle[] {
  const minItems = Math.max(1, numberAt(list, 'minItems') ?? 0);
  return found.map((obstacle) => ({
    ...obstacle,
    path: ['[]', ...obstacle.path],
    witnesses: { ...list, items: obstacle.witnesses, minItems },
  }));
}
