import { count } from '../../core/count.ts';
import type { ReplayAt } from '../../exported/judge-journal.ts';
import type { HandlerVerdicts, VerdictGroup } from '../../exported/verdict-groups.ts';
import { VERSION, versions } from '../../report/versions.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import type { JudgedReasons } from './known-reasons.ts';

/** What all journals come to. */
export interface JournalsResult {
  readonly files: readonly string[];
  readonly engine: 'fake' | 'sdk';
  readonly at: ReplayAt;
  readonly journals: number;
  readonly prefixes: number;
  /** Journals that `--at now` leaves out, because their invocations have completed. */
  readonly left: number;
  /** Files whose values were replaced. */
  readonly redacted: readonly string[];
  readonly handlers: readonly HandlerVerdicts[];
}

/** Prints a line for each handler, and each reason for which journals do not go on. */
export function printJournals(terminal: Terminal, result: JournalsResult, judged: JudgedReasons): void {
  const { engine, journals, prefixes, left, redacted, handlers } = result;
  terminal.out(
    `restate-sim ${VERSION}, engine ${engine}: ${count(journals, 'journal')}, ${count(prefixes, 'prefix', 'prefixes')}`,
  );
  for (const file of redacted) {
    print(
      terminal,
      `note: the values in ${file} are redacted; where code decides by a value, the replay is of another one.`,
      '',
      'yellow',
    );
  }
  for (const own of handlers) printHandler(terminal, own, judged.known, result.at);
  if (left > 0)
    printLine(terminal, `  left out: ${count(left, 'journal')} of completed invocations, by --at now`, 'dim');
  for (const name of judged.stale) print(terminal, `known, and no longer there: ${name}`, '', 'yellow');
  terminal.out('');
  printLine(terminal, summary(result, judged), COLORS[judged.status]);
}

const COLORS = { 0: 'green', 1: 'red', 2: 'yellow' } as const;

function printHandler(terminal: Terminal, own: HandlerVerdicts, known: ReadonlySet<string>, at: ReplayAt): void {
  const { handler, journals, prefixes, goOn, groups } = own;
  if (groups.length === 0) {
    const where = `${count(journals, 'journal')}, ${count(prefixes, 'prefix', 'prefixes')}`;
    printLine(terminal, `  ${paint(terminal, 'green', '✓')} ${handler}: goes on (${where})`);
    return;
  }
  const isBroken = groups.some(({ name, verdict }) => verdict.kind !== 'unknown' && !known.has(name));
  const mark = isBroken ? paint(terminal, 'red', '✗') : paint(terminal, 'yellow', '?');
  printLine(
    terminal,
    `  ${mark} ${handler}: ${goOn} of ${count(journals, 'journal')} ${goOn === 1 ? 'goes' : 'go'} on`,
  );
  for (const group of groups) {
    const isKnown = known.has(group.name) ? ' (known)' : '';
    print(terminal, `${count(group.count, 'journal')}: ${reasonText(group)}${isKnown}`, '      ');
    print(terminal, `${placeText(group, at)}such as ${group.example}`, '        ', 'dim');
  }
}

function placeText({ verdict, safeUpTo }: VerdictGroup, at: ReplayAt): string {
  if (at !== 'every' || (verdict.kind !== 'diverges' && verdict.kind !== 'fails')) return '';
  return safeUpTo === 0 ? 'from the first row on; ' : `safe while it has at most ${count(safeUpTo, 'row')}; `;
}

function reasonText({ verdict }: VerdictGroup): string {
  switch (verdict.kind) {
    case 'goes on':
      return 'goes on';
    case 'diverges': {
      const { entry, field, recorded, replayed, cause, line } = verdict;
      const what =
        field === 'command'
          ? `at entry ${entry} the journal holds ${recorded}, and the code issues ${replayed}`
          : `at entry ${entry} the journal holds the ${field} ${recorded}, and the code gives ${replayed}`;
      return `diverges (error 570): ${what}${siteText(line)}. Probably ${cause}.`;
    }
    case 'fails':
      return `replays, and then fails with ${verdict.code}: ${verdict.message}${siteText(verdict.line)}`;
    case 'gone':
      return `the checkout has no handler ${verdict.what}: each attempt on it gets 404 (RT0012)`;
    case 'unknown':
      return `unknown: ${verdict.why}`;
  }
}

function siteText(line: string | undefined): string {
  return line === undefined ? '' : ` (${line})`;
}

function summary({ journals, prefixes, handlers }: JournalsResult, { status }: JudgedReasons): string {
  const where = `${count(journals, 'journal')}, ${count(prefixes, 'prefix', 'prefixes')}`;
  const goOn = handlers.reduce((sum, own) => sum + own.goOn, 0);
  if (journals === 0) return 'undecided: there is no journal to replay';
  if (status === 0)
    return goOn === journals ? `all go on: ${where}` : `nothing new: ${where}, ${goOn} go on, and the others are known`;
  return `${status === 1 ? 'broken' : 'undecided'}: ${journals - goOn} of ${count(journals, 'journal')} do not go on`;
}

/** Writes the result as data. Everything but `wall` is a function of the journals, the code and the versions. */
export async function writeJournalsJson(file: string, result: JournalsResult, judged: JudgedReasons): Promise<void> {
  const { known: _, status, stale } = judged;
  const verdict = (['all go on', 'broken', 'undecided'] as const)[status];
  const data = { version: 1, verdict, ...result, stale, wall: { versions: versions() } };
  await writeData(file, data);
}
