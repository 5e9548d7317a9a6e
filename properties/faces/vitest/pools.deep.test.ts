/**
 * Goal: the fixture works in every pool of vitest, together with fake timers. Method: one file, run in all of them by a vitest of
 * its own.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { node, outputOf, VITEST } from '../../harness/command.ts';

const pools = join(import.meta.dirname, 'pools');
let out = '';

beforeAll(() => {
  const args = ['run', '--root', pools, '--config', join(pools, 'vitest.config.ts'), '--reporter', 'verbose'];
  out = outputOf(node([VITEST, ...args], { cwd: pools }));
});

describe.each([
  ['threads', 'in a thread'],
  ['forks', 'in a process'],
  ['vmThreads', 'in a thread'],
  ['vmForks', 'in a process'],
])('in the pool %s', (pool, where) => {
  it('a world and the fake timers of its test leave each other alone', () => {
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a world with fake timers, ${where}`);
  });

  it('the fake timers stay when vitest sends a message to its main process', () => {
    const title = 'fake timers stay when vitest sends a message to its main process';
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > ${title}`);
  });

  it('so does a search, by which a leak is found as ever', () => {
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a search with fake timers`);
    expect(out).toContain(` ✓ |${pool}| timers.nested.ts > a leak is found with fake timers`);
  });
});
