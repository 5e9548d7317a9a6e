import { durationText } from '../core/duration-text.ts';
import type { Verdict } from '../checks/invariant.ts';
import { neededBy } from '../core/refused-calls.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import { allowedText } from '../search/record/allowed-uses.ts';
import { waivedText } from '../search/campaign/waived.ts';
import type { Finding } from '../search/finding/finding.ts';
import { fileOf, traceFilesOf } from '../report/findings-folder.ts';
import { givenFor, type Options } from './options.ts';
import { paint, print, printLine, type Terminal } from './terminal.ts';
import { repeatCommand } from '../report/repeat.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { count } from '../core/count.ts';
import { acceptanceOf } from './upgrade/judge-upgrade.ts';
import { printAccepted, printUpgrade } from './upgrade/print-upgrade.ts';

const MARKS: Readonly<Record<Verdict, string>> = { held: '✓', broken: '✗', undecided: '?', 'not exercised': '○' };
const COLORS = { held: 'green', broken: 'red', undecided: 'yellow', 'not exercised': 'yellow' } as const;

/** Prints what became of one scenario. */
export function printScenario(
  terminal: Terminal,
  result: ScenarioResult,
  options: Options,
  commands: UserCommands,
): void {
  const { verbose, brief } = options;
  const verdict = paint(terminal, COLORS[result.verdict], result.verdict);
  const deploys = result.upgrade === undefined ? '' : `${count(result.upgrade.deploys, 'deploy')}, `;
  const counts = `${deploys}${count(result.runs, 'run')}, ${count(result.invocations, 'invocation')}`;
  terminal.out('');
  const found = options.keepGoing && result.findings.length > 0 ? `: ${count(result.findings.length, 'finding')}` : '';
  const what = result.verdict === 'not exercised' ? `: ${unreached([result])}` : found;
  terminal.out(`${paint(terminal, 'bold', result.name)}: ${verdict}${what} ${paint(terminal, 'dim', `(${counts})`)}`);
  if (result.upgrade !== undefined) printUpgrade(terminal, result.upgrade, result.accepted);
  for (const { name, verdict: own, exercised } of result.invariants) {
    if (brief && own !== 'broken') continue;
    const times = own === 'held' || verbose ? paint(terminal, 'dim', ` ${exercised.toLocaleString('en')}×`) : '';
    const word = own === 'held' ? '' : ` ${own}`;
    terminal.out(`  ${paint(terminal, COLORS[own], MARKS[own])} ${name}${paint(terminal, COLORS[own], word)}${times}`);
  }
  printAccepted(terminal, result.accepted ?? [], '  ');
  for (const [index, finding] of result.findings.entries()) {
    if (found !== '')
      terminal.out(`\n  ${paint(terminal, 'bold', `finding ${index + 1} of ${result.findings.length}`)}`);
    printFinding(terminal, finding, options, commands);
  }
  for (const missing of result.missing) printLine(terminal, `  never reached: ${missing}`);
  for (const words of brief ? [] : result.neverDone) printLine(terminal, `  never reached: ${words}`, 'dim');
  for (const reason of result.undecided) print(terminal, `undecided: ${reason}`, '  ');
  for (const waived of result.waived) print(terminal, `waived: ${waivedText(waived, result.runs)}`, '  ');
  for (const use of result.allowed) print(terminal, allowedText(use, result.runs), '  ');
  if (result.cutShort.length > 0)
    print(
      terminal,
      `cut short${options.timeMs === undefined ? '' : ' by --time'}: ${result.cutShort.join('; ')}`,
      '  ',
    );
  for (const { message, times } of brief ? [] : result.advice) print(terminal, `advice (${times}×): ${message}`, '  ');
  printStubs(terminal, result, commands);
  if (result.explored !== undefined) print(terminal, result.explored.words, '  ');
  if (result.strategies.length > 1 && !brief) {
    const brought = result.strategies.map(
      ({ name, runs, findings, firsts }) =>
        `${name} ${count(runs, 'run')} (${findings > 0 ? `${count(findings, 'finding')}, ` : ''}${count(firsts, 'first')})`,
    );
    print(terminal, brought.join(', '), '  ', 'dim');
  }
  if (verbose) printCoverage(terminal, result);
}

/** A derived scenario has no source file for stubs, so this names the file of hints. */
function printStubs(terminal: Terminal, { undecided, advice }: ScenarioResult, { hints }: UserCommands): void {
  const refused = [...undecided, ...advice.map(({ message }) => message)].find((text) => neededBy(text) !== undefined);
  if (hints === undefined || refused === undefined) return;
  const [, kind, name] = /(http|stubs): \{ ("(?:[^"\\]|\\.)*"):/.exec(refused) ?? [];
  if (kind === undefined) return;
  const what = kind === 'http' ? 'the body of its response' : 'the value that it returns';
  print(
    terminal,
    `Add ${kind === 'http' ? 'it' : 'stubs'} to ${hints}, ${kind === 'http' ? 'with' : 'each with'} ${what}:`,
    '  ',
  );
  // On a line of its own: it is for copying.
  terminal.out(`    { "${kind}": { ${name}: { "any": "JSON" } } }`);
}

