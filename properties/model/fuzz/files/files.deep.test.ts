/**
 * Goal: as in `files.test.ts`, for a larger slice, and for a `tsconfig.json` that cannot be used. Method: half a minute of
 * `npm run fuzz:files`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BIN, node } from '../../../harness/command.ts';

it('changed files are read, or refused in a sentence', () => {
  const run = join(import.meta.dirname, 'run-fuzz-files.ts');
  const { status, out, error } = node([run, '--seed', '20261130', '--count', '1000', '--processes', '8']);
  expect(out + error).toMatch(/^0 of 1000 files find a fault, 0 kinds \(seed 20261130, /);
  expect(status).toBe(0);
});

it('a tsconfig.json that tsx fails to read is refused in a sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-tsconfig-'));
  try {
    writeFileSync(join(folder, 'a.ts'), '');
    writeFileSync(join(folder, 'tsconfig.json'), '{ "include": [5] }');
    const { status, error } = node([BIN, 'list', './a.ts'], { cwd: folder });
    expect(error).toMatch(
      /^restate-sim: \S+tsconfig\.json cannot be used, tsx fails to read it: TypeError: [^\n]*\.\n$/,
    );
    expect(status).toBe(3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
