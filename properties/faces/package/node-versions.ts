import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, outputOf } from '../../harness/command.ts';
import { npm, pack, project, withSources } from './pack.ts';

/** The oldest Node that we support, the newest of its major, and those after it. */
const VERSIONS = ['22.15.0', '22', '24', '26'] as const;

/** What is tried on each: what it is, the arguments of `node`, what it says, and its exit status. */
const TRIALS = [
  ['require of an ES module, from CommonJS', ['commonjs/find.cjs'], 'The test fails. Error: sold twice', 0],
  ['node:test', ['--test', 'node.test.mjs'], 'pass 2', 0],
  [
    'npx restate-sim run',
    [join('node_modules', 'restate-sim', 'dist', 'sim', 'cli', 'bin.js'), 'run', './ticket-office.ts', '--seed', '1'],
    'uses Math.random (ticket-office.ts:21:16)',
    1,
  ],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-node-versions-'));
try {
  const place = join(folder, 'project');
  project(place, pack(folder), 'module', ['@restatedev/restate-sdk@1.17.2']);
  withSources(place, 'esm');
  withSources(join(place, 'commonjs'), 'commonjs');
  writeFileSync(join(place, 'commonjs', 'package.json'), '{ "type": "commonjs" }');
  for (const version of VERSIONS) {
    const node = install(version);
    console.log(execute(node, ['--version']).out.trim());
    for (const [name, args, words, expected] of TRIALS) {
      const ended = execute(node, args, { cwd: place });
      const out = outputOf(ended);
      const isRight = ended.status === expected && out.includes(words);
      console.log(`  ${isRight ? '✓' : '✗'} ${name}`);
      if (isRight) continue;
      process.exitCode = 1;
      console.log(out.replaceAll(/^/gm, '      '));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the binary of a version of Node, from the npm package `node` */
function install(version: string): string {
  const own = join(folder, version);
  mkdirSync(own);
  // The package fetches its binary in a script, which npm runs only where that is allowed.
  writeFileSync(join(own, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  npm(['install', '--no-audit', '--no-fund', '--silent', `node@${version}`], own);
  return join(own, 'node_modules', 'node', 'bin', 'node');
}
