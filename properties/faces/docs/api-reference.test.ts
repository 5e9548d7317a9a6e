/**
 * Goal: the API reference says what the docstrings say now. Method: it is written once more, beside the stored one.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_REFERENCE, writeApiReference } from './api-reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-api-'));
const anew = join(folder, 'anew');

beforeAll(() => writeApiReference(anew), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the API reference', () => {
  it('is what `npm run docs` writes', () => {
    expect(outOfDate(API_REFERENCE, anew)).toEqual([]);
  });

  it('is out of date once a page differs, is missing or is left over', () => {
    const old = join(folder, 'old');
    cpSync(anew, old, { recursive: true });
    const page = join(old, 'restate-sim', 'vitest.md');
    writeFileSync(page, readFileSync(page, 'utf8').replace('comes to an end', 'comes to no end'));
    rmSync(join(old, 'restate-sim', 'report.md'));
    writeFileSync(join(old, 'gone.md'), '');
    const pages = [join('restate-sim', 'report.md'), join('restate-sim', 'vitest.md'), 'gone.md'];
    expect(outOfDate(old, anew)).toEqual(pages.toSorted());
  });

  it('has a page for each entry, with what it exports and what docstrings say of it', () => {
    expect(pagesIn(anew)).toEqual(
      ['README.md', 'restate-sim.md', join('restate-sim', 'report.md'), join('restate-sim', 'vitest.md')].toSorted(),
    );
    const main = readFileSync(join(anew, 'restate-sim.md'), 'utf8');
    expect(main).toContain('### Simulation\n\nOne world with your services in it');
    expect(main).toContain('### everyWrite()');
    expect(main).not.toContain('@module');
  });
});

function pagesIn(place: string): readonly string[] {
  const entries = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => name.endsWith('.md')).toSorted();
}

/** @returns the pages that are not the same in both folders */
function outOfDate(stored: string, current: string): readonly string[] {
  const pages = new Set([...pagesIn(stored), ...pagesIn(current)]);
  return [...pages].filter((page) => textOf(stored, page) !== textOf(current, page)).toSorted();
}

function textOf(place: string, page: string): string | undefined {
  return pagesIn(place).includes(page) ? readFileSync(join(place, page), 'utf8') : undefined;
}
