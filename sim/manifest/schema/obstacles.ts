import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { accepts, typeOf } from './accepts.ts';
import { alternatives, isApart, type Alternative } from './alternatives.ts';
import { countObstacles, numberObstacles } from './bounds.ts';
import { inItems, inProperty, withProperty, type Obstacle, type ObstacleReason } from './obstacle.ts';
import * as parts from './schema-parts.ts';
import { isAlike, isObject, namedSchemas, schemaAt, schemasAt, type SchemaObject } from './schema-parts.ts';

/**
 * Looks for reasons why a value that fits one schema may not fit another.
 * An object is taken to have only the properties that the first schema names, unless it names none.
 * @returns nothing when each value fits the other schema, too; a reason may turn out to be none
 */
export function obstacles(old: JsonSchema, next: JsonSchema): readonly Obstacle[] {
  return new Inclusion(old, next, false).of(old, next, 0);
}

/** @returns the same, and also properties that the second schema does not name: what it does with them is not known */
export function unknownTo(old: JsonSchema, next: JsonSchema): readonly Obstacle[] {
  return new Inclusion(old, next, true).of(old, next, 0);
}

/** Schemas within schemas. */
const MAX_DEPTH = 30;
/** Comparisons of schemas within schemas, which unions of unions multiply. */
const MAX_STEPS = 5_000;

class Inclusion {
  readonly #oldRoot: JsonSchema;
  readonly #nextRoot: JsonSchema;
  readonly #hasToName: boolean;
  /** Pairs that are being compared: a recursive schema meets them again, and fits as far as the rest of it does. */
  readonly #open = new Map<object, Set<object>>();
  #steps = 0;

  constructor(oldRoot: JsonSchema, nextRoot: JsonSchema, hasToName: boolean) {
    this.#oldRoot = oldRoot;
    this.#nextRoot = nextRoot;
    this.#hasToName = hasToName;
  }

