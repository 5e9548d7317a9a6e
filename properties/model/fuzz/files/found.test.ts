/** Goal: what `npm run fuzz:files` found stays fixed. Method: the smallest file that showed each fault. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCommand } from '../../../../sim/cli/command.ts';
import { readFinding } from '../../../../sim/search/finding/finding.ts';
import { readPlan } from '../../../../sim/search/plan/plan-schema.ts';
import { holds } from '../../../../sim/index.ts';
import { node, ROOT } from '../../../harness/command.ts';
import { captured } from './captured.ts';
import { FULL_PLAN, purses } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-found-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads the file that is named last, and prints what it exports. */
const LOADING = `import { loadModule } from ${JSON.stringify(join(ROOT, 'sim', 'cli', 'load', 'load-module.ts'))};
console.log(Object.keys(await loadModule(process.argv.at(-1))).join());`;

const FINDING = { format: 'restate-sim finding', version: 1 };

it.each([
  ['has no version', JSON.stringify({ format: FINDING.format }), 'f has no format version; this restate-sim reads'],
  [
    'has a long version',
    JSON.stringify({ ...FINDING, version: '1'.repeat(99) }),
    `f has format version "${'1'.repeat(38)}…;`,
  ],
  ['is nested too deep', `{"a":${'['.repeat(5_000)}`, 'f is damaged: it is nested more than 1000 levels deep.'],
])('a finding that %s is refused in a sentence', (_what, text, sentence) => {
  expect(() => readFinding(text, 'f')).toThrow(sentence);
});

it('a plan with thousands of operations is read at once, and one with a name twice refused', () => {
  const [first] = FULL_PLAN.operations;
  const operations = Array.from({ length: 60_000 }, (_, place) => ({ ...first, id: `o${place}` }));
  expect(readPlan({ ...FULL_PLAN, operations }).operations).toHaveLength(60_000);
  expect(() => readPlan({ ...FULL_PLAN, operations: [first, first] })).toThrow('two operations are called "a"');
});

it.skipIf(process.platform === 'win32')('a link to itself is no finding', async () => {
  const file = join(folder, 'f.json');
  symlinkSync(file, file);
  const { status, error } = await captured(() => runCommand([purses], ['replay', file, '--no-config']));
  expect(error).toMatch(/^restate-sim: \S+f\.json cannot be read: ELOOP: [^\n]*\.\n$/);
  expect(status).toBe(3);
});

// In processes of their own: a command that loads a file changes how its whole process loads modules.
it('a module that is not a file is refused before it is loaded', () => {
  mkdirSync(join(folder, 'd.ts'));
  for (const [file, reason] of [
    ['d.ts', 'it is not a file'],
    ['none.ts', 'ENOENT: no such file or directory'],
  ]) {
    const { status, error } = node(['--input-type=module', '-e', LOADING, join(folder, file ?? '')]);
    expect(error).toContain(`cannot be loaded: ${reason}.`);
    expect(status).toBe(1);
  }
  writeFileSync(join(folder, 'a.mjs'), 'export const one = 1;');
  expect(node(['--input-type=module', '-e', LOADING, join(folder, 'a.mjs')]).out.trim()).toBe('one');
});

it('a handler that calls an object without a key calls the one with the empty key', async () => {
  const [, buy] = FULL_PLAN.operations;
  const plan = { ...FULL_PLAN, holds: [], choices: {}, operations: [{ ...buy, input: {}, troubles: [] }] };
  await expect(holds(purses, readPlan(plan))).resolves.toBeUndefined();
});
