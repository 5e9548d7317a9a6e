/**
 * Goal: the fixture works in every pool of vitest, beside fake timers. Method: one file, run in all of them by a vitest of
 * its own.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const pools = fileURLToPath(new URL('pools', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
let out = '';

beforeAll(() => {
  const args = ['run', '--root', pools, '--config', join(pools, 'vitest.config.ts'), '--reporter', 'verbose'];
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, ...args], {
    cwd: pools,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  out = stdout + stderr;
}, 120_000);

describe.each([
  ['threads', 'in a thread'],
  ['forks', 'in a process'],
  ['vmThreads', 'in a thread'],
  ['vmForks', 'in a process'],
])('in the pool %s', (pool, where) => {
  it('a world and the fake timers of its test leave each other alone', () => {
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a world beside fake timers, ${where}`);
  });

  it('so does a search, by which a leak is found as ever', () => {
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a search beside fake timers`);
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a leak is found beside fake timers`);
  });
});
