/** The subset of JSON Schema that describes plan and finding files. */
export type Schema =
  | { readonly const: string | number }
  | { readonly type: 'string'; readonly pattern?: string }
  | { readonly type: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: 'boolean' }
  | { readonly enum: readonly string[] }
  | { readonly type: 'array'; readonly items: Schema; readonly minItems?: number }
  | {
      readonly type: 'object';
      readonly properties: Readonly<Record<string, Schema>>;
      readonly required: readonly string[];
      readonly additionalProperties: false | Schema;
    }
  | { readonly anyOf: readonly Schema[] }
  /** Anything that is JSON. */
  | { readonly description: string };

/** @returns where and why a value does not fit, such as `plan.operations[2].id must be a string`; undefined when it fits */
export function misfit(value: unknown, schema: Schema, where: string): string | undefined {
  if ('description' in schema) return value === undefined ? `${where} is missing` : undefined;
  if ('const' in schema) return value === schema.const ? undefined : `${where} must be ${JSON.stringify(schema.const)}`;
  if ('enum' in schema) {
    const fits = typeof value === 'string' && schema.enum.includes(value);
    return fits ? undefined : `${where} must be one of ${schema.enum.join(', ')}`;
  }
  if ('anyOf' in schema) return misfitOfAll(value, schema.anyOf, where);
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') return `${where} must be a string`;
      return schema.pattern === undefined || new RegExp(schema.pattern).test(value)
        ? undefined
        : `${where} must look like ${schema.pattern}`;
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      const fits = Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
      return fits ? undefined : `${where} must be an integer${minimum === 0 ? ' of at least 0' : ''}`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${where} must be true or false`;
    case 'array':
      if (!Array.isArray(value)) return `${where} must be a list`;
      if (value.length < (schema.minItems ?? 0)) return `${where} must not be empty`;
      return firstOf(value.entries(), ([index, item]) => misfit(item, schema.items, `${where}[${index}]`));
    case 'object':
      return misfitOfObject(value, schema, where);
  }
}

function misfitOfObject(
  value: unknown,
  { properties, required, additionalProperties }: Extract<Schema, { readonly type: 'object' }>,
  where: string,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${where} must be an object`;
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${where}.${missing} is missing`;
  return firstOf(Object.entries(value), ([name, field]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (schema === false || schema === undefined) return `${where}.${name} is not known`;
    return misfit(field, schema, `${where}.${name}`);
  });
}

/** @returns how the value misses the alternative of its `kind` */
function misfitOfAll(value: unknown, alternatives: readonly Schema[], where: string): string | undefined {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const meant = alternatives.find((schema) => {
    const kinds = 'properties' in schema ? schema.properties['kind'] : undefined;
    return kinds === undefined || misfit(kind, kinds, where) === undefined;
  });
  return meant === undefined ? `${where}.kind is not known` : misfit(value, meant, where);
}

function firstOf<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
