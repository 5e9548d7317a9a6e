import { describe, expect, it } from 'vitest';
import { findCycle } from './wait-cycle.ts';

const cycleIn = (graph: Readonly<Record<string, readonly string[]>>): readonly string[] | undefined =>
  findCycle(Object.keys(graph), (node) => graph[node] ?? []);

describe('a cycle of waits', () => {
  it('is found, without the path that leads to it', () => {
    expect(cycleIn({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] })).toEqual(['b', 'c', 'd']);
  });

  it('may be one node that waits for itself', () => {
    expect(cycleIn({ a: [], b: ['b'] })).toEqual(['b']);
  });

  it('is not found where paths only join', () => {
    expect(cycleIn({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toBeUndefined();
  });
});
