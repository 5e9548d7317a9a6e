import { attemptOf, stepOf } from '../../core/address.ts';
import { allowanceInWords } from '../../core/allowances.ts';
import { BUILT_IN } from '../../checks/built-in.ts';
import { UsageError } from '../../core/errors.ts';
import { quiet } from '../../core/choices.ts';
import { unknownAddress } from '../../simulation/scenario/check-addresses.ts';
import { servicesOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { PlannedTroubles } from '../../simulation/faults/planned-troubles.ts';
import { deciderOf } from '../strategies/decider-of.ts';
import { faultsOf, shows } from '../record/fault.ts';
import type { FindingFile } from './finding.ts';
import { PlannedDecider } from '../plan/planned-decider.ts';
import type { RunRecord } from '../record/run-record.ts';
import { Runner, type RunnerOptions } from '../run/runner.ts';
import type { SourceLine } from '../../trace/source-line.ts';
import { count } from '../../core/count.ts';

/** The result of running a finding's plan again. */
export interface Replay {
  readonly result: RunResult;
  readonly record: RunRecord;
  /** The lines of user code that the run came from. */
  readonly lines: readonly SourceLine[];
  /** Whether the same invariant is broken in the same way. */
  readonly shows: boolean;
  /**
   * Invariants that are broken before the finding's own. The first breach ends a run, so the plan was run again, checked
   * against the invariant of the finding alone; the other fields describe that run. Empty if this was not necessary.
   */
  readonly hiddenBy: readonly string[];
  /** Whether the trace is the same, event for event. */
  readonly same: boolean;
  /** Where the run diverges from the recorded one, and which parts of the plan had no effect, each in a sentence. */
  readonly divergence: readonly string[];
  /** The steps that could be taken next when the run was stopped. */
  readonly next: readonly string[];
}

/**
 * Runs the plan of a finding. Where the plan no longer fits, because the code has changed, the run takes the quiet option.
 * @param beforeStep called with the number of each step before it is taken
 * @throws {UsageError} when none of the scenarios is the finding's, when it needs what is not allowed, or when its requests call
 *   handlers that no longer exist
 */
export async function replay(
  scenarios: readonly Scenario[],
  finding: FindingFile,
  options: RunnerOptions = {},
  beforeStep: (step: number) => void = () => undefined,
): Promise<Replay> {
  const scenario = scenarioOf(scenarios, finding.plan);
  checkReplayable(scenario, finding);
  const replayed = await judgedBy(new Runner(scenario, options), finding, options, beforeStep);
  const others = faultsOf(replayed.result).map(({ invariant }) => invariant);
  const isHidden = !replayed.shows && others.length > 0 && !others.includes(finding.invariant);
  // A scenario with `isolate` is loaded from its module for each run, with all of its invariants.
  if (!isHidden || options.until !== undefined || scenario.isolate) return replayed;
  const isOwn = ({ name }: { readonly name: string }): boolean => name === finding.invariant;
  const alone = { ...scenario, invariants: scenario.invariants.filter((invariant) => isOwn(invariant)) };
  const runner = new Runner(alone, { ...options, builtIn: BUILT_IN.filter((invariant) => isOwn(invariant)) });
  const again = await judgedBy(runner, finding, options, beforeStep);
  return again.shows ? { ...again, hiddenBy: others } : replayed;
}

async function judgedBy(
  runner: Runner,
  finding: FindingFile,
  { until }: RunnerOptions,
  beforeStep: (step: number) => void,
): Promise<Replay> {
  const strategy = await deciderOf(finding.plan, runner);
  const decider = strategy instanceof PlannedDecider ? strategy : new PlannedDecider(finding.plan, strategy ?? quiet);
  const unmet: string[] = [];
  const next: string[] = [];
  const lines: SourceLine[] = [];
  let steps = 0;
  const { result, record } = await runner.record(finding.plan, decider, {
    beforeStep: () => beforeStep(++steps),
    line: (line) => void lines.push(line),
    end: ({ server, world: { agenda } }) => {
      const { injector } = server.faults;
      if (injector instanceof PlannedTroubles) unmet.push(...injector.unmet());
      for (let place = 0; place < agenda.size; place++) next.push(agenda.at(place).address);
    },
  });
  unmet.push(...decider.unmet());
  const same = result.hash === finding.traceHash;
  if (!same) checkThatItArrives(runner.scenario, finding);
  return {
    result,
    record,
    lines,
    shows: shows(result, finding),
    hiddenBy: [],
    same,
    divergence: same
      ? []
      : [...whereItLeft(finding, record, until), ...unmet.map((text) => `Without effect: ${text}.`)],
    next,
  };
}

/** @returns the scenario of a plan. @throws {UsageError} if it is none of these */
export function scenarioOf(scenarios: readonly Scenario[], { scenario }: Plan): Scenario {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found !== undefined) return found;
  const known = scenarios.map(({ name }) => name).join(', ');
  throw new UsageError('UNKNOWN_SCENARIO', `The finding is about "${scenario}"; the scenarios here are: ${known}.`);
}

/**
 * A file comes from anywhere: what it was found with is allowed only where the scenario or the user allows it, too.
 * @throws {UsageError} when the run of a finding needs what is not allowed
 */
export function checkReplayable({ name, allow = [] }: Scenario, { allow: needed = [] }: FindingFile): void {
  const missing = needed.filter((kind) => !allow.includes(kind));
  if (missing.length === 0) return;
  const words = missing.map((kind) => allowanceInWords(kind)).join(' and ');
  throw new UsageError(
    'ALLOWANCE_REQUIRED',
    `The run of this finding used ${words}, and a file cannot allow that. If you want it to happen again, add ` +
      `--allow ${needed.join(',')}, or \`allow\` to the scenario "${name}".`,
  );
}

/** A renamed handler is no fix: none of the recorded requests would arrive, and no invariant would break. */
function checkThatItArrives(scenario: Scenario, { plan, steps }: FindingFile): void {
  // The only operation of a property is its body.
  if (scenario.body !== undefined) return;
  const services = servicesOf(scenario);
  for (const operation of plan.operations) {
    const wrong = unknownAddress(operation, services);
    // A request that never started a handler in the recorded run may be wrong on purpose.
    if (wrong === undefined || !steps.includes(stepOf(attemptOf(operation.id, 1), 'start'))) continue;
    throw new UsageError('FINDING_OUTDATED', `The finding is about ${wrong} If it was renamed, search again.`);
  }
}

function whereItLeft({ steps }: FindingFile, record: RunRecord, until: number = Infinity): string[] {
  const now = record.steps.map(({ name }) => name);
  const at = steps.findIndex((name, place) => place < until && name !== now[place]);
  if (at >= 0) return [`At step ${at + 1} the recorded run took "${steps[at]}", this one ${said(now[at])}.`];
  if (now.length > steps.length)
    return [
      `The recorded run ended after ${count(steps.length, 'step')}, this one goes on with ${said(now[steps.length])}.`,
    ];
  return now.length < Math.min(until, steps.length) ? [] : ['The steps are the same, but their results differ.'];
}

function said(name: string | undefined): string {
  return name === undefined ? 'had ended' : `"${name}"`;
}
