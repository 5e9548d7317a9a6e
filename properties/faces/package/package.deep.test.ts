import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, outputOf } from '../../harness/command.ts';
import { pack, project, withSources } from './pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-package-'));
const esm = join(folder, 'esm');
let tarball = '';

beforeAll(() => {
  tarball = pack(folder);
});

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
  });

  it('finds a planted bug, and prints the story', () => {
    const ended = node(['find.ts'], { cwd: esm });
    const [status, out] = [ended.status, outputOf(ended)];
    expect(out).toContain('The test fails. Error: sold twice');
    expect(out).toMatch(/calls TicketOffice\/seat-7\/buy\("\w+"\) \[a\]/);
    expect(out).toContain('Repeat it with { seed: 1');
    expect(status).toBe(0);
  });

  it('finds one from the command line, without any test code', () => {
    const bin = join(esm, 'node_modules', 'restate-sim', 'dist', 'sim', 'cli', 'bin.js');
    const ended = node([bin, 'run', './ticket-office.ts', '--seed', '1'], { cwd: esm });
    const [status, out] = [ended.status, outputOf(ended)];
    expect(out).toContain('uses Math.random (ticket-office.ts:21:16)');
    expect(status).toBe(1);
    const [, line = ''] = /npx restate-sim (replay \S+ \.\/ticket-office\.ts)/.exec(out) ?? [];
    const again = node([bin, ...line.split(' ')], { cwd: esm });
    expect(again.out).toContain('"replay is faithful" is broken, with the same trace as when it was found');
    expect(again.status).toBe(1);
    // The page carries the notice of what is bundled in it.
    expect(readFileSync(join(esm, '.sim', 'report.html'), 'utf8')).toContain('Copyright (c) 2015-present Jason Miller');
  });

  it('uses it with node:test', () => {
    const ended = node(['--test', 'node.test.mjs'], { cwd: esm });
    const [status, out] = [ended.status, outputOf(ended)];
    expect(out).toMatch(/pass 2\n/);
    expect(status).toBe(0);
  });

  it('compiles with TypeScript 5.9, and not with wrong handlers, keys and inputs', () => {
    const tsc = join(esm, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(node([tsc, '-p', '.'], { cwd: esm })).toEqual({ status: 0, out: '', error: '' });
  });

  it('compiles in CommonJS, whose definitions have other declarations of the SDK', () => {
    const tsc = join(esm, 'node_modules', 'typescript', 'bin', 'tsc');
    const compiled = node([tsc, '-p', 'tsconfig.commonjs.json'], { cwd: esm });
    expect(compiled).toEqual({ status: 0, out: '', error: '' });
  });

  it('may be CommonJS, by require of an ES module', () => {
    // The same packages, found from a folder below; what counts is the nearest package.json.
    withSources(join(esm, 'commonjs'), 'commonjs');
    writeFileSync(join(esm, 'commonjs', 'package.json'), '{ "type": "commonjs" }');
    const ended = node(['find.cjs'], { cwd: join(esm, 'commonjs') });
    const [status, out] = [ended.status, outputOf(ended)];
    expect(out).toContain('The test fails. Error: sold twice');
    expect(status).toBe(0);
  });
});

function bytes(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}
