import { count } from '../../core/count.ts';
import { UsageError } from '../../core/errors.ts';
import type { ExportedJournal } from '../../exported/exported-journal.ts';
import { readJournals } from '../../exported/read-journals.ts';
import { related } from '../../exported/related.ts';
import { storedInvocation } from '../../exported/stored-invocation.ts';
import { judgeHistory, type HistoryVerdict } from '../../real-server/judge-history.ts';
import { VERSION, versions } from '../../report/versions.ts';
import type { Invariant } from '../../checks/invariant.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { Values } from '../declared-options.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import { filesIn, servicesIn } from './sources.ts';

/** What an invariant says about all groups. Plain data. */
interface InvariantResult {
  readonly name: string;
  readonly verdict: HistoryVerdict['verdict'];
  /** How many groups there are by what it says of them. */
  readonly groups: Readonly<Record<HistoryVerdict['verdict'], number>>;
  readonly exercised: number;
  /** What broke it, or why it is undecided: at most so many, each once. */
  readonly why: readonly { readonly text: string; readonly invocations: readonly string[] }[];
}

/**
 * Judges exported journals by the invariants of a scenario: what has happened, in place of what could.
 * @param name a file of journals, or a folder with such files
 * @returns the exit status: 0 all held, 1 one is broken, 2 one is undecided or had nothing to judge
 * @throws {UsageError} when a file cannot be read, or no scenario has an invariant
 */
export async function judgeJournals(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  name: string,
  { json: file }: Values,
): Promise<number> {
  const invariants = scenarios.flatMap((scenario) => scenario.invariants);
  if (invariants.length === 0) {
    throw new UsageError(
      'INVARIANT_REQUIRED',
      '`judge-journals` judges by the invariants of a scenario, and none of the files has one; `replay-journals` needs none.',
    );
  }
  const { journals, left } = await readAll(name);
  const groups = related(journals.map((journal) => storedInvocation(journal)));
  const services = servicesIn(scenarios);
  const verdicts = groups.flatMap((group) => judgeHistory(group, services, invariants));
  const results = invariants.map((invariant) => resultOf(invariant, verdicts));
  const status = statusOf(results, journals.length);
  terminal.out(`restate-sim ${VERSION}: ${count(journals.length, 'journal')} in ${count(groups.length, 'group')}`);
  if (left > 0)
    print(terminal, `left out: ${count(left, 'journal')} without rows, or of different moments`, '  ', 'yellow');
  for (const result of results) printResult(terminal, result, groups.length);
  terminal.out('');
  printLine(terminal, SUMMARY[status], COLORS[status]);
  if (file !== undefined) {
    const data = { version: 1, verdict: SUMMARY[status], journals: journals.length, groups: groups.length, left };
    await writeData(file, { ...data, invariants: results, wall: { versions: versions() } });
  }
  return status;
}

const SUMMARY = { 0: 'everything held', 1: 'broken', 2: 'undecided' } as const;
const COLORS = { 0: 'green', 1: 'red', 2: 'yellow' } as const;
const MARKS = { held: '✓', broken: '✗', undecided: '?', 'not exercised': '○', 'not judged': '○' } as const;
/** Breaches, or reasons, that are listed of an invariant. */
const MAX_LISTED = 5;

async function readAll(
  name: string,
): Promise<{ readonly journals: readonly ExportedJournal[]; readonly left: number }> {
  const journals: ExportedJournal[] = [];
  let left = 0;
  for (const file of filesIn(name)) {
    for await (const journal of readJournals(file)) {
      if (journal.rows.length === 0 || journal.torn !== undefined) left++;
      else journals.push(journal);
    }
  }
  return { journals, left };
}

function resultOf({ name }: Invariant, verdicts: readonly HistoryVerdict[]): InvariantResult {
  const groups = { held: 0, broken: 0, undecided: 0, 'not exercised': 0, 'not judged': 0 };
  const why = new Map<string, readonly string[]>();
  let exercised = 0;
  for (const each of verdicts) {
    if (each.name !== name) continue;
    groups[each.verdict]++;
    exercised += each.exercised;
  }
  const verdict = (['broken', 'undecided', 'held', 'not exercised', 'not judged'] as const).find(
    (one) => groups[one] > 0,
  );
  for (const each of verdicts) {
    if (each.name !== name || each.why === undefined || each.verdict !== verdict) continue;
    if (!why.has(each.why)) why.set(each.why, each.invocations ?? []);
  }
  const listed = [...why].map(([text, invocations]) => ({ text, invocations }));
  return { name, verdict: verdict ?? 'not exercised', groups, exercised, why: listed };
}

function statusOf(results: readonly InvariantResult[], journals: number): 0 | 1 | 2 {
  if (results.some(({ verdict }) => verdict === 'broken')) return 1;
  return journals > 0 && results.every(({ verdict }) => verdict === 'held') ? 0 : 2;
}

function printResult(
  terminal: Terminal,
  { name, verdict, groups, exercised, why }: InvariantResult,
  all: number,
): void {
  const color = verdict === 'held' ? 'green' : verdict === 'broken' ? 'red' : 'yellow';
  const where =
    verdict === 'held' ? `${exercised.toLocaleString('en')}×` : `in ${groups[verdict]} of ${count(all, 'group')}`;
  printLine(terminal, `  ${paint(terminal, color, MARKS[verdict])} ${name}: ${verdict} (${where})`);
  for (const { text, invocations } of why.slice(0, MAX_LISTED)) {
    print(terminal, text, '      ');
    for (const id of invocations.slice(0, MAX_LISTED)) printLine(terminal, `        ${id}`, 'dim');
  }
  if (why.length > MAX_LISTED)
    printLine(terminal, `      and ${why.length - MAX_LISTED} more; --json has all of them`, 'dim');
}
