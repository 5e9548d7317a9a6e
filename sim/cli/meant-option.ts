/** @returns the option that somebody may have meant: the nearest, when it is at most two letters away */
export function meantOption(typed: string, options: readonly string[]): string | undefined {
  const [nearest] = options
    .map((option) => ({ option, letters: lettersBetween(typed, option) }))
    .toSorted((a, b) => a.letters - b.letters);
  return nearest !== undefined && nearest.letters <= MOST && nearest.letters < typed.length
    ? nearest.option
    : undefined;
}

const MOST = 2;

/** How many letters are to be added, left out or changed to make one word of the other (Levenshtein). */
function lettersBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [line, letter] of one.split('').entries()) {
    const next = [line + 1];
    for (const [place, wanted] of other.split('').entries()) {
      const changed = (row[place] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
