/**
 * Goal: `npm run docs` builds an API reference with a page for each entry of the package. Method: it is built into a folder of
 * its own; TypeDoc's warnings are errors. The reference is not committed: it is built from the docstrings when it is needed.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeApiReference } from './api-reference.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-api-'));

beforeAll(() => writeApiReference(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the API reference', () => {
  it('has a page for each entry', () => {
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    expect(pages.toSorted()).toEqual(
      ['README.md', 'restate-sim.md', join('restate-sim', 'report.md'), join('restate-sim', 'vitest.md')].toSorted(),
    );
  });

  it('shows what the docstrings say, and nothing internal', () => {
    const main = readFileSync(join(folder, 'restate-sim.md'), 'utf8');
    expect(main).toContain('### Simulation\n\nOne world (a simulated deployment) with your services');
    expect(main).toContain('### everyWrite()');
    expect(main).not.toContain('@module');
    // A parameter that is taken apart needs a name in its docstring.
    expect(main).not.toContain('__namedParameters');
  });
});
