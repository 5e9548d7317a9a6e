/**
 * Goal: `docs/errors.md` lists every code, and every code is one that an error carries. Method: the page is rendered from
 * the list and compared; the sources are searched for each code.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../sim/core/error-codes.ts';
import { ROOT } from '../../harness/command.ts';
import { ERRORS_PAGE, errorsPage } from './errors-page.ts';

const codes = Object.values(ERROR_CODES).flatMap((topic) => Object.keys(topic));

it('docs/errors.md is what `npm run docs` writes', () => {
  expect(readFileSync(ERRORS_PAGE, 'utf8')).toBe(errorsPage());
});

describe('each code', () => {
  const sources = globSync('sim/**/*.ts', { cwd: ROOT })
    .filter((name) => !name.endsWith('.test.ts') && !name.endsWith('error-codes.ts'))
    .map((name) => readFileSync(join(ROOT, name), 'utf8'))
    .join('\n');

  it('is carried by an error', () => {
    expect(codes.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('is listed once', () => {
    expect(codes).toEqual([...new Set(codes)]);
  });

  it('has a name in the style of the field', () => {
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code) || /^(NO|BAD|OTHER|A)_/.test(code))).toEqual([]);
  });
});
