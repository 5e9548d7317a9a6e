import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Lets the commands that tests start share what Node has compiled: a hundred processes load the same sources, and stripping
 * their types again takes longer than most of what they are asked. A folder for each run of vitest, so that nothing old is
 * ever found there.
 */
const folder = mkdtempSync(join(tmpdir(), 'compile-cache-'));

export function setup(): void {
  process.env['NODE_COMPILE_CACHE'] = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
