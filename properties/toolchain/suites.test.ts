import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import deep from '../../vitest.deep.config.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Files that say how far to go in either suite. */
const asking = globSync('{sim,objects,properties,scenarios,reports}/**/*.test.ts', { cwd: ROOT }).filter((file) =>
  /\bdepth\(|\bitInDepth\(|inject\('depth'\)/.test(readFileSync(join(ROOT, file), 'utf8')),
);

it('takes every slice in the short suite, and all of it in the long one', () => {
  const { include } = deep['test'] as { readonly include: readonly string[] };
  const long = new Set(include.flatMap((pattern) => globSync(pattern, { cwd: ROOT })));
  expect(asking.length).toBeGreaterThan(10);
  expect(asking.filter((file) => !long.has(file))).toEqual([]);
});
