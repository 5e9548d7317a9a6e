/**
 * Goal: runs stay cheap, because nothing of a world outlives it. Method: what a hundred worlds leave in the old generation,
 * with and without a function that is written right into a property, which V8 makes old from the start.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { node } from '../harness/command.ts';

// With threads of its own, V8 compiles and collects later on a busy machine, and more survives meanwhile.
const HEAP = [
  '--expose-gc',
  '--single-threaded',
  // What V8 learns of single places (that their objects tend to survive) depends on when it happens to collect.
  '--no-allocation-site-pretenuring',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--initial-old-space-size=2000',
];

it('a world leaves nothing behind, and one that is made old by mistake is noticed', () => {
  const script = join(import.meta.dirname, 'left-behind.ts');
  const { clean, planted } = JSON.parse(node([...HEAP, script]).out) as {
    readonly clean: number;
    readonly planted: number;
  };
  expect(planted).toBeGreaterThan(400_000);
  expect(clean).toBeLessThan(planted / 20);
});
