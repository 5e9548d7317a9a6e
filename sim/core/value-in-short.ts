/** Characters of a value that a message shows. */
const MAX_SHOWN = 40;

/** @returns a value of a file or a caller, as a message quotes it: short, whatever it is */
export function valueInShort(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  const json = jsonOf(value);
  if (json === undefined) return String(value);
  return json.length <= MAX_SHOWN ? json : `${json.slice(0, MAX_SHOWN - 1)}…`;
}

/** @returns undefined where there is none; of a value that JSON cannot say, what it is */
function jsonOf(value: unknown): string | undefined {
  try {
    // Undefined for a symbol and for nothing, which the type does not say.
    const json: string | undefined = JSON.stringify(value);
    return json;
  } catch {
    // Circular, or nested so deep that the stack does not suffice.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}
