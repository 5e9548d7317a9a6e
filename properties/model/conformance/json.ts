/** Plain JSON: what inputs, outcomes and log lines are made of, so that engines and runs can be compared. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/** One spelling per value: names sorted, so that two equal outcomes are the same text. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** The field of an object, or undefined for anything that is not an object with that field. */
export function field(value: Json | undefined, name: string): Json | undefined {
  return value === undefined || value === null || typeof value !== 'object' || isList(value) ? undefined : value[name];
}

/** The field if it is a text; an empty one otherwise. */
export function textField(value: Json | undefined, name: string): string {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
