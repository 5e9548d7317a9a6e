/**
 * Goal: a reader who knows the name of an object or of a function finds its file. Method: names of files are compared with the
 * objects and with what the files export; misnamed files are planted.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { ROOT, sources } from '../imports.ts';
import { misnamed } from './file-names.ts';
import { KEPT_NAMES } from './kept-names.ts';
import { aliases } from './object-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('each object has one name', () => {
  expect(aliases()).toEqual([]);
});

it.each([
  ['scenarios/cart.ts', 'shopping-cart'],
  ['scenarios/invariants/bank.ts', 'bank-account'],
  ['properties/objects/sliding-window.test.ts', 'sliding-window-limiter'],
])('%s would be a second name of %s', (file, object) => {
  expect(aliases([file])).toEqual([{ file, object }]);
});

it('a file that is about several objects, or about none, has a name of its own', () => {
  expect(aliases(['scenarios/everything.ts', 'properties/objects/deadlocks.test.ts', 'scenarios/order.ts'])).toEqual(
    [],
  );
});

it('a source file is named after what it exports', () => {
  const wrong = misnamed(sources().filter((file) => /^(sim|objects|reports)\//.test(file)));
  expect(wrong.filter(({ file }) => !KEPT_NAMES.includes(file))).toEqual([]);
  expect(KEPT_NAMES.filter((file) => !wrong.some((one) => one.file === file))).toEqual([]);
});

it.each([
  ['temper.ts', 'export class Picks {}', 'Picks'],
  ['shrink.ts', 'export const shrinker = 1;', undefined],
  ['serdes.ts', 'export interface Serde {}\nexport const json = 1;', undefined],
  ['words.ts', 'export const a = 1, b = 2;', undefined],
  ['index.ts', 'export const a = 1;', undefined],
])('%s with "%s"', (name, code, exported) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), code);
  const file = relative(ROOT, join(folder, name));
  expect(misnamed([file])).toEqual(exported === undefined ? [] : [{ file, exported }]);
});
