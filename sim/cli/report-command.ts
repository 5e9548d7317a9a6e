import { writeReport } from '../../reports/write.ts';
import type { Exhibit } from '../../reports/data/report.ts';
import { Runner } from '../search/run/runner.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import { cutText } from '../trace/shown.ts';
import { exhibit } from '../report/exhibit.ts';
import { repeatOfExemplar } from '../report/repeat.ts';
import { AllowedUses } from '../search/record/allowed-uses.ts';
import { coverageOf, reportOf as coverageReport } from '../search/campaign/coverage.ts';
import { replay, scenarioOf } from '../search/finding/replay.ts';
import type { Finding, FindingFile } from '../search/finding/finding.ts';
import { faultName, faultsOf } from '../search/record/fault.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import { givenOf } from '../simulation/scenario/given-of.ts';
import { boundHandlersOf } from '../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { storyOf } from '../trace/story.ts';
import { reportOf } from '../report/report-of.ts';
import { load } from '../report/findings-folder.ts';
import { rowOf } from '../report/measure.ts';
import { STATUS } from './search-command.ts';
import type { Terminal } from './terminal.ts';
import type { UserCommands } from '../report/user-commands.ts';
import { writing } from '../report/writing.ts';

/**
 * Runs a finding once more and writes it as a page. The run of a finding that is fixed is shown as it is now.
 * @returns the exit status
 * @throws {UsageError} when the finding cannot be read, or the page not be written
 */
export async function reportFinding(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  { file, out, commands }: { readonly file: string; readonly out: string; readonly commands: UserCommands },
): Promise<number> {
  const saved = load(file);
  const scenario = scenarioOf(scenarios, saved.plan);
  const { result, lines, shows } = await replay(scenarios, saved);
  const fault = faultsOf(result).find((one) => faultName(one) === faultName(saved));
  const story = [...givenOf(scenario, saved.plan), ...storyOf(result.events, fault?.events ?? [], { lines })];
  const findings: readonly Finding[] =
    shows && fault !== undefined
      ? [
          {
            ...withoutFormat(saved),
            ...fault,
            story,
            needs: [],
            shrinking: { runs: 0, minimal: false, partsBefore: 0, partsAfter: 0 },
          },
        ]
      : [];
  const options = { seed: saved.seed, budget: 'one run', command: commands.replay(file), commands };
  const made = await reportOf([{ scenario, result: searchedOnce(scenario, result, findings) }], options);
  // It is this one run that was made, and not the first of its seed.
  const row = rowOf(saved.path === undefined ? 'the finding' : `path ${saved.path}`, { ...saved, result });
  const shown = made.scenarios.map((each) => ({ ...each, rows: [row] }));
  const fixed = `"${saved.invariant}" is no longer broken by the run of ${file}`;
  // The file does not have the options of its search.
  const repeated = made.exhibits.map((each) => ({ ...each, repeat: { ...each.repeat, shell: commands.replay(file) } }));
  const exhibits =
    findings.length > 0
      ? repeated
      : [await fixedExhibit(scenario, saved.plan, { words: fixed, story, file, commands })];
  const warning = await writing(out, () => writeReport(out, { ...made, scenarios: shown, exhibits }));
  terminal.out(`report: ${out}`);
  if (findings.length === 0) terminal.out(`${fixed}; the page shows the run as it is now.`);
  if (warning !== undefined) terminal.out(`  ${warning}`);
  return STATUS.held;
}

/** The run of a finding that is fixed. @param words what became of it */
async function fixedExhibit(scenario: Scenario, plan: Plan, { words, story, file, commands }: Fixed): Promise<Exhibit> {
  const { run } = await exhibit(new Runner(scenario), plan);
  return {
    kind: 'exemplar',
    scenario: scenario.name,
    message: `${words}.`,
    shows: [],
    story: story.map((line) => cutText(line)),
    run,
    repeat: { ...repeatOfExemplar(scenario.name, plan, commands), shell: commands.replay(file) },
  };
}

interface Fixed {
  readonly words: string;
  readonly story: readonly string[];
  readonly file: string;
  readonly commands: UserCommands;
}

/** A search of one run. */
function searchedOnce(scenario: Scenario, result: RunResult, findings: readonly Finding[]): ScenarioResult {
  const { verdict, steps, invocations, virtualMs, hash } = result;
  return {
    name: scenario.name,
    verdict,
    runs: 1,
    steps,
    invocations,
    virtualMs,
    traceHash: hash,
    invariants: result.invariants.map(({ name, breach, exercised }) => ({
      name,
      verdict: breach !== undefined ? 'broken' : exercised === 0 ? 'not exercised' : 'held',
      exercised,
    })),
    findings,
    strategies: [],
    coverage: coverageReport(coverageOf(result.events, scenario.charts), true, scenario.charts),
    explored: undefined,
    advice: [],
    missing: [],
    handlers: boundHandlersOf(scenario).length,
    neverSucceeded: [],
    neverDone: [],
    waived: [],
    allowed: usesOf(scenario, result),
    undecided: result.undecided === undefined ? [] : [result.undecided],
    cutShort: [],
  };
}

function usesOf({ allow }: Scenario, { allowed }: RunResult): ScenarioResult['allowed'] {
  const uses = new AllowedUses(allow);
  uses.add(allowed);
  return uses.all();
}

function withoutFormat({
  scenario,
  seed,
  path,
  strategy,
  plan,
  traceHash,
  steps,
}: FindingFile): Pick<Finding, 'scenario' | 'seed' | 'path' | 'strategy' | 'plan' | 'traceHash' | 'steps'> {
  return { scenario, seed, path, strategy, plan, traceHash, steps };
}
