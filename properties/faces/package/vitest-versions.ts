import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, outputOf } from '../../harness/command.ts';
import { pack, project, withSources } from './pack.ts';

/** The oldest vitest that we support, and the last of each line after it. */
const VERSIONS = ['3.2.0', '3.2.7', '4.0.18', '4.1.12', '5.0.5', '5.1.2'] as const;
const WAYS = [...['threads', 'forks', 'vmThreads', 'vmForks'].map((pool) => ['--pool', pool]), ['--no-isolate']];

/** Installs the package with each version of vitest, and runs tests that hold and one that fails, in every pool. */
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-vitest-versions-'));
try {
  const tarball = pack(folder);
  for (const version of VERSIONS) {
    const place = join(folder, version);
    project(place, tarball, 'module', ['@restatedev/restate-sdk@1.17.2', `vitest@${version}`]);
    withSources(place, 'vitest');
    writeFileSync(join(place, 'vitest.config.js'), "export default { test: { include: ['*.installed.ts'] } };");
    const main = join('node_modules', 'vitest', 'vitest.mjs');
    const vitest = (args: readonly string[], env: NodeJS.ProcessEnv = {}): string =>
      outputOf(node([main, 'run', ...args], { cwd: place, env }));
    for (const way of WAYS) {
      const out = vitest(['holds.installed.ts', ...way]);
      report(`vitest ${version} ${way.join(' ')}`, / Tests +\d+ passed \(/.test(out), out);
    }
    const out = vitest(['fails.installed.ts']);
    const page = /Report: (\S+\.html)/.exec(out)?.[1] ?? 'none';
    report(`vitest ${version} shows the story`, /gets response 200 for \S+: 2/.test(out), out);
    report(`vitest ${version} attaches the report`, out.includes(`report: ${page}`), out);
    const [, file = '', only = ''] =
      /RESTATE_SIM_REPLAY=(\S+) npx vitest run fails\.installed\.ts -t "(.+)"/.exec(out) ?? [];
    const again = vitest(['fails.installed.ts', '-t', only], { RESTATE_SIM_REPLAY: file });
    report(`vitest ${version} repeats it`, again.includes(`This is the run of ${file}.`), again);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function report(what: string, isRight: boolean, out: string): void {
  console.log(`${isRight ? '✓' : '✗'} ${what}`);
  if (isRight) return;
  process.exitCode = 1;
  console.log(out.replaceAll(/^/gm, '    '));
}
