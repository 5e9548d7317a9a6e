/**
 * Goal: no test changes how the test files after it in the same thread load their modules. Method: what installs the hooks of
 * the command line, which stay until the process ends, is imported by no test.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, sources } from './imports.ts';

const INSTALLS_HOOKS = /^import (?!type).*cli\/load\/(?:hooks|load-module|user-files)\.ts'/m;

it('knows an import of what installs hooks', () => {
  expect("import { loadModule } from '../../sim/cli/load/load-module.ts';").toMatch(INSTALLS_HOOKS);
  expect("import type { Loaded } from '../../sim/cli/load/user-files.ts';").not.toMatch(INSTALLS_HOOKS);
});

it('no test installs the hooks of the command line in its own process', () => {
  const tests = sources().filter((file) => file.endsWith('.test.ts'));
  expect(tests.length).toBeGreaterThan(250);
  expect(tests.filter((file) => INSTALLS_HOOKS.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});
