import { readFileSync } from 'node:fs';

/** @returns where the data of a report does not fit `run.schema.json` */
export function misfitsOfReport(report: unknown): readonly string[] {
  return misfits(JSON.parse(JSON.stringify(report)), root, 'report');
}

/** @returns where the data in a page does not fit, or that there is none */
export function misfitsOfPage(html: string): readonly string[] {
  const data = /id="report-data">([^<]*)</.exec(html)?.[1];
  return data === undefined ? ['the page carries no data'] : misfitsOfReport(JSON.parse(data));
}

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root = JSON.parse(readFileSync(new URL('../run.schema.json', import.meta.url), 'utf8')) as Schema;

/** @returns where a value does not fit: the part of JSON Schema that this schema is written in */
function misfits(value: unknown, schema: Schema, where: string): readonly string[] {
  if (schema.$ref !== undefined) return misfits(value, root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}, where);
  if ('const' in schema) return value === schema.const ? [] : [`${where} is not ${String(schema.const)}`];
  if (schema.enum !== undefined)
    return schema.enum.includes(value) ? [] : [`${where} is none of ${schema.enum.join(', ')}`];
  if (Array.isArray(schema.type))
    return schema.type.includes(typeof value) ? [] : [`${where} is neither ${schema.type.join(' nor ')}`];
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === schema.type ? [] : [`${where} is no ${schema.type}`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${where} is no integer`];
    case 'array':
      if (!Array.isArray(value)) return [`${where} is no array`];
      return value.flatMap((item: unknown, place) => misfits(item, schema.items ?? {}, `${where}[${place}]`));
    case 'object':
      return misfitsOfObject(value, schema, where);
    default:
      return [];
  }
}

function misfitsOfObject(value: unknown, schema: Schema, where: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${where} is no object`];
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${where}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, field]) => {
    const own = schema.properties?.[name] ?? schema.additionalProperties;
    if (own === false) return [`${where}.${name} is unknown`];
    return typeof own === 'object' ? misfits(field, own, `${where}.${name}`) : [];
  });
  return [...missing, ...wrong];
}
