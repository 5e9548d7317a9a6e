import type { ts } from '@ts-morph/common';
import type { JsonSchema } from '../../../simulation/scenario/json-arbitrary.ts';

type TypeScript = typeof ts;

/** Drawing from a larger type, such as all events of a payment provider, would take longer than a run. */
const MAX_NODES = 1_000;
/** Types within types. What lies deeper is left out, because a recursive type would never end. */
const MAX_DEPTH = 4;
/** Of a longer union the first members are drawn. */
const MAX_MEMBERS = 20;

/** Why no JSON value can be made for a type. */
export class NoSchema extends Error {}

/**
 * Makes the JSON schema of a type, for what a client would send as JSON. A type says less than a schema, so the values are
 * tame: no negative numbers, no empty texts and lists, and texts that fit the names of their properties, such as `email`.
 * @throws {NoSchema} where the type has values that JSON does not have, or says nothing
 */
export function schemaOfType(typescript: TypeScript, program: ts.Program, type: ts.Type): JsonSchema {
  return new TypeReader(typescript, program).schema(type, '', 0);
}

class TypeReader {
  readonly #ts: TypeScript;
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  #nodes = 0;

  constructor(typescript: TypeScript, program: ts.Program) {
    this.#ts = typescript;
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  /** @param name of the property that has the type; empty where none has */
  schema(type: ts.Type, name: string, depth: number): JsonSchema {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw new NoSchema('its type is too large');
    const { TypeFlags } = this.#ts;
    const is = (flags: ts.TypeFlags): boolean => (type.flags & flags) !== 0;
    if (type.isUnion()) return this.#union(type, name, depth);
    if (is(TypeFlags.StringLiteral | TypeFlags.NumberLiteral)) return { const: (type as ts.LiteralType).value };
    if (is(TypeFlags.BooleanLiteral)) return { const: this.#text(type) === 'true' };
    if (is(TypeFlags.String)) return text(name);
    if (is(TypeFlags.Number)) return { type: 'integer', minimum: 0, maximum: 1_000 };
    if (is(TypeFlags.Null)) return { type: 'null' };
    if (is(TypeFlags.TemplateLiteral)) return template(this.#ts, type as ts.TemplateLiteralType);
    if (type.isIntersection()) return this.#intersection(type, name, depth);
    if (is(TypeFlags.Object)) return this.#object(type as ts.ObjectType, depth);
    throw unfit(this.#text(type), depth);
  }

  #union(type: ts.UnionType, name: string, depth: number): JsonSchema {
    const { Undefined, Void } = this.#ts.TypeFlags;
    const members = type.types.filter((each) => (each.flags & (Undefined | Void)) === 0).slice(0, MAX_MEMBERS);
    const schemas = this.#possible(members, (each) => this.schema(each, name, depth));
    const values = schemas.flatMap((each) => (typeof each === 'object' && 'const' in each ? [each['const']] : []));
    if (values.length === schemas.length) return { enum: values };
    return schemas.length === 1 ? (schemas[0] as JsonSchema) : { anyOf: schemas };
  }

  /** @returns the schemas of those that have one @throws {NoSchema} where none has */
  #possible(types: readonly ts.Type[], schemaOf: (type: ts.Type) => JsonSchema): readonly JsonSchema[] {
    const schemas: JsonSchema[] = [];
    let first: NoSchema | undefined;
    for (const type of types) {
      const schema = orNone(() => schemaOf(type));
      if (schema instanceof NoSchema) first ??= schema;
      else schemas.push(schema);
    }
    if (schemas.length === 0 && first !== undefined) throw first;
    return schemas;
  }

  /** A branded type is a primitive with a property that no value has. */
  #intersection(type: ts.IntersectionType, name: string, depth: number): JsonSchema {
    const primitive = type.types.find((each) => (each.flags & this.#ts.TypeFlags.Object) === 0);
    return primitive === undefined ? this.#properties(type, depth) : this.schema(primitive, name, depth);
  }

  #object(type: ts.ObjectType, depth: number): JsonSchema {
    if (this.#checker.isTupleType(type)) {
      const items = this.#checker.getTypeArguments(type as ts.TypeReference);
      return { type: 'array', prefixItems: items.map((each) => this.schema(each, '', depth + 1)) };
    }
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as ts.TypeReference);
      // The end of a type that holds itself.
      if (item === undefined || depth >= MAX_DEPTH) return { const: [] };
      return { type: 'array', minItems: 1, items: this.schema(item, '', depth + 1) };
    }
    if (type.getCallSignatures().length > 0) throw unfit('a function', depth);
    const builtIn = this.#builtIn(type);
    if (builtIn === 'Date') return { type: 'string', format: 'date-time' };
    if (builtIn !== undefined) throw unfit(builtIn, depth);
    return this.#properties(type, depth);
  }

