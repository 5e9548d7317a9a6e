import { url } from 'node:inspector';
import { loadEngine } from '../attempt/engines.ts';
import { UsageError } from '../core/errors.ts';
import type { Limits } from '../core/limits.ts';
import { faultsOf } from '../search/record/fault.ts';
import { AllowedUses, allowedText } from '../search/record/allowed-uses.ts';
import { replay, scenarioOf, type Replay } from '../search/finding/replay.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import { givenOf } from '../simulation/scenario/given-of.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { storyOf } from '../trace/story.ts';
import { load, promote } from '../report/findings-folder.ts';
import type { Values } from './declared-options.ts';
import { printStory } from './print.ts';
import { STATUS } from './search-command.ts';
import { paint, print, printLine, type Terminal } from './terminal.ts';
import { VERSION } from '../report/versions.ts';
import { Watchdog } from './watchdog.ts';
import { count } from '../core/count.ts';

/** Under a debugger a run takes as long as the user does. */
const LIMITLESS: Omit<Limits, 'horizonMs'> = {
  steps: Infinity,
  virtualMs: Infinity,
  journalEntries: Infinity,
  attempts: Infinity,
  events: Infinity,
  outsideMs: 2 ** 31 - 1,
};

/** How many lines of the story of a stopped run are printed. */
const STOPPED_LINES = 30;

/** Runs the plan of a finding once, and says whether it still shows what it was kept for. @returns the exit status */
export async function replayFinding(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  file: string,
  { until, horizon, serverVersion, watchdog: watchdogMs, engine = 'fake' }: Values,
): Promise<number> {
  if (engine === 'server') {
    throw new UsageError(
      'OPTION_CONFLICT',
      'A real server cannot be made to repeat a run; replay it with --engine fake or sdk.',
    );
  }
  const loaded = load(file);
  const plan = {
    ...loaded.plan,
    ...(horizon !== undefined && { horizonMs: horizon }),
    ...(serverVersion !== undefined && { serverVersion }),
  };
  const finding = { ...loaded, plan };
  const debugged = url() !== undefined;
  const watchdog = debugged ? undefined : new Watchdog(watchdogMs);
  printLine(terminal, `restate-sim ${VERSION}, replaying ${file}`);
  let replayed: Replay;
  try {
    const options = {
      engine: await loadEngine(engine),
      printsThrough: true,
      ...(debugged && { limits: LIMITLESS }),
      ...(until !== undefined && !debugged && { until }),
    };
    replayed = await replay(scenarios, finding, options, (step) => {
      // oxlint-disable-next-line no-debugger -- the step at which the user asked to stop
      if (debugged && step === until) debugger;
    });
  } finally {
    watchdog?.stop();
  }
  if (until !== undefined && replayed.record.steps.length < until) {
    terminal.out(
      `--until ${until} was not reached: the run is over after ${count(replayed.record.steps.length, 'step')}.`,
    );
  } else if (until !== undefined && !debugged) return stopped(terminal, replayed, until);
  const given = givenOf(scenarioOf(scenarios, finding.plan), finding.plan);
  printReplay(terminal, finding.invariant, replayed, given);
  return STATUS[replayed.result.verdict];
}

/** Moves a finding to the folder whose findings a test suite replays. @returns the exit status */
export function promoteFinding(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  file: string,
  folder: string,
): number {
  const { plan } = load(file);
  scenarioOf(scenarios, plan);
  terminal.out(`moved to ${promote(file, folder)}`);
  return 0;
}

function printReplay(
  terminal: Terminal,
  invariant: string,
  { result, lines, shows, hiddenBy, same, divergence }: Replay,
  given: readonly string[],
): void {
  const faults = faultsOf(result);
  const verdict = shows ? `"${invariant}" is broken` : `"${invariant}" is no longer broken`;
  terminal.out('');
  terminal.out(
    paint(terminal, shows ? 'red' : 'green', verdict) + (same ? ', with the same trace as when it was found' : ''),
  );
  if (hiddenBy.length > 0) {
    const names = hiddenBy.map((name) => `"${name}"`).join(' and ');
    print(
      terminal,
      `Judged by that invariant alone: in this run ${names} ${hiddenBy.length === 1 ? 'is' : 'are'} broken first.`,
      '  ',
    );
  }
  for (const { invariant: name, message } of faults) {
    terminal.out('');
    print(terminal, shows && name === invariant ? message : `"${name}" is broken: ${message}`, '    ');
  }
  terminal.out('');
  printStory(terminal, [...given, ...storyOf(result.events, faults[0]?.events ?? [], { lines })]);
  for (const use of usesOf(result)) print(terminal, use, '  ');
  if (result.undecided !== undefined) print(terminal, `undecided: ${result.undecided}`, '  ');
  if (divergence.length === 0) return;
  terminal.out('');
  terminal.out('The code has changed since this was found:');
  for (const text of divergence) print(terminal, text, '  ');
}

function usesOf({ allowed }: RunResult): readonly string[] {
  const uses = new AllowedUses();
  uses.add(allowed);
  return uses.all().map((use) => allowedText(use, 1));
}

function stopped(terminal: Terminal, { result, record, lines, next }: Replay, until: number): number {
  terminal.out('');
  printStory(terminal, storyOf(result.events, [], { max: STOPPED_LINES, lines }));
  terminal.out('');
  terminal.out(`stopped before step ${until + 1}; the last ones were:`);
  const from = Math.max(0, record.steps.length - 5);
  for (const [place, { name }] of record.steps.slice(from).entries()) terminal.out(`  ${from + place + 1}  ${name}`);
  terminal.out(next.length === 0 ? 'nothing can move now but the clock' : 'what can move next:');
  for (const address of next) terminal.out(`  ${address}`);
  return STATUS[result.verdict];
}
