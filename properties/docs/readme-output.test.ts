/**
 * Goal: what the README shows is what a newcomer sees. Method: the part of the output that it shows is printed again.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');
const SHOWN = 'bank account';

/** The lines about one scenario, up to the empty line behind them. */
function partOf(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith(`${SHOWN}: `));
  return lines.slice(from, lines.indexOf('', from));
}

it('the README shows what the main command prints', () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8').split('\n');
  const args = ['scenarios/main.ts', '--seed', '42', '--scenario', SHOWN];
  const printed = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' }).split('\n');
  const shown = partOf(readme.map((line) => line.replace(/^ {4}/, '')));
  expect(shown.length).toBeGreaterThan(8);
  expect(shown).toEqual(partOf(printed));
});
