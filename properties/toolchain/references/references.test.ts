/**
 * Goal: nothing that a reader is sent to is missing. Method: every path, page, command and link in the comments of the sources
 * and in the pages is looked up; each form is planted, too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cases } from '../../model/conformance/cases.ts';
import { RULES } from '../../model/conformance/rules.ts';
import { ROOT, sources } from '../imports.ts';
import { texts } from '../words/read.ts';
import { danglingIn } from './references.ts';

const pages = texts().filter((file) => file.endsWith('.md'));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

it('nothing refers to a file, a section, a page or a command that does not exist', () => {
  expect(pages.length).toBeGreaterThan(15);
  expect([...sources(), ...pages].flatMap((file) => danglingIn(file, read(file)))).toEqual([]);
});

it.each([
  ['a path', '// See sim/core/gone.ts.', 'sim/core/gone.ts'],
  ['a folder', '// In properties/gone/ they are.', 'properties/gone/'],
  ['a pattern', '/** properties/model/{gone,lost}.ts */', 'properties/model/{gone,lost}.ts'],
  ['a page', '// DESIGN.md says why.', 'DESIGN.md'],
  ['an anchor', '// docs/internals/vocabulary.md#gone', 'docs/internals/vocabulary.md#gone'],
  ['a command', '// Run npm run gone.', 'npm run gone'],
])('finds %s that leads nowhere', (_what, code, reference) => {
  expect(danglingIn('sim/planted.ts', code)).toEqual([{ file: 'sim/planted.ts', reference }]);
});

it.each([
  ['[a page](gone.md)', 'gone.md'],
  ['[a section](#gone)', '#gone'],
  ['[a section](internals/vocabulary.md#gone)', 'internals/vocabulary.md#gone'],
  ['`npm run gone`', 'npm run gone'],
  ['`sim/gone/`', 'sim/gone/'],
])('finds %s in a page', (text, reference) => {
  expect(danglingIn('docs/planted.md', `# Title\n\n${text}\n`)).toEqual([{ file: 'docs/planted.md', reference }]);
});

it('follows what exists', () => {
  const page =
    '# A title\n\n<a id="x"></a> [a](#a-title), [x](#x), [b](internals/vocabulary.md#hold), `sim/core/*.ts`, `npm run check`, CONFORMANCE.md.\n';
  expect(danglingIn('docs/planted.md', page)).toEqual([]);
  expect(danglingIn('sim/planted.ts', "export const path = 'sim/gone.ts';")).toEqual([]);
});

it('every case that a page names is a conformance case', () => {
  const known = new Set(cases.map(({ number }) => number));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/\bcases? (\d+)(?:(?:,| and) (\d+))?/gi)].flatMap(([, ...numbers]) =>
      numbers.filter((number) => number !== undefined).map((number) => ({ page, number: Number(number) })),
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ number }) => !known.has(number))).toEqual([]);
});

it('the code that holds a rule links it', () => {
  const code = sources()
    .filter((file) => file.startsWith('sim/'))
    .map(read)
    .join('\n');
  const links = Object.keys(RULES).map((rule) => `docs/internals/runtime-semantics.md#${rule}`);
  expect(links.filter((link) => !new RegExp(`${link}\\b(?!-)`).test(code))).toEqual([]);
});
