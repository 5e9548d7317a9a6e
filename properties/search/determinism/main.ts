import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { simulate, type CommandResult } from './command.ts';

/** The oldest that we support, the one that we develop on, and the newest. */
const MAJORS = [22, 24, 26] as const;

const { values: options } = parseArgs({
  options: { seed: { type: 'string', default: '42' }, runs: { type: 'string', default: '100' } },
});

const args = ['--seed', options.seed, '--runs', options.runs];
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-determinism-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const results: { readonly version: string; readonly result: CommandResult }[] = [];
for (const major of MAJORS) {
  const node = install(major);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  results.push({ version, result: await simulate(args, { node }) });
}
const [first] = results;
const names = first?.result.scenarios.map(({ name }) => name) ?? [];
const width = Math.max(...names.map((name) => name.length), 10) + 2;
console.log(`npm run sim -- ${args.join(' ')}\n`);
console.log(''.padEnd(width) + results.map(({ version }) => version.padEnd(18)).join(''));
for (const [index, name] of names.entries()) {
  const hashes = results.map(({ result }) => result.scenarios[index]?.traceHash ?? 'none');
  console.log(name.padEnd(width) + hashes.map((hash) => hash.padEnd(18)).join(''));
}
const same = results.every(({ result }) => result.text === first?.result.text);
console.log(same ? '\nThe same result, to the byte, on each.' : '\nThe results differ.');
process.exitCode = same ? 0 : 1;

/** @returns the binary of the newest Node with this major, from the npm package `node` */
function install(major: number): string {
  const own = join(folder, String(major));
  mkdirSync(own);
  // The package fetches its binary in a script, which npm runs only where that is allowed.
  writeFileSync(join(own, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `node@${major}`], { cwd: own });
  return join(own, 'node_modules', 'node', 'bin', 'node');
}
