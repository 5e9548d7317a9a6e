import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execute, outputOf, ROOT } from '../../harness/command.ts';

const require = createRequire(import.meta.url);

/** Runs a command to its end. @throws {Error} with all that it wrote, when it fails */
export function succeed(command: string, args: readonly string[], cwd: string): string {
  const ended = execute(command, args, { cwd });
  if (ended.status !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${ended.status}:\n${outputOf(ended)}`);
  return outputOf(ended);
}

/**
 * Builds the package in a folder, as `npm run build` does it for the repository, and packs it.
 * @returns the path of the tarball
 */
export function pack(folder: string): string {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const options = ['--outDir', join(folder, 'dist'), '--isolatedDeclarations', 'false'];
  succeed(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json'), ...options], ROOT);
  const viewer = join(folder, 'dist', 'reports', 'html');
  succeed(process.execPath, [join(ROOT, 'reports', 'build-viewer.ts'), viewer], ROOT);
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'AGENTS.md', 'skills']) {
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  npm(['pack', '--silent', '--ignore-scripts'], folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}.`);
  return join(folder, tarball);
}

/** Runs npm by its own script: on Windows its command is no program. */
export function npm(args: readonly string[], cwd: string): string {
  const script = process.env['npm_execpath'];
  if (script?.endsWith('.js') === true) return succeed(process.execPath, [script, ...args], cwd);
  return succeed(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, cwd);
}

/**
 * Makes an empty project and lets npm install the tarball in it, and what else is named.
 * @param type of its package.json
 */
export function project(folder: string, tarball: string, type: 'module' | 'commonjs', more: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'a-project', private: true, type }));
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...more], folder);
}

/** Copies a folder of sources into a project. */
export function withSources(folder: string, name: string): void {
  cpSync(join(import.meta.dirname, name), folder, { recursive: true });
}
