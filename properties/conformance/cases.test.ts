import { describe, expect, it } from 'vitest';

import { cases } from './cases.ts';
import { outcomesOf } from './expectation.ts';

describe('the conformance cases', () => {
  it('are numbered without a gap', () => {
    expect(cases.map(({ number }) => number)).toEqual(cases.map((_, index) => index + 1));
  });

  it('each have a name of their own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('can be explored to the end where the order is free', () => {
    const explored = cases.flatMap(({ exploration }) => (exploration === undefined ? [] : [exploration.expect]));
    expect(explored.every((expected) => outcomesOf(expected).length <= 24)).toBe(true);
    const free = cases.filter(({ expect: { kind } }) => kind === 'permutation');
    expect(free.filter(({ exploration }) => exploration === undefined)).toEqual([]);
  });
});
