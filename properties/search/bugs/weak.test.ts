/**
 * Goal: the benchmark cannot flatter. Method: a search that theory says is too weak for a bug must not find it, and one that
 * is just strong enough must: otherwise the bug is not what it is said to be, or the weak search does what it should not.
 */
import { describe, expect, it } from 'vitest';
import { BUGS } from './catalogue.ts';
import { WEAKNESSES } from './weak.ts';

describe('a search that is too weak', () => {
  it.each(WEAKNESSES)('finds nothing: $weak, for "$bug.name", because $why', async ({ measure }) => {
    expect(await measure()).toEqual({ weak: false, strong: true });
  });
});

describe('the corpus', () => {
  it('says of at least five bugs which strategy of the benchmark is blind to them, and why', () => {
    const blind = BUGS.flatMap((bug) => bug.blind);
    expect(blind.length).toBeGreaterThanOrEqual(5);
    for (const { why } of blind) expect(why).toMatch(/^[a-z].{20,}[^.]$/);
  });
});
