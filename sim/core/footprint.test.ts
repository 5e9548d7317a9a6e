import { describe, expect, it } from 'vitest';
import { conflict, NOTHING, WORLD, type Footprint } from './footprint.ts';

const reads = (...resources: string[]): Footprint => ({ reads: resources, writes: [] });
const writes = (...resources: string[]): Footprint => ({ reads: [], writes: resources });

describe('footprints', () => {
  it.each([
    ['two readers', reads('state:A/k/v'), reads('state:A/k/v'), false],
    ['a reader and a writer', reads('state:A/k/v'), writes('state:A/k/v'), true],
    ['two writers', writes('lock:A/k'), writes('lock:A/k'), true],
    ['writers of different keys', writes('lock:A/k'), writes('lock:A/l'), false],
    ['a reader of all and a writer of one', reads('state:A/k/*'), writes('state:A/k/v'), true],
    ['a reader of all of one key and a writer of another', reads('state:A/k/*'), writes('state:A/l/v'), false],
    ['anything and the world', reads('clock'), WORLD, true],
    ['nothing and nothing', NOTHING, NOTHING, false],
  ])('%s', (_, a, b, expected) => {
    expect(conflict(a, b)).toBe(expected);
    expect(conflict(b, a)).toBe(expected);
  });
});
