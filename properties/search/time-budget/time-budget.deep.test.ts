/**
 * Goal: `--time` holds in every phase, and the command says what it has cut short. Method: real commands over services that
 * are slow in one phase each; sim/search/campaign/cut.test.ts shows the same without a clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BIN, node, type Ended } from '../../harness/command.ts';

const BUDGET_MS = 15_000;
/** One run, a fresh worker, the report, and a machine that does other work at the same time. */
const GRACE_MS = 25_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FILE = join(import.meta.dirname, 'slow-services.ts');

/** Runs a search with the budget, and checks that it holds. */
function search(file: string, ...args: readonly string[]): Ended {
  const options = { cwd: folder, timeoutMs: BUDGET_MS + GRACE_MS };
  const ended = node([BIN, 'run', file, '--seed', '1', '--time', `${BUDGET_MS}ms`, ...args], options);
  // A command that the timeout ended has no status.
  expect(ended.status).not.toBeNull();
  return ended;
}

it.each(['large state', 'long steps', 'long run'])('of a search with %s', (name) => {
  const { out } = search(FILE, '--scenario', name);
  // On a machine with much other work not even the first run may end.
  expect(out).toMatch(new RegExp(`${name}: (held|not exercised|undecided).* \\(\\d+ runs?, `));
});

it.each([
  ['one thread', []],
  ['two workers', ['--workers', '2']],
])('of shrinking, with %s', (_, more) => {
  const { status, out } = search(FILE, '--scenario', 'slow shrinking', ...more);
  // As above: without a finding there is nothing to shrink.
  if (status === 2) return;
  expect(out).toContain('Deadlock: tie of Knot/k');
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(/shrinking was ended early, so it may not be minimal|it is minimal/);
});

it('of loading', () => {
  const { status, error } = search(join(import.meta.dirname, 'slow-to-load.ts'));
  expect(error).toMatch(/slow-to-load\.ts is not loaded after [\d.]+ s, when the --time is over: a top-level await/);
  expect(status).toBe(3);
});
