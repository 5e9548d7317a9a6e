import { describe, expect, it } from 'vitest';
import { findCycle } from './wait-cycle.ts';

const cycleIn = (graph: Readonly<Record<string, readonly string[]>>): readonly string[] | undefined =>
  findCycle(Object.keys(graph), (node) => graph[node] ?? []);

describe('a circle of waits', () => {
  it('is found, without the way that leads to it', () => {
    expect(cycleIn({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] })).toEqual(['b', 'c', 'd']);
  });

  it('may be one that waits for itself', () => {
    expect(cycleIn({ a: [], b: ['b'] })).toEqual(['b']);
  });

  it('is not there where ways only meet again', () => {
    expect(cycleIn({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toBeUndefined();
  });
});
