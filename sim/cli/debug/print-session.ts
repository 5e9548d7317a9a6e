import { count } from '../../core/count.ts';
import type { BranchedRun, JournalAt, KeyState, Outcome, RunInShort, WaitingAt, Where } from '../../debug/answers.ts';
import type { BranchOption } from '../../debug/options-at.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';
import { VERBS, type Verb } from './verbs.ts';

/** Prints where the run stands. */
export function printWhere(terminal: Terminal, where: Where): void {
  const { step, of, name, time, events, breaks, outcome } = where;
  const what = name === undefined ? 'before the first step' : name;
  printLine(terminal, `step ${step} of ${of}  ${time}  ${what}`, 'bold');
  for (const { text, line } of events) print(terminal, `${text}${line === undefined ? '' : ` (${line})`}`, '  ');
  if (breaks !== undefined) print(terminal, `Here "${breaks}" is broken.`, '  ', 'red');
  if (outcome !== undefined) printOutcome(terminal, 'the run is over', outcome);
}

function printOutcome(terminal: Terminal, what: string, { verdict, broken, undecided }: Outcome): void {
  printLine(terminal, `  ${what}: ${verdict}`, verdict === 'broken' ? 'red' : verdict === 'held' ? 'green' : 'yellow');
  for (const { invariant, message } of broken) print(terminal, `"${invariant}": ${message}`, '    ');
  if (undecided !== undefined) print(terminal, undecided, '    ');
}

/** Prints the state of keys. */
export function printState(terminal: Terminal, keys: readonly KeyState[], only: string): void {
  const shown = only === '' ? keys : keys.filter(({ key }) => key === only);
  if (shown.length === 0) terminal.out(only === '' ? '  no key has state' : `  ${only} has no state at this step`);
  for (const { key, values, holder } of shown) {
    printLine(terminal, `  ${key}${holder === undefined ? '' : `, locked by ${holder}`}`);
    for (const { name, value } of values) printLine(terminal, `    ${name} = ${value}`);
  }
}

/** Prints journals; rows that come later in the run are dim, below the place of the run. */
export function printJournals(terminal: Terminal, journals: readonly JournalAt[]): void {
  if (journals.length === 0) terminal.out('  there is no invocation yet');
  for (const { invocation, target, status, attempt, cursor, rows } of journals) {
    const which = attempt === 0 ? '' : `, attempt ${attempt}`;
    printLine(terminal, `  ${invocation}: ${target} ${status}${which}`);
    for (const { index, what, result, line, later } of rows) {
      const text = `${what}${result === undefined ? '' : ` = ${result}`}${line === undefined ? '' : ` (${line})`}`;
      if (index === cursor) printLine(terminal, '    -- the run stands here --', 'dim');
      printLine(terminal, `    ${String(index).padStart(2)}  ${text}`, later === true ? 'dim' : undefined);
    }
  }
}

/** Prints who waits for what. */
export function printWaiting(terminal: Terminal, { locks, timers }: WaitingAt): void {
  if (locks.length + timers.length === 0) terminal.out('  no lock is held, and no timer runs');
  for (const { key, holder, queue } of locks) {
    const inbox = queue.length === 0 ? 'its inbox is empty' : `in its inbox: ${queue.join(', ')}`;
    printLine(terminal, `  lock of ${key}: ${holder === undefined ? 'free' : `held by ${holder}`}; ${inbox}`);
  }
  for (const { what, due } of timers) printLine(terminal, `  timer at ${due}: ${what}`);
}

/** Prints numbered options. */
export function printOptions(terminal: Terminal, options: readonly BranchOption[]): void {
  if (options.length === 0) terminal.out('  nothing else was possible here');
  for (const [index, { what }] of options.entries()) printLine(terminal, `  ${String(index + 1).padStart(2)}  ${what}`);
}

/** Prints what a branch came to, next to its parent. */
export function printBranch(terminal: Terminal, branch: BranchedRun): void {
  const { run, parent, at, option, applied, unmet, outcome, before, differsAt, where } = branch;
  printLine(terminal, `run ${run}, from run ${parent} at step ${at}: ${option}`, 'bold');
  if (!applied) print(terminal, 'The run did not do as the option says.', '  ', 'yellow');
  for (const text of unmet) print(terminal, `Without effect: ${text}.`, '  ', 'yellow');
  printOutcome(terminal, `run ${parent}`, before);
  printOutcome(terminal, `run ${run}`, outcome);
  const differs =
    differsAt === undefined
      ? 'Both runs are the same.'
      : `They differ from step ${differsAt.step} on: ${differsAt.parent ?? 'the end'} in run ${parent}, ${differsAt.branch ?? 'the end'} in run ${run}.`;
  print(terminal, differs, '  ');
  printWhere(terminal, where);
}

/** Prints the runs of a session. */
export function printRuns(terminal: Terminal, runs: readonly RunInShort[]): void {
  for (const { run, parent, at, option, steps, verdict } of runs) {
    const from = parent === undefined ? '' : `, from run ${parent} at step ${at}: ${option}`;
    printLine(terminal, `  run ${run}: ${verdict}, ${count(steps, 'step')}${from}`);
  }
}

/** Prints all verbs. */
export function printVerbs(terminal: Terminal): void {
  for (const [name, { short, takes, about }] of Object.entries(VERBS)) {
    const form = `${name}${takes === '' ? '' : ` ${takes}`}${short === '' ? '' : ` (${short})`}`;
    printLine(terminal, `  ${form.padEnd(21)} ${about}`);
  }
}

/** Prints what to type next. */
export function printNext(terminal: Terminal, verb: Verb, where: Where, hasOptions: boolean): void {
  terminal.out(paint(terminal, 'dim', `next: ${nextOf(verb, where, hasOptions).join(', ')}`));
}

function nextOf(verb: Verb, { step, of, outcome, breaks }: Where, hasOptions: boolean): readonly string[] {
  if (verb === 'what-else' && hasOptions) return ['branch 1', 'branch wait 1h', 'step'];
  if (verb === 'branch') return ['step', 'goto end', 'runs', 'use 1', 'save'];
  if (verb === 'save' || verb === 'runs') return ['use 1', 'goto start', 'quit'];
  if (step === 0) return ['step', 'goto fault', 'goto end', 'help'];
  if (step === of)
    return [
      'back',
      'state',
      'journals',
      ...(outcome?.verdict === 'broken'
        ? [...(breaks === undefined ? ['goto fault'] : ['what-else']), 'save']
        : ['what-else']),
    ];
  return ['step', 'back', 'state', 'journals', ...(hasOptions ? ['what-else'] : [])];
}
