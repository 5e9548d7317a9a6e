import { writeReport } from '../../reports/write.ts';
import { UsageError } from '../core/errors.ts';
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
 * Runs a finding once more and writes it as a page.
 * @returns the exit status
 * @throws {UsageError} when the finding cannot be read or shown, or the page not be written
 */
export async function reportFinding(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  { file, out, commands }: { readonly file: string; readonly out: string; readonly commands: UserCommands },
): Promise<number> {
  const saved = load(file);
  const scenario = scenarioOf(scenarios, saved.plan);
  const { result, shows } = await replay(scenarios, saved);
  const fault = faultsOf(result).find((one) => faultName(one) === faultName(saved));
  if (!shows || fault === undefined) {
    throw new UsageError('FINDING_NOT_REPRODUCED', `"${saved.invariant}" is no longer broken by the run of ${file}.`);
  }
  const finding: Finding = {
    ...withoutFormat(saved),
    ...fault,
    story: [...givenOf(scenario, saved.plan), ...storyOf(result.events, fault.events)],
    needs: [],
    shrinking: { runs: 0, minimal: false, partsBefore: 0, partsAfter: 0 },
  };
  const { verdict, steps, invocations, virtualMs, hash } = result;
  const searched: ScenarioResult = {
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
    findings: [finding],
    strategies: [],
    coverage: coverageReport(coverageOf(result.events, scenario.charts), true, scenario.charts),
    explored: undefined,
    advice: [],
    missing: [],
    handlers: boundHandlersOf(scenario).length,
    unoperated: [],
    waived: [],
    undecided: [],
    cutShort: [],
  };
  const options = { seed: saved.seed, budget: 'one run', command: commands.replay(file), commands };
  const made = await reportOf([{ scenario, result: searched }], options);
  // It is this one run that was made, and not the first of its seed.
  const row = rowOf(finding.path === undefined ? 'the finding' : `path ${finding.path}`, { ...finding, result });
  const report = { ...made, scenarios: made.scenarios.map((shown) => ({ ...shown, rows: [row] })) };
  const warning = await writing(out, () => writeReport(out, report));
  terminal.out(`report: ${out}`);
  if (warning !== undefined) terminal.out(`  ${warning}`);
  return STATUS.held;
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
