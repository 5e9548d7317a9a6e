import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installAmbient } from '../../../sim/attempt/ambient.ts';
import { ENGINE_NAMES, loadEngine } from '../../../sim/attempt/engines.ts';
import { SimulationError } from '../../../sim/core/errors.ts';
import { complaint } from '../../../sim/cli/complaint.ts';
import { readTextFile } from '../../../sim/report/text-file.ts';
import { visible } from '../../../sim/trace/visible.ts';
import { handlerOf } from './handlers.ts';
import { entriesOf, JournalFileError, readJournal } from './journal-file.ts';
import { replayJournal } from './replay-journal.ts';

/** Where exported journals are kept. */
export const FOLDER: string = fileURLToPath(new URL('exported/', import.meta.url));

/**
 * Replays exported journals on both engines, row by row, and prints a line for each.
 * @param named files; none: those that are kept
 * @returns the exit status: 0 the same, 1 another journal, 3 a file that cannot be used
 */
export async function replayFiles(named: readonly string[]): Promise<number> {
  try {
    const files = named.length > 0 ? named : readdirSync(FOLDER).map((name) => `${FOLDER}${name}`);
    let broken = 0;
    for (const file of files) broken += await replayOnBoth(file);
    return broken === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof SimulationError || error instanceof JournalFileError)) throw error;
    process.stderr.write(complaint(error.message));
    return 3;
  }
}

/** @returns on how many engines it is another journal */
async function replayOnBoth(file: string): Promise<number> {
  const journal = readJournal(readTextFile(file), file);
  const [handler, entries] = [handlerOf(journal.target), entriesOf(journal)];
  installAmbient();
  let broken = 0;
  for (const name of ENGINE_NAMES) {
    const { invocation, target, size } = journal;
    const replayed = { invocation, key: target.key ?? '', handler, journal: entries };
    const problem = await replayJournal(await loadEngine(name), replayed);
    if (problem !== undefined) broken++;
    process.stdout.write(
      `${visible(`${file.replace(FOLDER, '')}: ${size} rows on ${name}: ${problem ?? 'the same'}`)}\n`,
    );
  }
  return broken;
}
