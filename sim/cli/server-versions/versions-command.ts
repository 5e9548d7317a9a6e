import { count } from '../../core/count.ts';
import { UsageError } from '../../core/errors.ts';
import { SERVER_VERSIONS } from '../../core/server-version.ts';
import { fileOf, save } from '../../report/findings-folder.ts';
import type { UserCommands } from '../../report/user-commands.ts';
import { VERSION } from '../../report/versions.ts';
import {
  compareVersions,
  type BrokenOn,
  type VersionComparison,
} from '../../search/server-versions/compare-versions.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { chosen } from '../chosen.ts';
import { Interrupt } from '../interrupt.ts';
import type { Options } from '../options.ts';
import { drawnSeed } from '../drawn-seed.ts';
import { followed } from '../followed.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';
import { Watchdog } from '../watchdog.ts';
import { writeData } from '../write-data.ts';

/**
 * Runs the same seeds on both versions of the server, and prints what differs.
 * @returns the exit status: 0 nothing that holds on one version breaks on the other, 1 something does, 2 a run is undecided, or it was interrupted
 */
export async function versions(
  terminal: Terminal,
  all: readonly Scenario[],
  options: Options,
  commands: UserCommands,
): Promise<number> {
  const { engine } = options;
  if (engine === 'server') {
    throw new UsageError(
      'OPTION_CONFLICT',
      '`versions` compares runs of the simulator; leave --engine server out, or use run --engine server --server-version 1.8.',
    );
  }
  const seed = options.seed ?? drawnSeed();
  terminal.out(
    `restate-sim ${VERSION}, seed ${seed}, engine ${engine}, restate-server ${SERVER_VERSIONS.join(' and ')}`,
  );
  const interrupt = new Interrupt();
  const watchdog = new Watchdog(options.watchdogMs);
  const compared: VersionComparison[] = [];
  try {
    for (const scenario of chosen(all, options.scenarios, commands)) {
      if (interrupt.came) break;
      const comparison = await compareVersions(followed(scenario, options), {
        seed,
        runs: options.runs,
        strategy: options.strategy,
        stop: () => interrupt.came,
        engine,
      });
      compared.push(comparison);
      printComparison(terminal, comparison, commands);
    }
  } finally {
    watchdog.stop();
    interrupt.stop();
  }
  if (options.json !== undefined) await writeVersions(options.json, seed, compared);
  if (interrupt.came) terminal.out('\ninterrupted: this is what was found so far');
  printConclusion(terminal, compared);
  if (compared.some(({ breaks }) => breaks)) return 1;
  return interrupt.came || compared.some(({ undecided }) => undecided.length > 0) ? 2 : 0;
}

function printComparison(
  terminal: Terminal,
  { scenario, plans, differences, broken, undecided }: VersionComparison,
  commands: UserCommands,
): void {
  terminal.out('');
  printLine(terminal, `${scenario}: ${count(plans, 'plan')} on each version`);
  for (const one of broken) printBroken(terminal, one, commands);
  for (const { kind, message, plans: times, failsOn } of differences) {
    const mark = failsOn === undefined ? paint(terminal, 'yellow', '~') : paint(terminal, 'red', '✗');
    const word = failsOn === undefined ? kind : `fails only on ${failsOn}`;
    printLine(terminal, `  ${mark} ${word}, in ${count(times, 'plan')} of ${plans}`);
    print(terminal, message, '      ');
  }
  for (const why of undecided) print(terminal, `undecided on ${why}`, '  ', 'yellow');
  if (broken.length === 0 && differences.length === 0 && undecided.length === 0) {
    printLine(terminal, `  ${paint(terminal, 'green', '✓')} no difference`);
  }
}

function printBroken(terminal: Terminal, { versions: on, finding }: BrokenOn, commands: UserCommands): void {
  save(finding);
  const isOne = on.length < SERVER_VERSIONS.length;
  const mark = paint(terminal, isOne ? 'red' : 'yellow', isOne ? '✗' : '○');
  printLine(terminal, `  ${mark} breaks ${isOne ? 'only ' : ''}on ${on.join(' and on ')}: ${finding.invariant}`);
  print(terminal, finding.message, '      ');
  terminal.out(`      ${commands.replay(fileOf(finding))}`);
}

function printConclusion(terminal: Terminal, compared: readonly VersionComparison[]): void {
  const differences = compared.reduce((sum, { differences: own }) => sum + own.length, 0);
  const breaking = compared.filter(({ breaks }) => breaks).length;
  terminal.out('');
  if (breaking > 0) {
    printLine(
      terminal,
      `In ${count(breaking, 'scenario')} something holds on one version and breaks on the other.`,
      'red',
    );
  } else if (differences > 0) {
    printLine(
      terminal,
      `${count(differences, 'difference')}, and nothing that holds on one version breaks on the other.`,
    );
  } else if (compared.some(({ undecided }) => undecided.length > 0)) {
    printLine(terminal, 'No difference was seen, and some runs are undecided.', 'yellow');
  } else if (compared.some(({ broken }) => broken.length > 0)) {
    printLine(terminal, 'The same on both versions, also what breaks.', 'yellow');
  } else printLine(terminal, 'The same on both versions.', 'green');
}

async function writeVersions(file: string, seed: number, compared: readonly VersionComparison[]): Promise<void> {
  const scenarios = compared.map(({ broken, ...rest }) => ({
    ...rest,
    broken: broken.map(({ versions: on, finding: { invariant, handler, message } }) => ({
      versions: on,
      invariant,
      ...(handler !== undefined && { handler }),
      message,
    })),
  }));
  await writeData(file, { version: 1, seed, versions: SERVER_VERSIONS, scenarios });
}