/** What was never reached comes first: it is what there is to do. */
function printCoverage(terminal: Terminal, { coverage: { never, counts } }: ScenarioResult): void {
  terminal.out('');
  terminal.out('  coverage:');
  for (const words of never) printLine(terminal, `    0× ${words}`, 'yellow');
  for (const [name, times] of Object.entries(counts)) {
    printLine(terminal, `    ${times.toLocaleString('en')}× ${name}`, 'dim');
  }
}

function printFinding(
  terminal: Terminal,
  finding: Finding,
  { strategy, engine, words }: Options,
  commands: UserCommands,
): void {
  const { message, story, needs, plan, shrinking, confirmation } = finding;
  terminal.out('');
  print(terminal, message, '    ');
  terminal.out('');
  printStory(terminal, story);
  terminal.out('');
  for (const text of needs) print(terminal, text, '    ');
  if (shrinking.runs > 0) {
    const size = `${count(plan.operations.length, 'operation')}, ${count(shrinking.partsAfter - plan.operations.length, 'trouble, hold or choice', 'troubles, holds and choices')}`;
    const words = `Found by ${finding.strategy}; shrunk from ${shrinking.partsBefore} parts to ${shrinking.partsAfter} (${size}) in ${count(shrinking.runs, 'run')}; ${minimality(shrinking)}.`;
    print(terminal, words, '    ');
  }
  if (confirmation !== undefined) print(terminal, confirmation.words, '    ');
  for (const file of Object.values(traceFilesOf(finding))) terminal.out(`      ${file}`);
  if (finding.plan.operations.some(({ troubles }) => troubles.some(({ kind }) => kind === 'deploy'))) {
    print(terminal, `Its name for --accept: ${acceptanceOf(finding)}`, '    ', 'dim');
  }
  terminal.out('');
  terminal.out('    Repeat it:');
  terminal.out(`      ${commands.replay(fileOf(finding))}`);
  const how = {
    strategy,
    engine,
    serverMode: givenFor('--server-mode', words),
    serverVersion: givenFor('--server-version', words),
    horizon: givenFor('--horizon', words),
  };
  if (finding.path !== undefined) terminal.out(`      ${repeatCommand(finding, commands, how)}`);
}

function minimality({ minimal, cut = false }: Finding['shrinking']): string {
  if (minimal) return 'it is minimal: each part is needed';
  const why = cut ? 'shrinking was ended early' : 'the budget of the shrinker ran out';
  return `${why}, so it may not be minimal`;
}

/** Prints the lines of a story, wrapped to the width of a terminal. */
export function printStory(terminal: Terminal, story: readonly string[]): void {
  for (const line of story) printLine(terminal, `    ${line}`);
}

/** Prints the last line: the verdict of everything, in words. */
export function printSummary(
  terminal: Terminal,
  results: readonly ScenarioResult[],
  verdict: Verdict,
  wallMs: number,
): void {
  const sum = (pick: (result: ScenarioResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const virtual = durationText(Math.round(sum((result) => result.virtualMs)), 2);
  const words = verdict === 'held' ? 'everything held' : verdict;
  const marked = results.some(({ allowed }) => allowed.some(({ runs }) => runs > 0));
  const what = verdict === 'not exercised' ? ` (${unreached(results)})` : verdict === 'held' ? failing(results) : '';
  terminal.out('');
  terminal.out(
    `${paint(terminal, COLORS[verdict], words)}${what}${marked ? ', marked by what was allowed' : ''}: ${count(results.length, 'scenario')}, ${count(
      sum((r) => r.runs),
      'run',
    )}, ${count(
      sum((r) => r.invocations),
      'invocation',
    )}`,
  );
  terminal.out(
    paint(terminal, 'dim', `${virtual} of virtual time in ${durationText(Math.round(wallMs / 100) * 100, 2)}`),
  );
}

/** @returns `, but 1 of 5 handlers never succeeded`: what it does on success was not tried, so it did not hold */
function failing(results: readonly ScenarioResult[]): string {
  const never = results.reduce((sum, { neverSucceeded }) => sum + neverSucceeded.length, 0);
  const all = results.reduce((sum, { handlers }) => sum + handlers, 0);
  return never === 0 ? '' : `, but ${never} of ${count(all, 'handler')} never succeeded`;
}

/** @returns `1 of 2 handlers was never called; 1 invariant judged nothing` */
function unreached(results: readonly ScenarioResult[]): string {
  const missing = results.flatMap((result) => result.missing);
  const of = (group: string): number => missing.filter((what) => what.startsWith(`${group} `)).length;
  const [handlers, invariants] = [of('handler'), of('invariant')];
  const rest = missing.length - handlers - invariants;
  const all = results.reduce((sum, result) => sum + result.handlers, 0);
  const parts = [
    handlers > 0 && `${handlers} of ${count(all, 'handler')} ${handlers === 1 ? 'was' : 'were'} never called`,
    invariants > 0 && `${count(invariants, 'invariant')} judged nothing`,
    rest > 0 && `${count(rest, 'request, outcome or assertion', 'requests, outcomes and assertions')} never reached`,
  ];
  return parts.filter((part) => part !== false).join('; ');
}
