import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { makeFolder } from '../../../reports/write.ts';
import { loadEngine } from '../../attempt/engines.ts';
import { SimulationError, UsageError } from '../../core/errors.ts';
import type { DebugSession } from '../../debug/debug-session.ts';
import { openSession, type Source } from '../../debug/open-session.ts';
import { load } from '../../report/findings-folder.ts';
import { readJsonFile, reasonOf, writeOwnFile } from '../../report/text-file.ts';
import type { UserCommands } from '../../report/user-commands.ts';
import { VERSION, versions } from '../../report/versions.ts';
import { readPlan } from '../../search/plan/plan-schema.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { chosen } from '../chosen.ts';
import type { Values } from '../declared-options.ts';
import { followed } from '../followed.ts';
import { optionsOf } from '../options.ts';
import { print, printLine, type Terminal } from '../terminal.ts';
import { Watchdog } from '../watchdog.ts';
import {
  printBranch,
  printJournals,
  printNext,
  printOptions,
  printRuns,
  printState,
  printVerbs,
  printWaiting,
  printWhere,
} from './print-session.ts';
import { countOf, optionOf, readLine, type Asked } from './verbs.ts';

/** Looks at one run in the terminal, line by line. @returns the exit status */
export async function debug(
  terminal: Terminal,
  all: readonly Scenario[],
  file: string,
  values: Values,
  commands: UserCommands,
): Promise<number> {
  const { engine = 'fake' } = values;
  if (engine === 'server') {
    throw new UsageError('OPTION_CONFLICT', 'A real server cannot be stopped at a step; leave --engine server out.');
  }
  const watchdog = new Watchdog(values.watchdog);
  try {
    const source = sourceOf(all, file, values, commands);
    const scenarios = all.map((scenario) => followed(scenario, optionsOf(values)));
    const { session, scenario, notes } = await openSession(scenarios, source, { engine: await loadEngine(engine) });
    printLine(terminal, `restate-sim ${VERSION}, ${scenario.name}: a run of ${session.run.steps.length} steps`);
    for (const note of notes) print(terminal, note, '', 'yellow');
    printWhere(terminal, session.where());
    printNext(terminal, 'where', session.where(), false);
    await untilEnd(terminal, session);
  } finally {
    watchdog.stop();
  }
  return 0;
}

function sourceOf(all: readonly Scenario[], file: string, values: Values, commands: UserCommands): Source {
  const { seed, path, strategy, scenario = [] } = values;
  if (file !== '') {
    if (path !== undefined) {
      throw new UsageError('OPTION_CONFLICT', `--path names a run of a seed, and ${file} is another; leave one out.`);
    }
    return sourceIn(file);
  }
  if (seed === undefined || path === undefined) {
    throw new UsageError(
      'OPTION_REQUIRED',
      '`debug` takes a finding, or a run of a search: debug FINDING.json ./my-services.ts, or debug --seed N --path P ./my-services.ts.',
    );
  }
  const meant = chosen(all, scenario, commands);
  const [first] = meant;
  if (first === undefined || meant.length > 1) {
    throw new UsageError(
      'OPTION_REQUIRED',
      `There are ${meant.length} scenarios here, and a run is of one; name it with --scenario.`,
    );
  }
  return { scenario: followed(first, optionsOf(values)), seed, path, ...(strategy !== undefined && { strategy }) };
}

/** A file holds a finding, or a plan alone, as `save` writes it. */
function sourceIn(file: string): Source {
  const data = file.endsWith('.json') && existsSync(file) ? readJsonFile(file, 'FINDING_DAMAGED') : undefined;
  const isPlan = typeof data === 'object' && data !== null && 'operations' in data && !('format' in data);
  return isPlan ? { plan: readPlan(data, file) } : { finding: load(file) };
}

async function untilEnd(terminal: Terminal, session: DebugSession): Promise<void> {
  const { stdin: input, stdout: output } = process;
  const isTyped = input.isTTY && output.isTTY;
  const lines = createInterface({ input, ...(isTyped && { output, prompt: '> ' }), terminal: isTyped });
  lines.on('SIGINT', () => lines.close());
  try {
    for await (const line of asked(lines, isTyped)) {
      // What a script has sent is not on the screen.
      if (!isTyped) printLine(terminal, `\n> ${line}`);
      try {
        const read = readLine(line);
        if (read?.verb === 'quit') return;
        if (read !== undefined) await answer(terminal, session, read);
      } catch (error) {
        if (!(error instanceof SimulationError)) throw error;
        print(terminal, error.message, '  ', 'red');
      }
    }
  } finally {
    lines.close();
  }
}

async function* asked(lines: Interface, isTyped: boolean): AsyncGenerator<string> {
  if (isTyped) lines.prompt();
  for await (const line of lines) {
    yield line;
    if (isTyped) lines.prompt();
  }
}

async function answer(terminal: Terminal, session: DebugSession, asked: Asked): Promise<void> {
  const { verb, rest } = asked;
  switch (verb) {
    case 'where':
      printWhere(terminal, session.where());
      break;
    case 'step':
      printWhere(terminal, session.step(countOf(asked)));
      break;
    case 'back':
      printWhere(terminal, session.back(countOf(asked)));
      break;
    case 'goto':
      printWhere(terminal, session.goto(rest));
      break;
    case 'state':
      printState(terminal, session.state(), rest);
      break;
    case 'journals':
      printJournals(terminal, session.journals(rest === '' ? undefined : rest));
      break;
    case 'waiting':
      printWaiting(terminal, session.waiting());
      break;
    case 'what-else':
      printOptions(terminal, session.whatElse());
      break;
    case 'branch':
      printBranch(terminal, await session.branch(optionOf(session, rest)));
      break;
    case 'runs':
      printRuns(terminal, session.runs());
      break;
    case 'use':
      printWhere(terminal, session.use(countOf(asked)));
      break;
    case 'save':
      await save(terminal, session, rest);
      break;
    case 'help':
    case 'quit':
      printVerbs(terminal);
      return;
  }
  printNext(terminal, verb, session.where(), session.whatElse().length > 0);
}

/** @param file ends in `.ts` for a test; '' for a place of our own */
async function save(terminal: Terminal, session: DebugSession, file: string): Promise<void> {
  const { kind, name, text, test, shrunk } = await session.save(versions());
  const isTest = /\.[cm]?[jt]s$/.test(file);
  const folder = join('.sim', kind === 'finding' ? 'findings' : 'plans');
  const target = file === '' ? join(folder, `${name}.json`) : file;
  if (file !== '' && existsSync(file)) {
    throw new UsageError('WRITE_FAILED', `${file} is there already; name another file.`);
  }
  if (existsSync(target)) {
    printLine(terminal, `  ${target} has it already`);
    return;
  }
  try {
    if (file === '') makeFolder(folder);
    writeOwnFile(target, isTest ? test : text);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('WRITE_FAILED', `${target} cannot be written: ${reasonOf(error)}.`);
  }
  printLine(terminal, `  saved as ${target}`);
  const parts =
    kind === 'finding'
      ? `shrunk from ${shrunk.before} parts to ${shrunk.after}`
      : 'a plan alone: no invariant is broken';
  print(
    terminal,
    `${parts}; ${isTest ? 'a vitest test' : kind === 'finding' ? '`replay` and `debug` take it' : '`debug` takes it'}.`,
    '  ',
  );
}
