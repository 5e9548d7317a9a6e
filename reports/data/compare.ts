import { Narration } from './narration.ts';
import type { Step } from './steps.ts';

/** Steps of two runs side by side: both where they are alike, one of them where they are not. */
export interface Pair {
  readonly left: number | undefined;
  readonly right: number | undefined;
}

/** Steps that are compared one by one; beyond, only beginning and end are. */
const MOST_COMPARED = 700;

/** Lays two runs side by side so that as many steps as possible stand beside one like them. */
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

/** Two steps are alike when the same happened in them, at whatever time. */
function textsOf(steps: readonly Step[]): readonly string[] {
  const narration = new Narration(steps);
  return steps.map((step) => narration.step(step));
}

/** Longest common subsequence by the table of its lengths. */
function pairs(a: readonly string[], b: readonly string[]): readonly Pair[] {
  if (a.length > MOST_COMPARED || b.length > MOST_COMPARED) {
    return [...a.map((_, left) => ({ left, right: undefined })), ...b.map((_, right) => ({ left: undefined, right }))];
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const found: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) found.push({ left: i++, right: j++ });
    else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      found.push({ left: i++, right: undefined });
    } else found.push({ left: undefined, right: j++ });
  }
  return found;
}
