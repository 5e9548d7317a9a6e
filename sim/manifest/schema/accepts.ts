import { canonicalText } from '../../core/canonical.ts';
import type { JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import * as parts from './schema-parts.ts';
import { isObject, numberAt, resolved, schemaAt, schemasAt, type SchemaObject } from './schema-parts.ts';

/**
 * Whether a JSON value fits a schema.
 * @param root the document that references of the schema point into
 * @returns undefined when that depends on a keyword that is not known here, or read differently by validators
 */
export function accepts(schema: JsonSchema, value: unknown, root: JsonSchema = schema): boolean | undefined {
  return new Validator(root).fits(schema, value, []);
}

type Answer = boolean | undefined;

class Validator {
  readonly #root: JsonSchema;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** @param followed references that led here for the same value: one that leads back to itself says nothing */
  fits(schema: JsonSchema, value: unknown, followed: readonly string[]): Answer {
    if (typeof schema === 'boolean') return schema;
    return all(parts.restrictions(schema).map((keyword) => this.#keyword(keyword, schema, value, followed)));
  }

  #keyword(keyword: string, schema: SchemaObject, value: unknown, followed: readonly string[]): Answer {
    switch (keyword) {
      case '$ref': {
        const reference = String(schema['$ref']);
        const target = followed.includes(reference) ? undefined : resolved(reference, this.#root);
        return target === undefined ? undefined : this.fits(target, value, [...followed, reference]);
      }
      case 'type':
        return some(typesOf(schema).map((type) => isOfType(value, type)));
      case 'const':
        return isSame(schema['const'], value);
      case 'enum':
        return parts.isList(schema['enum']) && schema['enum'].some((each) => isSame(each, value));
      case 'allOf':
        return all(this.#each(schema, 'allOf', value, followed));
      case 'anyOf':
        return some(this.#each(schema, 'anyOf', value, followed));
      case 'oneOf':
        return one(this.#each(schema, 'oneOf', value, followed));
      case 'not': {
        const answer = this.fits(schemaAt(schema, 'not') ?? {}, value, followed);
        return answer === undefined ? undefined : !answer;
      }
      default:
        if (typeof value === 'number') return ofNumber(keyword, schema, value);
        if (typeof value === 'string') return ofString(keyword, schema, value);
        if (parts.isList(value)) return this.#ofList(keyword, schema, value);
        return isObject(value) ? this.#ofObject(keyword, schema, value) : ofOthers(keyword);
    }
  }

  #each(schema: SchemaObject, keyword: string, value: unknown, followed: readonly string[]): readonly Answer[] {
    return (schemasAt(schema, keyword) ?? []).map((each) => this.fits(each, value, followed));
  }

  #ofList(keyword: string, schema: SchemaObject, value: readonly unknown[]): Answer {
    const limit = numberAt(schema, keyword) ?? 0;
    const first = schemasAt(schema, 'prefixItems') ?? [];
    switch (keyword) {
      case 'minItems':
        return value.length >= limit;
      case 'maxItems':
        return value.length <= limit;
      case 'uniqueItems':
        return schema[keyword] !== true || new Set(value.map((item) => canonicalText(item))).size === value.length;
      case 'prefixItems':
        return all(first.map((each, index) => (index < value.length ? this.fits(each, value[index], []) : true)));
      case 'items': {
        const items = schemaAt(schema, 'items');
        if (items === undefined) return undefined;
        return all(value.slice(first.length).map((item) => this.fits(items, item, [])));
      }
      default:
        return ofOthers(keyword, 'array');
    }
  }

  #ofObject(keyword: string, schema: SchemaObject, value: SchemaObject): Answer {
    const names = Object.keys(value);
    const limit = numberAt(schema, keyword) ?? 0;
    const known = parts.namedSchemas(schema, 'properties');
    switch (keyword) {
      case 'required':
        return parts.stringsAt(schema, 'required').every((name) => names.includes(name));
      case 'properties':
        return all([...known].map(([name, each]) => (names.includes(name) ? this.fits(each, value[name], []) : true)));
      case 'additionalProperties': {
        if (schema['patternProperties'] !== undefined) return undefined;
        const rest = schemaAt(schema, keyword) ?? true;
        return all(names.filter((name) => !known.has(name)).map((name) => this.fits(rest, value[name], [])));
      }
      case 'propertyNames':
        return all(names.map((name) => this.fits(schemaAt(schema, keyword) ?? true, name, [])));
      case 'minProperties':
        return names.length >= limit;
      case 'maxProperties':
        return names.length <= limit;
      default:
        return ofOthers(keyword, 'object');
    }
  }
}

/** Keywords that hold for every value of another type. */
const TYPED_KEYWORDS: ReadonlySet<string> = new Set(Object.values(parts.BY_TYPE).flat());

/** A keyword for values of another type holds; what one for values of this type means is left open. */
function ofOthers(keyword: string, type?: keyof typeof parts.BY_TYPE): Answer {
  const isOwn = type !== undefined && parts.BY_TYPE[type].includes(keyword);
  return TYPED_KEYWORDS.has(keyword) && !isOwn ? true : undefined;
}

function ofNumber(keyword: string, schema: SchemaObject, value: number): Answer {
  const limit = numberAt(schema, keyword);
  switch (keyword) {
    case 'minimum':
      return limit === undefined ? undefined : value >= limit;
    case 'maximum':
      return limit === undefined ? undefined : value <= limit;
    case 'exclusiveMinimum':
      return limit === undefined ? undefined : value > limit;
    case 'exclusiveMaximum':
      return limit === undefined ? undefined : value < limit;
    case 'multipleOf':
      return limit === undefined || !Number.isInteger(limit) || !Number.isInteger(value)
        ? undefined
        : value % limit === 0;
    default:
      // Validators differ about formats of numbers, such as int32.
      return keyword === 'format' ? undefined : ofOthers(keyword, 'number');
  }
}

function ofString(keyword: string, schema: SchemaObject, value: string): Answer {
  const limit = numberAt(schema, keyword) ?? 0;
  switch (keyword) {
    case 'minLength':
      return agreed(value.length >= limit, codePoints(value) >= limit);
    case 'maxLength':
      return agreed(value.length <= limit, codePoints(value) <= limit);
    case 'pattern':
      return matches(String(schema['pattern']), value);
    case 'format':
      return FORMATS[String(schema['format'])]?.test(value) === true ? true : undefined;
    default:
      return ofOthers(keyword, 'string');
  }
}

/** What is valid for sure. Validators differ about the rest, and some ignore the keyword. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  email: /^[a-z0-9]+@[a-z0-9]+\.[a-z]{2,}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'date-time': /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
  date: /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/,
  time: /^([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  uri: /^https:\/\/[a-z]+\.[a-z]+\/$/,
  ipv4: /^192\.0\.2\.\d$/,
};

function codePoints(text: string): number {
  return Array.from(text).length;
}

/** Some validators count UTF-16 units, and others code points. */
function agreed(a: boolean, b: boolean): Answer {
  return a === b ? a : undefined;
}

function matches(pattern: string, value: string): Answer {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return undefined;
  }
}

/** @returns the types that a schema names; of one that names none, an empty list */
export function typesOf({ type }: SchemaObject): readonly string[] {
  if (typeof type === 'string') return [type];
  return parts.isList(type) ? type.filter((each) => typeof each === 'string') : [];
}

function isOfType(value: unknown, type: string): Answer {
  if (type !== 'integer') return typeOf(value) === type;
  // Some validators refuse integers that a number of JavaScript does not hold exactly.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : Number.isInteger(value);
}

/** @returns the type of a value in the words of JSON schema, a whole number being a number */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return parts.isList(value) ? 'array' : typeof value;
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b);
}

function all(answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function some(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function one(answers: readonly Answer[]): Answer {
  const count = answers.filter((answer) => answer === true).length;
  if (count > 1) return false;
  return answers.includes(undefined) ? undefined : count === 1;
}
