import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadEngine } from '../attempt/engines.ts';
import { allowanceInWords } from '../core/allowances.ts';
import { count } from '../core/count.ts';
import { SimulationError, UsageError } from '../core/errors.ts';
import { load } from '../report/findings-folder.ts';
import { kindsOf } from '../search/record/allowed-uses.ts';
import { replay } from '../search/finding/replay.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import type { Values } from './declared-options.ts';
import { paint, print, type Terminal } from './terminal.ts';

/** @returns whether a finding is named by a folder that holds many */
export function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    // What is wrong with it, reading it will say.
    return false;
  }
}

/**
 * Runs every finding of a folder again, and prints a line for each: whether it is still broken.
 * @returns the exit status: 1 when one is still broken, 2 when one cannot be run any more, else 0
 * @throws {UsageError} when the folder has no findings, or an option is for a single one
 */
export async function replayFolder(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  folder: string,
  { until, engine = 'fake' }: Values,
): Promise<number> {
  if (until !== undefined) {
    throw new UsageError('OPTION_CONFLICT', `--until is for a single finding: name one of those in ${folder}.`);
  }
  if (engine === 'server') {
    throw new UsageError('OPTION_CONFLICT', 'A real server cannot be made to repeat a run; use --engine fake or sdk.');
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (files.length === 0) throw new UsageError('FILE_UNREADABLE', `${folder} has no findings.`);
  const settings = { engine: await loadEngine(engine) };
  const counts = { broken: 0, fixed: 0, unusable: 0 };
  for (const name of files.toSorted()) {
    const file = join(folder, name);
    try {
      const finding = load(file);
      const { shows, result } = await replay(scenarios, finding, settings);
      counts[shows ? 'broken' : 'fixed']++;
      const words = `${file}: "${finding.invariant}" is ${shows ? 'still' : 'no longer'} broken`;
      terminal.out(`${paint(terminal, shows ? 'red' : 'green', shows ? '✗' : '✓')} ${words}`);
      const used = kindsOf(result.allowed).map((kind) => allowanceInWords(kind));
      if (used.length > 0) print(terminal, `marked: it used ${used.join(' and ')}, as \`allow\` says`, '  ');
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      counts.unusable++;
      print(terminal, `? ${file}: ${error.message}`, '');
    }
  }
  const { broken, fixed, unusable } = counts;
  terminal.out('');
  const rest = unusable === 0 ? '' : `, ${unusable} cannot be run`;
  terminal.out(`${count(files.length, 'finding')}: ${broken} still broken, ${fixed} no longer broken${rest}`);
  return broken > 0 ? 1 : unusable > 0 ? 2 : 0;
}
