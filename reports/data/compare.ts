import { Narration } from './narration.ts';
import type { Step } from './steps.ts';
import { itemAt } from '../../sim/core/item-at.ts';

/** A row of a comparison: a step of each run where they are equal, else a step of one of them. */
export interface Pair {
  readonly left: number | undefined;
  readonly right: number | undefined;
}

/** Steps that are compared one by one. In longer runs only the equal beginning and end are found. */
const MAX_COMPARED = 700;

/** Aligns two runs so that as many equal steps as possible are in the same row. */
export function compare(left: readonly Step[], right: readonly Step[]): readonly Pair[] {
  const a = textsOf(left);
  const b = textsOf(right);
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = pairs(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [
    ...Array.from({ length: start }, (_, index) => ({ left: index, right: index })),
    ...middle.map((pair) => ({
      left: pair.left === undefined ? undefined : pair.left + start,
      right: pair.right === undefined ? undefined : pair.right + start,
    })),
    ...Array.from({ length: end }, (_, index) => ({ left: a.length - end + index, right: b.length - end + index })),
  ];
}

/** Two steps are equal when the same happens in them, at any time. */
function textsOf(steps: readonly Step[]): readonly string[] {
  const narration = new Narration(steps);
  return steps.map((step) => narration.step(step));
}

/** Longest common subsequence by the table of its lengths. */
function pairs(a: readonly string[], b: readonly string[]): readonly Pair[] {
  if (a.length > MAX_COMPARED || b.length > MAX_COMPARED) {
    return [...a.map((_, left) => ({ left, right: undefined })), ...b.map((_, right) => ({ left: undefined, right }))];
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? itemAt(lengths, (i + 1) * width + j + 1) + 1
          : Math.max(itemAt(lengths, (i + 1) * width + j), itemAt(lengths, i * width + j + 1));
    }
  }
  const found: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) found.push({ left: i++, right: j++ });
    else if (
      j >= b.length ||
      (i < a.length && itemAt(lengths, (i + 1) * width + j) >= itemAt(lengths, i * width + j + 1))
    ) {
      found.push({ left: i++, right: undefined });
    } else found.push({ left: undefined, right: j++ });
  }
  return found;
}
