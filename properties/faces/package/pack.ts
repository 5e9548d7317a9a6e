import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));
const require = createRequire(import.meta.url);

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  /** What it wrote, to both of its outputs. */
  readonly out: string;
}

/** Runs a command to its end, as somebody would in a folder. No shell: arguments arrive as they are. */
export function run(command: string, args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...more },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, out: stdout + stderr };
}

/** @throws {Error} with all that it wrote, when the command fails */
export function succeed(command: string, args: readonly string[], cwd: string): string {
  const { status, out } = run(command, args, cwd);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${status}:\n${out}`);
  return out;
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
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(folder, file));
  }
  npm(['pack', '--silent'], folder);
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
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody-elses', private: true, type }));
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...more], folder);
}

/** Copies a folder of sources into a project. */
export function withSources(folder: string, name: string): void {
  cpSync(
    fileURLToPath(new URL(`${name}/`, pathToFileURL(`${join(ROOT, 'properties', 'faces', 'package')}/`))),
    folder,
    {
      recursive: true,
    },
  );
}
