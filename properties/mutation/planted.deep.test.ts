/**
 * Goal: the tests of a checkout decide about a mutant as they would by hand. Method: a small checkout of its own, whose test
 * covers one branch and not the other; the real test runner, warm, one mutant after another.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../harness/command.ts';
import { KnownTests } from './known-tests.ts';
import { namedMutants } from './sample.ts';
import { tryMutant, type Fate } from './trial.ts';
import { WarmTests } from './warm-tests.ts';

const SOURCE = `export function shippingOf(sum: number): number {
  if (sum > 100) return 0;
  return sum === 100 ? 1 : 5;
}
export function first(limit: number): number {
  let n = 0;
  while (n < limit) n++;
  return n;
}
`;
const TEST = `import { expect, it } from 'vitest';
import { first, shippingOf } from './shipping.ts';
it('is free above 100', () => expect([shippingOf(101), shippingOf(50)]).toEqual([0, 5]));
it('counts', () => expect(first(3)).toBe(3));
`;

let root = '';
let tests: WarmTests;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'planted-')));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  writeFileSync(join(root, 'vitest.config.ts'), readFileSync(join(ROOT, 'vitest.config.ts')));
  writeFileSync(join(root, 'vitest.compile-cache.ts'), readFileSync(join(ROOT, 'vitest.compile-cache.ts')));
  writeFileSync(join(root, 'shipping.ts'), SOURCE);
  writeFileSync(join(root, 'shipping.test.ts'), TEST);
  tests = new WarmTests(root);
});
afterAll(() => {
  tests.close();
  rmSync(root, { recursive: true });
});

it('kills what the test covers, and lets the rest survive, in one process', async () => {
  expect(await fateOf('return (undefined as never);')).toMatchObject({ type: 'killed', near: true });
  expect(await fateOf('return sum === 100 ? 2 : 5;')).toEqual({ type: 'survived', notRun: 0 });
  expect(await fateOf('return sum === 100 ? 1 : 6;')).toEqual({
    type: 'killed',
    by: 'shipping.test.ts > is free above 100',
    near: true,
  });
});

it('counts an endless loop as killed, and goes on with the next mutant', async () => {
  expect(await fateOf('while (n < limit) n--;')).toEqual({ type: 'timeout', near: true });
  expect(await fateOf('while (n <= limit) n++;')).toMatchObject({ type: 'killed' });
});

function fateOf(after: string): Promise<Fate> {
  const mutant = namedMutants('shipping.ts', SOURCE)
    .flat()
    .find((one) => one.after.includes(after));
  if (mutant === undefined) throw new Error(`No mutant has the line ${after}`);
  const known = new KnownTests(join(root, 'durations.json'));
  // The test runner includes tests by folder, and takes any that it is given.
  return tryMutant({ root, tests, known, farMs: 0 }, mutant, { near: ['shipping.test.ts'], wing: [], far: [] });
}
