/**
 * Goal: what the pages show is true. Method: their blocks are written as files into a folder in which the built package
 * is installed, in the order of the page, and each is run: tests by vitest or node, other TypeScript by node, commands by
 * the command line. A block that shows a bug says `(fails)` and has to.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../package/pack.ts';
import { flat, node, outputOf, ROOT, UNHURRIED, type Ended } from '../../harness/command.ts';
import { blocksOf, type Block } from './blocks.ts';

/** Its blocks are the files of `docs/examples`, which have a test of their own. */
const ELSEWHERE = new Set(['writing-invariants.md']);
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-docs-'));
const modules = join(folder, 'node_modules');

beforeAll(() => {
  const built = join(folder, 'built');
  mkdirSync(built);
  pack(built);
  mkdirSync(join(modules, '@restatedev'), { recursive: true });
  cpSync(built, join(modules, 'restate-sim'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.') || name === '@restatedev') continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
  }
  for (const name of readdirSync(join(ROOT, 'node_modules', '@restatedev'))) {
    symlinkSync(join(ROOT, 'node_modules', '@restatedev', name), join(modules, '@restatedev', name), 'junction');
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && !ELSEWHERE.has(name));

/** Pages with something to run in them, the README among them. */
const shown = [...pages.map((name) => join('docs', name)), 'README.md'].flatMap((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = blocksOf(text).filter(({ language }) => ['ts', 'js', 'sh'].includes(language));
  return blocks.length === 0 ? [] : [{ page, blocks }];
});

describe.each(shown)('$page', ({ page, blocks }) => {
  const place = join(folder, page.replaceAll(/\W/g, '-'));

  beforeAll(() => {
    mkdirSync(place);
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name: 'a-users-project', private: true, type: 'module' }),
    );
    cpSync(join(ROOT, 'objects'), join(place, 'objects'), { recursive: true });
  });

  it.each(blocks.map((block) => [block.line, block] as const))('line %i', (_line, block) => {
    const ended = runBlock(block, place);
    const [status, out] = [ended.status, outputOf(ended)];
    const failed = block.language === 'sh' ? status === 3 || status === null : status !== 0;
    expect({ failed, out }).toEqual({ failed: block.fails, out });
    if (block.language === 'sh') expect(flat(out)).toContain(flat(block.shown));
  });
});

it('the suite that has moved from containers runs on a real server too, by the option', () => {
  const suite = blocksOf(readFileSync(join(ROOT, 'docs', 'moving-over.md'), 'utf8')).find(
    ({ file }) => file === 'counter.test.ts',
  );
  if (suite === undefined) throw new Error('the page has no suite');
  const place = join(folder, 'moved');
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  const ended = runBlock(suite, place, { RESTATE_SIM_ENGINE: 'server' });
  const [status, out] = [ended.status, outputOf(ended)];
  expect({ status, out }).toEqual({ status: 0, out });
  expect(out).toMatch(/Tests +2 passed/);
});

function runBlock(block: Block, place: string, env: NodeJS.ProcessEnv = {}): Ended {
  if (block.language === 'sh') return command(block.code, place);
  const file = block.file ?? `line-${block.line}.ts`;
  writeFileSync(join(place, file), block.code);
  if (file.endsWith('.test.ts')) {
    const vitest = join(modules, 'vitest', 'vitest.mjs');
    return node([vitest, 'run', ...UNHURRIED, '--root', place, file], { cwd: place, env });
  }
  return node([...(file.includes('.spec.') ? ['--test'] : []), file], { cwd: place });
}

/** Runs the `restate-sim` commands of a block; others are for the reader. */
function command(code: string, place: string): Ended {
  const bin = join(modules, 'restate-sim', 'dist', 'sim', 'cli', 'bin.js');
  const lines = code.split('\n').filter((line) => line.startsWith('npx restate-sim '));
  let ended: Ended = { status: 0, out: '', error: '' };
  for (const line of lines) {
    ended = node([bin, ...line.split(' ').slice(2)], { cwd: place });
    if (ended.status === 3) return ended;
  }
  return ended;
}
