/**
 * Goal: no file that a user can name makes a command hang, throw, obey it or write where it must not. Method: a slice of
 * `npm run fuzz:files` in a process of its own; the long suite takes a larger one.
 */
import { expect, it } from 'vitest';
import { join } from 'node:path';
import { node } from '../../../harness/command.ts';
import { objectionTo } from './judge.ts';

const RUN = join(import.meta.dirname, 'run-fuzz-files.ts');

it('a few changed files are read, or refused in a sentence', () => {
  const { status, out, error } = node([RUN, '--seed', '20261130', '--count', '8', '--processes', '0']);
  expect(out + error).toMatch(/^0 of 8 files find a fault, 0 kinds \(seed 20261130, /);
  expect(status).toBe(0);
});

it.each([
  ['throws', { status: -1, error: 'thrown: TypeError: x' }],
  ['ends with status 7', { status: 7 }],
  ['calls itself a fault', { status: 3, error: 'restate-sim: No. This is a fault of restate-sim, report it.\n' }],
  ['prints a stack', { status: 1, out: 'x\n    at f (a.ts:1:2)\n' }],
  ['prints the raw character U+1b', { out: '\u001B[31m' }],
  ['prints the raw character U+d800', { out: '\uD800' }],
  ['prints [object ...] or undefined', { status: 3, error: 'restate-sim: It is [object Object].\n' }],
  ['prints [object ...] or undefined', { status: 3, error: 'restate-sim: It is undefined.\n' }],
  ['writes outside of its folder: /box/x', { written: ['/box/x'] }],
  ['writes outside of its folder: /etc/x', { written: ['/box/kept/f.json', '/etc/x'] }],
  ['refuses in 2 lines', { status: 3, error: 'restate-sim: No.\nNever.\n' }],
  ['refuses without its name', { status: 3, error: 'No.\n' }],
  ['refuses in a sentence without an end', { status: 3, error: 'restate-sim: no\n' }],
  ['refuses in a sentence of more', { status: 3, error: `restate-sim: ${'x'.repeat(2_000)}.\n` }],
])('a command that %s is a fault', (what, ended) => {
  const held = { status: 0, out: 'all held\n', error: '', written: ['/box/.sim/report.html', '/box/page.html'] };
  expect(objectionTo(held, '/box')).toBeUndefined();
  expect(objectionTo({ ...held, ...ended }, '/box')).toMatch(
    new RegExp(`^${what.replaceAll(/[[\].+]/g, String.raw`\$&`)}`),
  );
});
