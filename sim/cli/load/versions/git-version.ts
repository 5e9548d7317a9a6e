import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { firstLine } from '../../../core/first-line.ts';
import { UsageError } from '../../../core/errors.ts';

/** A version of services, as it lies on the disk. */
export interface VersionOnDisk {
  /** A file or a folder. */
  readonly path: string;
  /** What is to be known of it, a sentence each. */
  readonly notes: readonly string[];
  /** The folder of a revision, and what lines of its files begin with in its place. */
  readonly named?: readonly [folder: string, name: string];
}

/**
 * Makes the files of a version available.
 * @param version a file, a folder, or `git:REV:path`, where the path is relative to the working directory
 * @throws {UsageError} in one sentence, when git, the revision or the path is not there
 */
export function versionOnDisk(version: string): VersionOnDisk {
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(version) ?? [];
  if (revision !== undefined && path !== undefined) return checkedOut(revision, path);
  if (version.startsWith('git:')) {
    throw new UsageError(
      'INVALID_VERSION',
      `"${version}" names no version: write git:REV:path, such as git:main:src/app.ts.`,
    );
  }
  return { path: version, notes: [] };
}

function checkedOut(revision: string, path: string): VersionOnDisk {
  const root = rootOf(revision);
  const commit = commitOf(revision);
  const inside = relative(root, resolve(realpathSync('.'), path))
    .split(sep)
    .join('/');
  if (inside.startsWith('../') || ask('cat-file', '-t', `${commit}:${inside}`) === undefined) {
    throw new UsageError('FILE_NOT_FOUND', `The revision ${revision} has no ${path}, seen from the working directory.`);
  }
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'restate-sim-'))), 'revision');
  removeAtEnd(root, folder);
  // Hooks of the repository are not run: nothing is to happen but that files are there.
  git('-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', '--quiet', folder, commit);
  linkPackages(root, folder);
  return {
    path: join(folder, inside),
    notes: [...notesOnPackages(revision, commit, root), ...notesOnChanges(revision, path)],
    named: [folder, `git:${revision}:`],
  };
}

function rootOf(revision: string): string {
  const root = ask('rev-parse', '--show-toplevel');
  if (root !== undefined) return realpathSync(root);
  const why = ask('--version') === undefined ? 'git is not installed' : 'the working directory is in no git repository';
  throw new UsageError('REVISION_NOT_FOUND', `git:${revision} cannot be read: ${why}.`);
}

function commitOf(revision: string): string {
  const commit = ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (commit !== undefined) return commit;
  const isShallow = ask('rev-parse', '--is-shallow-repository') === 'true';
  const remedy = isShallow
    ? 'this clone is shallow, so fetch it first (git fetch --depth 1 origin REVISION; in actions/checkout: fetch-depth: 0).'
    : 'is it spelled right, and fetched?';
  throw new UsageError('REVISION_NOT_FOUND', `git knows no revision "${revision}": ${remedy}`);
}

/** The packages are those of the checkout, except for the repository's own, which are those of the revision. */
function linkPackages(root: string, folder: string): void {
  for (const packages of foldersOfPackages(root)) {
    const target = join(folder, relative(root, packages));
    if (!existsSync(dirname(target)) || existsSync(target)) continue;
    linkEach(packages, target, { root, folder });
  }
}

function linkEach(from: string, to: string, roots: { readonly root: string; readonly folder: string }): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name.startsWith('@') && entry.isDirectory()) linkEach(source, target, roots);
    else symlinkSync(ownPackage(source, roots) ?? source, target);
  }
}

/** @returns where the revision has a package of the repository itself */
function ownPackage(
  source: string,
  { root, folder }: { readonly root: string; readonly folder: string },
): string | undefined {
  const inside = relative(root, realpathSync(source));
  const isOwn = !inside.startsWith('..') && !inside.split(sep).includes('node_modules');
  return isOwn && existsSync(join(folder, inside)) ? join(folder, inside) : undefined;
}

/** The `node_modules` of the repository, and of the packages in it that have their own. */
function foldersOfPackages(root: string): readonly string[] {
  const manifests = (
    ask('ls-files', '--full-name', '--', `${root}/package.json`, `${root}/**/package.json`) ?? ''
  ).split('\n');
  return ['package.json', ...manifests]
    .map((manifest) => join(root, dirname(manifest), 'node_modules'))
    .filter((found, index, all) => existsSync(found) && all.indexOf(found) === index);
}

const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

function notesOnPackages(revision: string, commit: string, root: string): readonly string[] {
  const differing = LOCKFILES.filter((name) => {
    const lockfile = join(root, name);
    return existsSync(lockfile) && ask('diff', '--quiet', commit, '--', lockfile) === undefined;
  });
  if (differing.length === 0) return [];
  return [
    `${differing.join(' and ')} of ${revision} differs from that of the checkout, whose node_modules both versions use here.`,
  ];
}

/** Who names HEAD may mean what lies on the disk. */
function notesOnChanges(revision: string, path: string): readonly string[] {
  const changed = revision === 'HEAD' ? ask('status', '--porcelain', '--', path) : undefined;
  if (changed === undefined || changed === '') return [];
  return [`${path} has changes that are not committed, so git:HEAD:${path} is without them.`];
}

/** @returns what git prints; undefined when it fails */
function ask(...args: readonly string[]): string | undefined {
  try {
    return git(...args);
  } catch {
    return undefined;
  }
}

function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    const why = firstLine(stderr ?? (error instanceof Error ? error.message : String(error)));
    throw new UsageError('GIT_FAILED', `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} failed: ${why}`);
  }
}

function removeAtEnd(root: string, folder: string): void {
  process.once('exit', () => {
    try {
      execFileSync('git', ['-C', root, 'worktree', 'remove', '--force', folder], { stdio: 'ignore' });
    } catch {
      // It was never made, or is gone.
    }
    rmSync(dirname(folder), { recursive: true, force: true });
  });
}
