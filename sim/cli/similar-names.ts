/**
 * Names that somebody may have meant: those that contain what was asked for, or a word that begins alike.
 * @returns at most three, in the order of `names`
 */
export function similarNames(asked: string, names: readonly string[]): readonly string[] {
  const wanted = plain(asked);
  const beginning = wanted.slice(0, BEGINNING);
  const alike = (name: string): boolean =>
    wanted.length >= BEGINNING &&
    (plain(name).includes(wanted) || words(name).some((word) => word.startsWith(beginning)));
  return names.filter(alike).slice(0, MOST);
}

const BEGINNING = 3;
const MOST = 3;

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function words(name: string): readonly string[] {
  return plain(name).split(' ');
}
