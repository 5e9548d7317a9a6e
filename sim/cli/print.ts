import type { Verdict } from '../checks/invariant.ts';
import type { Finding, ScenarioResult } from '../search/campaign.ts';
import { storyOf } from '../trace/story.ts';
import { paint, wrap, type Terminal } from './terminal.ts';

const WIDTH = 80;
const MARKS: Readonly<Record<Verdict, string>> = { held: '✓', broken: '✗', undecided: '?', 'not exercised': '○' };
const COLORS = { held: 'green', broken: 'red', undecided: 'yellow', 'not exercised': 'yellow' } as const;

/** Prints what became of one scenario. */
export function printScenario(terminal: Terminal, result: ScenarioResult, verbose: boolean): void {
  const verdict = paint(terminal, COLORS[result.verdict], result.verdict);
  const counts = `${count(result.runs, 'run')}, ${count(result.invocations, 'invocation')}`;
  terminal.out('');
  terminal.out(`${paint(terminal, 'bold', result.name)}: ${verdict} ${paint(terminal, 'dim', `(${counts})`)}`);
  for (const { name, verdict: own, exercised } of result.invariants) {
    const times = own === 'held' || verbose ? paint(terminal, 'dim', ` ${exercised.toLocaleString('en')}×`) : '';
    const word = own === 'held' ? '' : ` ${own}`;
    terminal.out(`  ${paint(terminal, COLORS[own], MARKS[own])} ${name}${paint(terminal, COLORS[own], word)}${times}`);
  }
  for (const finding of result.findings) printFinding(terminal, result.name, finding);
  for (const missing of result.missing) terminal.out(`  never reached: ${missing}`);
  for (const reason of result.undecided) print(terminal, `undecided: ${reason}`, '  ');
  for (const { message, times } of result.advice) print(terminal, `advice (${times}×): ${message}`, '  ');
}

function printFinding(terminal: Terminal, scenario: string, finding: Finding): void {
  terminal.out('');
  print(terminal, finding.message, '    ');
  terminal.out('');
  for (const line of storyOf(finding.result.events, finding.result.invariants.flatMap(({ breach }) => breach?.events ?? []))) {
    terminal.out(paint(terminal, 'dim', `    ${line}`));
  }
  terminal.out('');
  terminal.out('    Repeat it:');
  terminal.out(`      ${repeatLine(scenario, finding)}`);
}

/** The line that repeats a finding. */
export function repeatLine(scenario: string, { seed, path }: Pick<Finding, 'seed' | 'path'>): string {
  const name = /^[\w-]+$/.test(scenario) ? scenario : `'${scenario.replaceAll("'", `'\\''`)}'`;
  return `npm run sim -- --seed ${seed} --path ${path} --scenario ${name}`;
}

/** Prints the last line: the verdict of everything, in words. */
export function printSummary(terminal: Terminal, results: readonly ScenarioResult[], verdict: Verdict, wallMs: number): void {
  const sum = (pick: (result: ScenarioResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const virtual = hours(sum((result) => result.virtualMs));
  const words = verdict === 'held' ? 'everything held' : verdict;
  terminal.out('');
  terminal.out(
    `${paint(terminal, COLORS[verdict], words)}: ${count(results.length, 'scenario')}, ${count(sum((r) => r.runs), 'run')}, ${count(sum((r) => r.invocations), 'invocation')}`,
  );
  terminal.out(paint(terminal, 'dim', `${virtual} of virtual time in ${(wallMs / 1000).toFixed(1)} s`));
}

function print(terminal: Terminal, text: string, indent: string): void {
  for (const line of wrap(text, WIDTH, indent)) terminal.out(line);
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function hours(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
