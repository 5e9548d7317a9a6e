import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { divertStdout } from '../own-stdout.ts';
import { filesOf } from './address.ts';
import { loadUserFiles, type Loaded, type UserFiles } from './user-files.ts';
import { loadVersions, type LoadedVersions } from './versions/load-versions.ts';

/** What was found in the files that the address of this module names. */
const address = import.meta.url;
// In a worker thread too, what files print while they load is no part of the result.
divertStdout();
export const loaded: Loaded | LoadedVersions = await load(
  filesOf(address),
  new URL(address).searchParams.get('run') ?? undefined,
);

/** The scenarios of those files. Worker threads load this module too, and so find the same by the same way. */
export const scenarios: readonly Scenario[] = loaded.scenarios;

function load({ to, ...files }: UserFiles, run: string | undefined): Promise<Loaded | LoadedVersions> {
  return to === undefined ? loadUserFiles(files, run) : loadVersions({ ...files, to }, run);
}
