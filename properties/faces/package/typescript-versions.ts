import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, outputOf } from '../../harness/command.ts';
import { pack, project, withSources } from './pack.ts';

/** The oldest TypeScript that knows `await using`, some between, and the last of each major. */
const VERSIONS = ['5.2.2', '5.4.5', '5.6.3', '5.7.3', '5.8.3', '5.9.3', '6.0.3'] as const;
/** How projects find what they import, each with the kind of modules that goes with it. */
const RESOLUTIONS = { nodenext: 'nodenext', node16: 'node16', bundler: 'esnext' } as const;

/** Checks code that uses the package with each version of TypeScript, its own declarations and all others included. */
const folder = mkdtempSync(join(tmpdir(), 'restate-sim-typescript-versions-'));
try {
  const place = join(folder, 'project');
  const compilers = VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`);
  const others = ['@restatedev/restate-sdk@1.17.2', '@types/node@24', 'vitest@4.1.12'];
  project(place, pack(folder), 'module', [...others, ...compilers]);
  withSources(place, 'esm');
  withSources(join(place, 'vitest'), 'vitest');
  for (const [moduleResolution, module] of Object.entries(RESOLUTIONS)) {
    const compilerOptions = { moduleResolution, module };
    const include = ['types.ts', 'find.ts', 'vitest/types.ts'];
    const config = { extends: './tsconfig.json', compilerOptions, include };
    writeFileSync(join(place, `tsconfig.${moduleResolution}.json`), JSON.stringify(config));
  }
  for (const version of VERSIONS) {
    for (const resolution of Object.keys(RESOLUTIONS)) {
      const tsc = join('node_modules', `typescript-${version}`, 'bin', 'tsc');
      const ended = node([tsc, '-p', `tsconfig.${resolution}.json`], { cwd: place });
      const { status } = ended;
      console.log(`${status === 0 ? '✓' : '✗'} TypeScript ${version}, ${resolution}`);
      if (status === 0) continue;
      process.exitCode = 1;
      console.log(outputOf(ended).replaceAll(/^/gm, '    '));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
