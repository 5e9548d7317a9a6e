import { distance } from 'fastest-levenshtein';

/**
 * Names that the user may have meant: those that contain what was given, and those that differ from it, or of which a
 * word differs, in few characters.
 * @returns at most three, in the order of `names`
 */
export function similarNames(given: string, names: readonly string[]): readonly string[] {
  const wanted = plain(given);
  return names.filter((name) => isSimilar(wanted, plain(name))).slice(0, MAX_NAMES);
}

const MAX_NAMES = 3;
/** Fewer characters are similar to anything. */
const MIN_LENGTH = 3;

function isSimilar(wanted: string, name: string): boolean {
  if (wanted.length < MIN_LENGTH) return false;
  const allowed = wanted.length > 4 ? 2 : 1;
  return name.includes(wanted) || [name, ...name.split(' ')].some((part) => distance(wanted, part) <= allowed);
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
