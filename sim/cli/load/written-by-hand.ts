import { similarNames } from '../similar-names.ts';

/** @returns whether it is an object with fields */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns whether it is what `effects` takes: results of `effect()`, by name */
export function isEffects(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((one) => isRecord(one) && isRecord(one['definition']));
}

/** @returns names as a list, such as `a, b or c` */
export function listed(names: readonly string[], word: 'and' | 'or'): string {
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}

/**
 * Says that there is no such field.
 * @param of what lacks it, such as `hints`
 * @param known the fields that there are
 */
export function unknownField(name: string, of: string, known: readonly string[]): string {
  const [similar] = similarNames(name, known);
  const remedy = similar === undefined ? `the fields are ${listed(known, 'and')}` : `did you mean "${similar}"?`;
  return `"${name}" is not a field of ${of}; ${remedy}`;
}

/** @returns the sentence, with its stop */
export function ended(sentence: string): string {
  return `${sentence}${/[?.]$/.test(sentence) ? '' : '.'}`;
}
