// Loads two versions, and prints as JSON which handlers each of them has: node versions-main.ts OLD NEW [thread]
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { SimulationError } from '../../../sim/core/errors.ts';
import { addressFor } from '../../../sim/cli/load/address.ts';
import type { LoadedVersions } from '../../../sim/cli/load/versions/load-versions.ts';
import { versionOnDisk } from '../../../sim/cli/load/versions/git-version.ts';
import type { Loaded } from '../../../sim/cli/load/user-files.ts';

if (isMainThread) {
  const [old = '', next = '', thread] = process.argv.slice(2);
  try {
    const versions = [versionOnDisk(old), versionOnDisk(next)];
    const [from, to] = versions.map(({ path }) => path);
    const named = versions.flatMap((version) => (version.named === undefined ? [] : [version.named]));
    const address = addressFor({ files: [from ?? ''], to: to ?? '', hints: undefined, named });
    const found = thread === undefined ? await foundAt(address) : await foundInThread(address);
    const notes = [...versions.flatMap((version) => version.notes), ...found.notes];
    process.stderr.write(JSON.stringify({ ...found, notes, folders: named.map(([folder]) => folder) }));
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    process.stderr.write(JSON.stringify({ error: error.message }));
  }
} else {
  parentPort?.postMessage(await foundAt(String(workerData)));
}

/** What was found. */
export interface Found {
  readonly old: readonly string[];
  readonly next: readonly string[];
  readonly notes: readonly string[];
}

async function foundAt(address: string): Promise<Found> {
  const { loaded }: { readonly loaded: LoadedVersions } = await import(address);
  return { old: handlersOf(loaded), next: handlersOf(loaded.next), notes: loaded.notes };
}

function foundInThread(address: string): Promise<Found> {
  const answer = Promise.withResolvers<Found>();
  const worker = new Worker(new URL(import.meta.url), { workerData: address });
  worker.once('message', answer.resolve);
  worker.once('error', answer.reject);
  return answer.promise;
}

function handlersOf({ services }: Loaded): readonly string[] {
  return services.flatMap((service) => {
    const handlers: object = Object(
      Object.values(service).find((value) => typeof value === 'object' && value !== null),
    );
    return Object.keys(handlers).map((handler) => `${service.name}/${handler}`);
  });
}
