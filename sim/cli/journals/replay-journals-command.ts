import { loadEngine } from '../../attempt/engines.ts';
import { installAmbient } from '../../attempt/ambient.ts';
import { UsageError } from '../../core/errors.ts';
import { judgeJournal } from '../../exported/judge-journal.ts';
import { readJournals } from '../../exported/read-journals.ts';
import { VerdictGroups } from '../../exported/verdict-groups.ts';
import type { JournalsHeader } from '../../exported/exported-journal.ts';
import type { BoundService } from '../../attempt/definition.ts';
import { whileSearching } from '../../attempt/ambient/strays.ts';
import type { Values } from '../declared-options.ts';
import type { Terminal } from '../terminal.ts';
import { filesIn } from './sources.ts';
import { KnownReasons } from './known-reasons.ts';
import { printJournals, writeJournalsJson, type JournalsResult } from './print-journals.ts';

/**
 * Replays exported journals on the services of a checkout, each at its prefixes, and prints what they come to.
 * @param services of the checkout, by name
 * @param name a file of journals, or a folder with such files
 * @returns the exit status: 0 all go on, 1 one does not, 2 one is unknown, or there are none
 * @throws {UsageError} when a file cannot be read, or is no file of journals
 */
export async function replayJournals(
  terminal: Terminal,
  services: ReadonlyMap<string, BoundService>,
  name: string,
  { engine = 'fake', at = 'every', update = false, json }: Values,
): Promise<number> {
  if (engine === 'server') {
    throw new UsageError('OPTION_CONFLICT', 'A real server cannot be given a journal; use --engine fake or sdk.');
  }
  const known = KnownReasons.of(name);
  const result = await whileSearching(() => judged(filesIn(name), services, { engine, at }));
  if (update) known.write(result.handlers);
  const judgedByKnown = known.judge(result.handlers);
  printJournals(terminal, result, judgedByKnown);
  if (json !== undefined) await writeJournalsJson(json, result, judgedByKnown);
  return judgedByKnown.status;
}

async function judged(
  files: readonly string[],
  services: ReadonlyMap<string, BoundService>,
  { engine: name, at }: { readonly engine: 'fake' | 'sdk'; readonly at: NonNullable<Values['at']> },
): Promise<JournalsResult> {
  installAmbient();
  const engine = await loadEngine(name);
  const groups = new VerdictGroups();
  const redacted = new Set<string>();
  let [journals, prefixes, left] = [0, 0, 0];
  for (const file of files) {
    let about = { uniqueSeeds: false, isRedacted: false };
    const note = ({ uniqueSeeds, redacted: what }: JournalsHeader): void => {
      about = { uniqueSeeds, isRedacted: what !== 'nothing' };
      if (about.isRedacted) redacted.add(file);
    };
    for await (const exported of readJournals(file, note)) {
      const verdict = await judgeJournal(exported, { engine, services, at, ...about });
      if (verdict === undefined) left++;
      else {
        journals++;
        prefixes += verdict.prefixes;
        groups.add(verdict);
      }
    }
  }
  return { files, engine: name, at, journals, prefixes, left, redacted: [...redacted], handlers: groups.all() };
}
