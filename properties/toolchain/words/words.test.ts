/**
 * Goal: the words that `npm run words` refuses are found wherever a reader meets them, and nowhere else. Method: each form of
 * text is planted; the real files are read as the command reads them.
 */
import { expect, it } from 'vitest';
import { readingsOf, texts } from './read.ts';
import { REFUSED_WORDS } from './refused-words.ts';

const foundIn = (content: string, file = 'sim/core/planted.ts'): readonly string[] =>
  readingsOf(file, content).map(({ line, found }) => `${line} ${found}`);

it.each([
  ['a comment', 'const x = 1;\n// it is told'],
  ['a docstring', '\n/** It is told. */\nexport const x = 1;'],
  ['a string', "\nexport const x = 'is told';"],
  ['a template', '\nexport const x = `${1} is told`;'],
  ['a type of strings', "\nexport type X = 'told';"],
  ['a name', '\nexport const told = 1;'],
  ['a part of a name', '\nexport const isToldAgain = 1;'],
  ['a property', '\nexport const x = { toldAgain: 1 };'],
  ['a private field', '\nexport class X { #told = 1; }'],
])('finds a refused word in %s', (_where, content) => {
  expect(foundIn(content)).toEqual(['2 told']);
});

it('finds a refused word in a page, in markup and in the name of a file', () => {
  expect(foundIn('# Title\n\nWhoever comes.', 'docs/planted.md')).toEqual(['3 Whoever']);
  expect(foundIn('export const X = () => <p>\n  told\n</p>;', 'reports/planted.tsx')).toEqual(['2 told']);
  expect(foundIn('export {};', 'sim/core/besides.ts')).toEqual(['1 besides']);
});

it('finds names of constants and codes that begin with an article or with no', () => {
  expect(foundIn('const MOST_STEPS = 1, NO_KEY = 2, A_FOLDER = 3, MAX_STEPS = 4;')).toEqual([
    '1 MOST_STEPS',
    '1 NO_KEY',
    '1 A_FOLDER',
  ]);
  expect(foundIn("const code = 'NO_KEY';")).toEqual(['1 NO_KEY']);
});

it('leaves words alone that only contain a refused one', () => {
  expect(foundIn('// retold, beforehand, telltale\nconst slippage = 1;')).toEqual([]);
  expect(foundIn('process.env.NO_COLOR;')).toEqual([]);
});

it('knows each word in prose, and each single word in names', () => {
  for (const { part, write } of REFUSED_WORDS) {
    expect(write).not.toBe('');
    if (part === undefined) continue;
    expect(foundIn(`// so ${part} it is`)).toEqual([`1 ${part}`]);
    expect(foundIn(`const ${part}Again = 1;`)).toEqual([`1 ${part}`]);
  }
});

it('reads every text of the repository', () => {
  expect(texts().length).toBeGreaterThan(1000);
});
