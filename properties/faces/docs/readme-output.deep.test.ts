/**
 * Goal: what the README shows is what a newcomer sees. Method: the part of the output that it shows is printed again.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BIN, node, ROOT, SIM } from '../../harness/command.ts';
import { blocksOf } from './blocks.ts';

const SHOWN = 'bank account';

/** The lines about one scenario, up to the empty line behind them. */
function partOf(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => line.startsWith(`${SHOWN}: `));
  return lines.slice(from, lines.indexOf('', from));
}

it('the README shows what the main command prints', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
  const printed = node([SIM, '--seed', '42', '--scenario', SHOWN], { cwd: ROOT }).out.split('\n');
  const shown = partOf(readme.map((line) => line.replace(/^ {4}/, '')));
  expect(shown.length).toBeGreaterThan(8);
  expect(shown).toEqual(partOf(printed));
});

it('the README shows what the command says of its bug', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const bug = blocksOf(readme).find(({ file }) => file === 'wallets.ts');
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-readme-'));
  try {
    writeFileSync(join(folder, 'wallets.ts'), bug?.code ?? '');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const { out, status } = node([BIN, 'run', './wallets.ts', '--seed', '1'], { cwd: folder });
    const shown = /^ {4}Deadlock: [^]*?(?=\n\n)/m.exec(readme)?.[0] ?? '';
    expect({ status, lines: shown.split('\n').length }).toEqual({ status: 1, lines: 7 });
    expect(out).toContain(shown);
    // Two clients in each other's way are enough, whatever the run that was found first had.
    expect(out).toMatch(/\(2\s+operations, /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
