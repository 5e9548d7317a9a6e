import type { Hints } from '../../simulation/scenario/hints.ts';

/** Fields that have one part for each name, so that two sources of hints add up. */
const BY_NAME = ['examples', 'keys', 'awakeables', 'stubs', 'http', 'effects', 'faults', 'services'] as const;

/** @returns hints, with those of another source for what they leave open: by name where a field has names */
export function hintsOver(own: Hints, other: Hints): Hints {
  const joined = BY_NAME.flatMap((field) => {
    const [above, below] = [own[field], other[field]];
    const both = isByName(above) && isByName(below);
    // What matches first is used, so the names of the first source come first.
    return both ? [[field, { ...above, ...below, ...above }] as const] : [];
  });
  return { ...other, ...own, ...Object.fromEntries(joined) };
}

function isByName(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
