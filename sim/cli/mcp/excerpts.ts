import { UsageError } from '../../core/errors.ts';
import { readTextFile } from '../../report/text-file.ts';

/** Lines above and below a line that are shown with it. */
const AROUND = 5;
/** Lines of code in an answer, at most. */
const MAX_LINES = 56;

/**
 * @param places `src/bank.ts:31`, the most important first
 * @returns the code around them, a string for each line: `src/bank.ts:31  ctx.set('coins', 1)`
 */
export function excerpts(places: readonly string[]): readonly string[] {
  const wanted = new Map<string, Set<number>>();
  let count = 0;
  for (const place of places) {
    const [, file = '', line = ''] = /^(.+):(\d+)$/.exec(place) ?? [];
    const numbers = wanted.get(file) ?? new Set<number>();
    wanted.set(file, numbers);
    for (let number = Math.max(1, Number(line) - AROUND); number <= Number(line) + AROUND; number++) {
      if (count >= MAX_LINES || numbers.has(number)) continue;
      numbers.add(number);
      count++;
    }
  }
  return [...wanted].flatMap(([file, numbers]) => {
    const lines = linesOf(file);
    return [...numbers]
      .toSorted((a, b) => a - b)
      .flatMap((number) => (lines[number - 1] === undefined ? [] : [`${file}:${number}  ${lines[number - 1]}`]));
  });
}

/** A file that was removed since has no lines. */
function linesOf(file: string): readonly string[] {
  try {
    return readTextFile(file).split('\n');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [];
  }
}
