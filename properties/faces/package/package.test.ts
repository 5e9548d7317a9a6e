import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, project, run, withSources } from './pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-package-'));
const esm = join(folder, 'esm');
let tarball = '';

beforeAll(() => {
  tarball = pack(join(folder));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  it('passes publint', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: bytes(tarball) } });
    expect(messages).toEqual([]);
  });

  it('has types that are not wrong', async () => {
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
    if (result.types === false) throw new Error('no types');
    // An ES module that CommonJS requires is what it is; resolving as TypeScript did before 4.7 knows no entries.
    const known = new Set(['CJSResolvesToESM', 'NoResolution']);
    const problems = result.problems.filter(
      (problem) =>
        !(known.has(problem.kind) && (problem.kind !== 'NoResolution' || problem.resolutionKind === 'node10')),
    );
    expect(problems).toEqual([]);
  });
});

describe('an empty project that installs it', () => {
  beforeAll(() => {
    project(esm, tarball, 'module', ['@restatedev/restate-sdk@1.17.2', 'typescript@5.9.3', '@types/node@24']);
    withSources(esm, 'esm');
  }, 120_000);

  it('finds a planted bug, and tells the story', () => {
    const { out, status } = run(process.execPath, ['find.ts'], esm);
    expect(out).toContain('The test does not pass. Error: sold twice');
    expect(out).toMatch(/asks TicketOffice\/seat-7\/buy\("\w+"\) \[a\]/);
    expect(out).toContain('Repeat it with { seed: 1');
    expect(status).toBe(0);
  });

  it('finds one from the command line, without any test code', () => {
    const bin = join(esm, 'node_modules', 'restate-sim', 'dist', 'sim', 'cli', 'bin.js');
    const { out, status } = run(process.execPath, [bin, 'run', './ticket-office.ts', '--seed', '1'], esm);
    expect(out).toContain('uses Math.random (ticket-office.ts:21:16)');
    expect(status).toBe(1);
    const [, line = ''] = /npx restate-sim (replay \S+ \.\/ticket-office\.ts)/.exec(out) ?? [];
    const again = run(process.execPath, [bin, ...line.split(' ')], esm);
    expect(again.out).toContain('"replay is faithful" is broken, with the same trace as when it was found');
    expect(again.status).toBe(1);
    // The page carries the notice of what is bundled in it.
    expect(readFileSync(join(esm, '.sim', 'report.html'), 'utf8')).toContain('Copyright (c) 2015-present Jason Miller');
  });

  it('uses it with node:test', () => {
    const { out, status } = run(process.execPath, ['--test', 'node.test.mjs'], esm);
    expect(out).toMatch(/pass 2\n/);
    expect(status).toBe(0);
  });

  it('compiles with TypeScript 5.9, and not with wrong handlers, keys and inputs', () => {
    const tsc = join(esm, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(run(process.execPath, [tsc, '-p', '.'], esm)).toEqual({ status: 0, out: '' });
  });

  it('may be CommonJS, by require of an ES module', () => {
    // The same packages, found from a folder below; what counts is the nearest package.json.
    withSources(join(esm, 'commonjs'), 'commonjs');
    writeFileSync(join(esm, 'commonjs', 'package.json'), '{ "type": "commonjs" }');
    const { out, status } = run(process.execPath, ['find.cjs'], join(esm, 'commonjs'));
    expect(out).toContain('The test does not pass. Error: sold twice');
    expect(status).toBe(0);
  });
});

function bytes(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}