  #properties(type: ts.Type, depth: number): JsonSchema {
    const { Optional } = this.#ts.SymbolFlags;
    const own = this.#checker.getPropertiesOfType(type).flatMap((property) => {
      const value = this.#checker.getTypeOfSymbol(property);
      const isOptional = (property.flags & Optional) !== 0 || canBeAbsent(this.#ts, value);
      // Methods are no part of what arrives as JSON.
      if (this.#checker.getNonNullableType(value).getCallSignatures().length > 0 || (isOptional && depth >= MAX_DEPTH))
        return [];
      return [{ name: property.name, value, isOptional }];
    });
    if (depth > MAX_DEPTH) throw new NoSchema('its type holds itself');
    const properties = own.flatMap(({ name, value, isOptional }) => {
      const schema = orNone(() => this.schema(value, name, depth + 1));
      if (!(schema instanceof NoSchema)) return [[name, schema] as const];
      if (isOptional) return [];
      throw schema;
    });
    const required = own.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    const rest = this.#checker.getIndexInfoOfType(type, this.#ts.IndexKind.String);
    if (own.length === 0 && rest !== undefined) {
      return { type: 'object', additionalProperties: this.schema(rest.type, '', depth + 1) };
    }
    return { type: 'object', properties: Object.fromEntries(properties), required };
  }

  /** @returns the name of a class of the language or the platform, such as `Map` */
  #builtIn(type: ts.Type): string | undefined {
    const declared = type.symbol?.declarations?.[0]?.getSourceFile();
    if (declared === undefined || !this.#program.isSourceFileDefaultLibrary(declared)) return undefined;
    return type.symbol.name.startsWith('__') ? undefined : type.symbol.name;
  }

  #text(type: ts.Type): string {
    return this.#checker.typeToString(type);
  }
}

function orNone(schemaOf: () => JsonSchema): JsonSchema | NoSchema {
  try {
    return schemaOf();
  } catch (error) {
    if (error instanceof NoSchema) return error;
    throw error;
  }
}

function unfit(what: string, depth: number): NoSchema {
  return new NoSchema(`its type ${depth === 0 ? 'is' : 'has'} ${what}`);
}

/** @returns whether a value of the type may be left out */
export function canBeAbsent({ TypeFlags }: TypeScript, type: ts.Type): boolean {
  const absent = TypeFlags.Undefined | TypeFlags.Void;
  return type.isUnion() ? type.types.some((each) => (each.flags & absent) !== 0) : (type.flags & absent) !== 0;
}

/** Texts that a handler can read, by what the name of their property ends in. */
const FORMATS = [
  [/e-?mail(address)?$/i, 'email'],
  [/(url|uri)$/i, 'uri'],
  [/(uuid|guid)$/i, 'uuid'],
  [/(date|deadline|timestamp|datetime)$|[a-z](At|Until)$/i, 'date-time'],
] as const;

function text(name: string): JsonSchema {
  const format = FORMATS.find(([pattern]) => pattern.test(name))?.[1];
  return format === undefined ? { type: 'string', minLength: 1 } : { type: 'string', format };
}

/** `order-${number}` and the like. */
function template({ TypeFlags }: TypeScript, { texts, types }: ts.TemplateLiteralType): JsonSchema {
  const hole = (type: ts.Type): string => ((type.flags & TypeFlags.Number) === 0 ? '[a-z]{1,5}' : '[0-9]{1,3}');
  const [first = '', ...rest] = texts.map((each) => each.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const parts = rest.map((each, index) => `${hole(types[index] as ts.Type)}${each}`);
  return { type: 'string', pattern: `^${first}${parts.join('')}$` };
}
