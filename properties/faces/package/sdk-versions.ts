import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, outputOf } from '../../harness/command.ts';
import { pack, project, withSources } from './pack.ts';

/** The versions of the SDK that are tried: the first and the last of each minor version in the range. */
const VERSIONS = ['1.15.1', '1.16.1', '1.16.9', '1.17.0', '1.17.2'] as const;

/** Installs the package with each version of the SDK and runs a suite on both engines, whose traces must be the same. */
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-sdk-versions-'));
try {
  const tarball = pack(folder);
  for (const version of VERSIONS) {
    const place = join(folder, version);
    project(place, tarball, 'module', [`@restatedev/restate-sdk@${version}`]);
    withSources(place, 'sdk');
    const ended = node(['suite.ts'], { cwd: place });
    const { status } = ended;
    process.stdout.write(
      `${status === 0 ? '✓' : '✗'} @restatedev/restate-sdk ${version}\n${outputOf(ended).replaceAll(/^/gm, '    ')}\n`,
    );
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