  of(old: JsonSchema, next: JsonSchema, depth: number): readonly Obstacle[] {
    const [from, to] = [followed(old, this.#oldRoot), followed(next, this.#nextRoot)];
    if (isAlike(from, to)) return [];
    this.#steps += 1;
    if (depth > MAX_DEPTH || this.#steps > MAX_STEPS) return [incomparable(from)];
    const open = isObject(from) ? (this.#open.get(from) ?? new Set()) : undefined;
    if (open === undefined || !isObject(from) || !isObject(to)) return this.#compared(from, to, depth);
    if (open.has(to)) return [];
    this.#open.set(from, open.add(to));
    const found = this.#compared(from, to, depth);
    open.delete(to);
    return found;
  }

  #compared(old: JsonSchema, next: JsonSchema, depth: number): readonly Obstacle[] {
    const ways = alternatives(next, this.#nextRoot);
    const found = alternatives(old, this.#oldRoot).flatMap((each) => this.#alternative(each, ways, depth + 1));
    if (found.length === 0 || !parts.isEverything(old)) return found;
    return [{ kind: 'only', types: [...new Set(ways.map((way) => typeIn(way)))], path: [], witnesses: true }];
  }

  #alternative(old: Alternative, ways: readonly Alternative[], depth: number): readonly Obstacle[] {
    if (old.type === 'value') return this.#value(old.value, ways);
    if (ways.some((way) => way.type !== 'value' && isAlike(way.schema, old.schema))) return [];
    if (old.type === 'unknown') return [incomparable(old.schema)];
    const same = ways.flatMap((way) => (way.type === old.type ? [way] : []));
    const tried = same.map((way) => {
      const found = this.#typed(old.type, old.schema, way.schema, depth);
      // Of two members of a discriminated union, what else is in them does not matter.
      const decisive = isApart(old, way, this.#oldRoot) ? found.filter(isOfOneProperty) : [];
      return decisive.length > 0 ? decisive : found;
    });
    const fewest = tried.toSorted((a, b) => a.length - b.length).at(0);
    if (fewest !== undefined) return fewest;
    const unknown = ways.find((way) => way.type === 'unknown');
    if (unknown !== undefined) return [incomparable(old.schema)];
    const choices = ways.flatMap((way) => (way.type === 'value' && typeOf(way.value) === old.type ? [way.value] : []));
    const reason: ObstacleReason =
      choices.length > 0 ? { kind: 'choices', choices } : { kind: 'type', type: articled(old.type) };
    return [{ ...reason, path: [], witnesses: old.schema }];
  }

  #value(value: unknown, ways: readonly Alternative[]): readonly Obstacle[] {
    const answers = ways.map((way) =>
      way.type === 'value' ? accepts({ const: way.value }, value) : accepts(way.schema, value, this.#nextRoot),
    );
    if (answers.includes(true)) return [];
    const witnesses = { const: value };
    if (answers.includes(undefined)) return [incomparable(witnesses)];
    const gone: ObstacleReason = value === null ? { kind: 'type', type: 'null' } : { kind: 'value', value };
    return [{ ...gone, path: [], witnesses }];
  }

  #typed(
    type: 'number' | 'string' | 'array' | 'object',
    old: SchemaObject,
    next: SchemaObject,
    depth: number,
  ): readonly Obstacle[] {
    const general = GENERAL.flatMap((keyword) => unlike(keyword, old, next));
    switch (type) {
      case 'number':
        return [...numberObstacles(old, next), ...unlike('format', old, next), ...general];
      case 'string': {
        const keywords = ['pattern', 'format'].flatMap((keyword) => unlike(keyword, old, next));
        return [...countObstacles(old, next, 'minLength', 'maxLength'), ...keywords, ...general];
      }
      case 'array':
        return [...this.#lists(old, next, depth), ...general];
      case 'object':
        return [...this.#objects(old, next, depth), ...general];
    }
  }

  #lists(old: SchemaObject, next: SchemaObject, depth: number): readonly Obstacle[] {
    const [first, nextFirst] = [schemasAt(old, 'prefixItems') ?? [], schemasAt(next, 'prefixItems') ?? []];
    const [rest, nextRest] = [schemaAt(old, 'items') ?? true, schemaAt(next, 'items') ?? true];
    const placed = Array.from({ length: Math.max(first.length, nextFirst.length) }, (_, index) => {
      const found = this.of(first[index] ?? rest, nextFirst[index] ?? nextRest, depth);
      return found.map((each) => ({
        ...each,
        path: [`[${index}]`, ...each.path],
        witnesses: { ...old, prefixItems: first.with(Math.min(index, first.length - 1), each.witnesses) },
      }));
    });
    const others = rest === false ? [] : inItems(this.of(rest, nextRest, depth), old);
    const keywords = LIST_KEYWORDS.flatMap((keyword) => unlike(keyword, old, next));
    return [...countObstacles(old, next, 'minItems', 'maxItems'), ...placed.flat(), ...others, ...keywords];
  }

  #objects(old: SchemaObject, next: SchemaObject, depth: number): readonly Obstacle[] {
    const [known, nextKnown] = [namedSchemas(old, 'properties'), namedSchemas(next, 'properties')];
    const rest = schemaAt(old, 'additionalProperties') ?? true;
    const nextRest = schemaAt(next, 'additionalProperties') ?? true;
    const required = parts.stringsAt(old, 'required');
    const missing = parts.stringsAt(next, 'required').filter((name) => !required.includes(name));
    const found: Obstacle[] = missing.map((name) => ({
      kind: 'required',
      path: [name],
      witnesses: lacking(old, name),
    }));
    for (const [name, schema] of known) {
      const wanted = nextKnown.get(name) ?? nextRest;
      const isUnnamed = this.#hasToName && nextKnown.size > 0 && !nextKnown.has(name) && parts.isEverything(nextRest);
      if ((wanted === false || isUnnamed) && schema !== false)
        found.push({ kind: 'field', path: [name], witnesses: withProperty(old, name, schema) });
      else found.push(...inProperty(this.of(schema, wanted, depth), old, name));
    }
    // Which other properties an object has is known only where the schema says what they hold, or names none at all.
    const hasOthers = rest !== false && (known.size === 0 || !parts.isEverything(rest));
    for (const [name, wanted] of hasOthers ? nextKnown : [])
      if (!known.has(name) && !missing.includes(name))
        found.push(...inProperty(this.of(rest, wanted, depth), old, name));
    if (rest !== false && nextRest === false) {
      found.push({ kind: 'closed', path: [], witnesses: withProperty(old, fresh(known, nextKnown), rest) });
    } else if (hasOthers) {
      found.push(...inProperty(this.of(rest, nextRest, depth), old, fresh(known, nextKnown), '*'));
    }
    return [...found, ...OBJECT_KEYWORDS.flatMap((keyword) => unlike(keyword, old, next))];
  }
}

function isOfOneProperty({ kind, path }: Obstacle): boolean {
  return kind === 'value' && path.length === 1;
}

/** Keywords that hold for all types. */
const GENERAL = ['not', 'if', 'then', 'else', '$dynamicRef', '$recursiveRef'];
const LIST_KEYWORDS = ['uniqueItems', 'contains', 'minContains', 'maxContains', 'unevaluatedItems'];
const OBJECT_KEYWORDS = parts.BY_TYPE.object.filter(
  (keyword) => !/^(required|properties|additionalProperties)$/.test(keyword),
);

/** A keyword that the second schema has, and the first not in the same way. */
function unlike(keyword: string, old: SchemaObject, next: SchemaObject): readonly Obstacle[] {
  const { [keyword]: value } = next;
  if (value === undefined || isAlike(old[keyword], value) || TRIVIAL[keyword]?.(value) === true) return [];
  return [{ kind: 'keyword', keyword, path: [], witnesses: old }];
}

/** Values of keywords that restrict nothing. */
const TRIVIAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  uniqueItems: (value) => value === false,
  propertyNames: (value) => isAlike(value, { type: 'string' }) || isAlike(value, {}) || value === true,
  minProperties: (value) => value === 0,
};

function incomparable(schema: JsonSchema): Obstacle {
  return { kind: 'keyword', keyword: 'schema', path: [], witnesses: schema };
}

/** @returns what a reference stands for, so that the same part of a document is the same object */
function followed(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (!isObject(schema) || typeof schema['$ref'] !== 'string' || parts.restrictions(schema).length > 1) return schema;
  return parts.resolved(schema['$ref'], root) ?? schema;
}

/** @returns the objects of a schema that lack a property */
function lacking(object: SchemaObject, name: string): SchemaObject {
  const properties = [...namedSchemas(object, 'properties')].filter(([each]) => each !== name);
  return { ...object, properties: Object.fromEntries(properties) };
}

/** @returns a name that no schema names */
function fresh(...known: readonly ReadonlyMap<string, unknown>[]): string {
  return ['other', 'another', 'one more', 'yet another'].find((name) => !known.some((each) => each.has(name))) ?? '~';
}

function typeIn(way: Alternative): string {
  if (way.type === 'unknown') return 'what fits its schema';
  if (way.type === 'value') return typeof way.value === 'boolean' ? 'a boolean' : JSON.stringify(way.value);
  return articled(way.type);
}

function articled(type: string): string {
  return /^[ao]/.test(type) ? `an ${type}` : `a ${type}`;
}
