import { nameFolder } from '../../../core/named-folders.ts';
import { UsageError } from '../../../core/errors.ts';
import { sdkOf } from '../../../attempt/sdk-shape.ts';
import { otherGraph } from '../../../search/run/fresh-modules.ts';
import { UPGRADE_ROUTES } from '../../../simulation/scenario/upgrade.ts';
import { loadUserFiles, type Loaded, type UserFiles } from '../user-files.ts';
import { upgradedScenario } from './upgraded-scenario.ts';

/** Two versions of services. */
export interface LoadedVersions extends Loaded {
  /** The new version, in a module graph of its own. */
  readonly next: Loaded;
  /** What is to be known of the two, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Loads two versions, each with modules of its own, also where they share files. Its scenarios are those of the old version, in
 * whose runs the new one arrives.
 * @param run number of the run that modules are loaded again for; undefined where any will do
 * @throws {UsageError} in one sentence, when a version cannot be loaded, or the two have no service in common
 */
export async function loadVersions(files: UserFiles & { readonly to: string }, run?: string): Promise<LoadedVersions> {
  for (const [folder, name] of files.named ?? []) nameFolder(folder, name);
  const old = await loadUserFiles(files, run);
  otherGraph();
  const next = await loadNext(files, run === undefined ? 'next' : `${run}.next`);
  checkCommon(old, next, files);
  const routes = files.how ?? UPGRADE_ROUTES;
  return {
    ...old,
    scenarios: old.scenarios.map((scenario) => upgradedScenario(scenario, next, routes)),
    next,
    notes: notesOn(old, next),
  };
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
