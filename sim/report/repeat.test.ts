/** Goal: the command that repeats a run makes the same run. Method: searches, and the options that their commands name. */
import { expect, it } from 'vitest';
import { repeatCommand } from './repeat.ts';
import { asTyped, shellWord } from './shell.ts';

const finding = { scenario: 'shop', seed: 7, path: '3' };
const search = asTyped('npx restate-sim run shop.ts');
const replay = (file: string) => shellWord(file);
const SAME = `${search} --seed 7 --path 3 --scenario shop`;

it('a search with the defaults needs no options', () => {
  expect(repeatCommand(finding, { search, replay }, { strategy: 'mix', engine: 'fake' })).toBe(SAME);
});

it('what a search was asked for is named', () => {
  const how = { strategy: 'pct', engine: 'sdk', horizon: '90d' };
  expect(repeatCommand(finding, { search, replay }, how)).toBe(`${SAME} --strategy pct --engine sdk --horizon 90d`);
  expect(repeatCommand(finding, { search, replay }, { engine: 'server', serverMode: 'lazy-state' })).toBe(
    `${SAME} --engine server --server-mode lazy-state`,
  );
});

it('where a config may set them, the strategy and the engine are named though they have their defaults', () => {
  const commands = { search, hasConfig: true, replay };
  expect(repeatCommand(finding, commands, {})).toBe(`${SAME} --strategy mix --engine fake`);
  expect(repeatCommand(finding, commands, { engine: 'server' })).toBe(`${SAME} --engine server`);
});
