import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { count } from '../../../core/count.ts';
import { UsageError } from '../../../core/errors.ts';
import { listed } from '../written-by-hand.ts';
import { git, GitError } from './git.ts';
import { temporaryFolder } from './temporary-folder.ts';

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
  const folder = join(temporaryFolder(), 'revision');
  writeRevision(root, commit, folder);
  linkPackages(root, folder);
  return {
    path: join(folder, inside),
    notes: [...notesOnPackages(revision, commit, root), ...notesOnChanges(revision, path, root)],
    named: [folder, `git:${revision}:`],
  };
}

/** Neither the repository nor its list of worktrees is written to, and none of its hooks runs. */
function writeRevision(root: string, commit: string, folder: string): void {
  const index = { GIT_INDEX_FILE: join(dirname(folder), 'index') };
  mkdirSync(folder);
  git(['-C', root, 'read-tree', commit], index);
  git(['-C', root, 'checkout-index', '--all', '--force', `--prefix=${folder}/`], index);
  // A revision without a tsconfig.json must not be read by the one of the working directory.
  writeFileSync(join(dirname(folder), 'tsconfig.json'), '{}');
}

function rootOf(revision: string): string {
  try {
    return realpathSync(git(['rev-parse', '--show-toplevel']));
  } catch (error) {
    throw new UsageError('REVISION_NOT_FOUND', `git:${revision} cannot be read: ${reasonWhy(error)}.`);
  }
}

function reasonWhy(error: unknown): string {
  if (!(error instanceof GitError)) throw error;
  if (error.isMissing) return 'git is not installed';
  if (/not a git repository/.test(error.message)) return 'the working directory is in no git repository';
  return `git says: ${error.message.replace(/\.$/, '')}`;
}

function commitOf(revision: string): string {
  const commit = commitNamed(revision);
  if (commit !== undefined) return commit;
  const isShallow = ask('rev-parse', '--is-shallow-repository') === 'true';
  const shallow =
    'this clone is shallow, so fetch it first (git fetch --depth 1 origin REVISION; in actions/checkout: fetch-depth: 0).';
  const remote = commitNamed(`origin/${revision}`) === undefined ? undefined : `did you mean git:origin/${revision}?`;
  const remedy = remote ?? (isShallow ? shallow : 'is it spelled right, and fetched?');
  throw new UsageError('REVISION_NOT_FOUND', `git knows no revision "${revision}": ${remedy}`);
}

function commitNamed(revision: string): string | undefined {
  return ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
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

const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'];

function notesOnPackages(revision: string, commit: string, root: string): readonly string[] {
  const files = LOCKFILES.map((name) => `:(glob)**/${name}`);
  const differing = (ask('-C', root, 'diff', '--name-only', commit, '--', ...files) ?? '').split('\n').filter(Boolean);
  if (differing.length === 0) return [];
  return [
    `${listed(differing, 'and')} of ${revision} ${differing.length === 1 ? 'differs from that' : 'differ from those'} of the checkout, whose node_modules both versions use here.`,
  ];
}

/** How many changed files a note names. */
const MAX_NAMED = 3;

/** A user who names HEAD may mean what lies on the disk. */
function notesOnChanges(revision: string, path: string, root: string): readonly string[] {
  if (revision !== 'HEAD') return [];
  const changed = (ask('-C', root, 'diff', '--name-only', 'HEAD', '--') ?? '').split('\n').filter(Boolean);
  if (changed.length === 0) return [];
  const names = changed.map((file) => relative(realpathSync('.'), join(root, file)) || file);
  const rest = names.length - MAX_NAMED;
  const all = [...names.slice(0, MAX_NAMED), ...(rest > 0 ? [count(rest, 'other file')] : [])];
  return [
    `${listed(all, 'and')} ${names.length === 1 ? 'has' : 'have'} changes that are not committed, so git:HEAD:${path} is without them.`,
  ];
}

/** @returns what git prints; undefined when it fails */
function ask(...args: readonly string[]): string | undefined {
  try {
    return git(args);
  } catch {
    return undefined;
  }
}
