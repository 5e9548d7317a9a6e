/**
 * Prints a plain value such that two values give the same string exactly when they are equal: maps, sets and the fields of
 * objects are sorted, bytes are printed as bytes. For comparing states of models and of the outside world. Trap: `#private`
 * fields and variables of functions are not compared.
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

/** Recognised by its tag: core code does not use the class `Date`, which reads the ambient time. */
function isDate(value: object): value is { getTime(): number } {
  return Object.prototype.toString.call(value) === '[object Date]';
}
