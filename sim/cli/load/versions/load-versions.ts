import { relative, resolve, sep } from 'node:path';
import { nameFolder } from '../../../core/named-folders.ts';
import { UsageError } from '../../../core/errors.ts';
import { sdkOf } from '../../../attempt/sdk-shape.ts';
import { otherGraph } from '../../../search/run/fresh-modules.ts';
import type { InputTypes } from '../../../manifest/input-changes.ts';
import { UPGRADE_ROUTES } from '../../../simulation/scenario/upgrade.ts';
import { filesNamed } from '../files.ts';
import { openProject } from '../hooks.ts';
import { inputTypesOf } from '../input-types/input-types.ts';
import { loadUserFiles, type Loaded, type UserFiles } from '../user-files.ts';
import { upgradedScenario } from './upgraded-scenario.ts';

/** Two versions of services. */
export interface LoadedVersions extends Loaded {
  /** The new version, in a module graph of its own. */
  readonly next: Loaded;
  /** What is to be known of the two, a sentence each. */
  readonly notes: readonly string[];
  /** What TypeScript says about the inputs of both: it is read when it is asked for. */
  readonly types: InputTypes;
}

/**
 * Loads two versions, each with modules of its own, also where they share files. Its scenarios are those of the old version, in
 * whose runs the new one arrives.
 * @param run number of the run that modules are loaded again for; undefined where any will do
 * @throws {UsageError} in one sentence, when a version cannot be loaded, or the two have no service in common
 */
export async function loadVersions(files: UserFiles & { readonly to: string }, run?: string): Promise<LoadedVersions> {
  for (const [folder, name] of files.named ?? []) nameFolder(folder, name);
  try {
    return await load(files, run);
  } catch (error) {
    throw inNamedFolders(error, files.named ?? []);
  }
}

async function load(files: UserFiles & { readonly to: string }, run?: string): Promise<LoadedVersions> {
  const isOldRead = isReadByItsProject(files.files);
  const old = await loadUserFiles(files, run);
  otherGraph();
  const isNextRead = isReadByItsProject([files.to]);
  const next = await loadNext(files, run === undefined ? 'next' : `${run}.next`);
  checkCommon(old, next, files);
  const routes = files.how ?? UPGRADE_ROUTES;
  return {
    ...old,
    scenarios: old.scenarios.map((scenario) => upgradedScenario(scenario, next, routes)),
    next,
    types: { old: inputTypesOf(filesNamed(files.files)), next: inputTypesOf(filesNamed([files.to])) },
    notes: [...(isOldRead && isNextRead ? [] : [ONE_PROJECT]), ...notesOn(old, next)],
  };
}

/** Each version has its own `tsconfig.json`, whose `paths` lead to files of that version. */
function isReadByItsProject(names: readonly string[]): boolean {
  return filesNamed(names)
    .slice(0, 1)
    .every((file) => openProject(resolve(file)));
}

const ONE_PROJECT =
  `Node.js ${process.versions.node} reads both versions by the tsconfig.json of one of them: paths and decorators may be wrong ` +
  'in the other. Node.js 22.22.3, 24.11.1 and later read each by its own.';

/** A user cannot build what lies in a temporary folder. */
const UNBUILT = [
  'build that package first, or install it again.',
  'a revision has no built files, so check it out (git worktree add), build it there, and name that folder.',
] as const;

/** @returns the error, which names the files of a revision as the user does, and not in their temporary folder */
function inNamedFolders(error: unknown, named: NonNullable<UserFiles['named']>): unknown {
  if (!(error instanceof UsageError)) return error;
  const message = named.reduce(
    (text, [folder, name]) =>
      [folder, relative('.', folder)].reduce((each, path) => each.replaceAll(`${path}${sep}`, name), text),
    error.message,
  );
  return message === error.message ? error : new UsageError(error.code, message.replace(...UNBUILT));
}

/** Hints of the old version may name what the new one does not have. */
async function loadNext({ to, ...files }: UserFiles & { readonly to: string }, mark: string): Promise<Loaded> {
  try {
    return await loadUserFiles({ ...files, files: [to] }, mark);
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'HANDLER_NOT_FOUND' || files.hints === undefined) throw error;
    otherGraph();
    return loadUserFiles({ ...files, files: [to], hints: undefined }, `${mark}.bare`);
  }
}

function checkCommon(
  old: Loaded,
  next: Loaded,
  { files, to }: { readonly files: readonly string[]; readonly to: string },
): void {
  const names = new Set(next.services.map(({ name }) => name));
  const bound = old.scenarios.length > 0 && old.services.length === 0 ? undefined : old.services;
  if (bound === undefined || bound.some(({ name }) => names.has(name))) return;
  throw new UsageError(
    'SERVICES_NOT_SHARED',
    `${files.join(', ')} and ${to} have no service in common: the old version has ${namesOf(old)}, the new one ${namesOf(next)}.`,
  );
}

function namesOf({ services }: Loaded): string {
  return services.length === 0 ? 'none' : services.map(({ name }) => name).join(', ');
}

function notesOn(old: Loaded, next: Loaded): readonly string[] {
  if (old.services.length === 0 || next.services.length === 0) return [];
  const [before, after] = [sdkOf(old.services).version, sdkOf(next.services).version];
  if (before === after) return [];
  return [`The old version uses @restatedev/restate-sdk ${before}, the new one ${after}.`];
}
