/**
 * Writes any plain value out as text such that two values have the same text exactly when they are the same: maps, sets
 * and the fields of objects in an order of their own, bytes as bytes. For comparing states of models and of the outside
 * world; what an object hides in `#private` fields or in functions is not seen.
 */
export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      return String(value);
  }
}

function objectText(value: object): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item)).join()}]`;
  if (value instanceof Uint8Array) return `bytes(${value.join()})`;
  if (value instanceof Set) return `set(${sorted([...value].map((item) => canonicalText(item)))})`;
  if (value instanceof Map) {
    return `map(${sorted([...value].map(([key, item]) => `${canonicalText(key)}:${canonicalText(item)}`))})`;
  }
  if (isDate(value)) return `date(${value.getTime()})`;
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${sorted(fields.map(([name, item]) => `${JSON.stringify(name)}:${canonicalText(item)}`))}}`;
}

function sorted(texts: string[]): string {
  return texts.sort().join();
}

/** Asked by its tag: the class itself stands for ambient time, which this code stays away from. */
function isDate(value: object): value is { getTime(): number } {
  return Object.prototype.toString.call(value) === '[object Date]';
}
