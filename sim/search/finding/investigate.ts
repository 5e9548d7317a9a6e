import { Hash } from '../../core/hash.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { SourceLine } from '../../trace/source-line.ts';
import { eventsInWords, storyOf } from '../../trace/story.ts';
import { kindsOf } from '../record/allowed-uses.ts';
import { faultName, faultsOf, shows, type Fault, type ShownFault } from '../record/fault.ts';
import type { Finding } from './finding.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { givenOf } from '../../simulation/scenario/given-of.ts';
import { inWords } from '../plan/in-words.ts';
import { lightestFirst, partsOf, without } from '../plan/plan-parts.ts';
import { planOfRun } from '../plan/plan-of-run.ts';
import type { Runner } from '../run/runner.ts';
import { NEVER_CUT, unlessCut } from '../run/unless-cut.ts';
import type { RecordedRun } from '../record/plan-runner.ts';
import { shrink, type ShrinkOptions } from '../shrink/shrink.ts';

/** The run that a finding comes from. */
export interface Source {
  readonly seed: number;
  readonly path: string | undefined;
  readonly strategy: string;
}

export interface InvestigateOptions extends ShrinkOptions {
  /** False reports the run without shrinking it. Default true. */
  readonly shrink?: boolean;
  /** Whether the budget of time is over. */
  readonly cut?: () => boolean;
}

/** How many other faults, which candidates showed during shrinking, are investigated. */
const MAX_OTHERS = 2;
/** Candidates for each of them. */
const OTHERS_RUNS = 300;

/** What one fault of a run led to. */
export interface Found {
  readonly finding: Finding;
  /** Other faults, which its shrinking showed: they count only where the finding does. */
  readonly others: readonly Finding[];
}

/**
 * Makes findings of every fault of a run, each investigated as if it was the only one. So what becomes of a fault does not
 * depend on what is known already, and with that on which worker knows it.
 * @param known names of faults that need no other finding
 */
export async function investigateEach(
  runner: Runner,
  recorded: RecordedRun<DrawnPlan>,
  source: Source,
  known: ReadonlySet<string>,
  options: InvestigateOptions = {},
): Promise<readonly Found[]> {
  const faults = faultsOf(recorded.result);
  const own = new Set(faults.map((fault) => faultName(fault)));
  const all: Found[] = [];
  for (const name of own) {
    const fault = faults.find((each) => faultName(each) === name);
    if (fault === undefined || known.has(name)) continue;
    const { finding, others } = await look(runner, recorded, fault, source, options);
    const shown = [...others].filter(([other]) => !own.has(other)).slice(0, MAX_OTHERS);
    all.push({ finding, others: await otherFindings(runner, shown, source, options) });
  }
  return all;
}

/**
 * Makes findings of a run that broke an invariant: the first fault, shrunk, and other faults that the run or the shrinking
 * showed, each as a plan that can be repeated.
 */
export async function investigate(
  runner: Runner,
  recorded: RecordedRun<DrawnPlan>,
  source: Source,
  options: InvestigateOptions = {},
): Promise<readonly Finding[]> {
  const [first, ...rest] = faultsOf(recorded.result);
  if (first === undefined) return [];
  const findings: Finding[] = [];
  const { finding, others } = await look(runner, recorded, first, source, options);
  findings.push(finding);
  const seen = new Set([faultName(first)]);
  for (const fault of rest) {
    if (seen.size > MAX_OTHERS || seen.has(faultName(fault))) continue;
    seen.add(faultName(fault));
    findings.push((await look(runner, recorded, fault, source, { ...options, maxRuns: OTHERS_RUNS })).finding);
  }
  const more = [...others].filter(([name]) => !seen.has(name)).slice(0, Math.max(0, MAX_OTHERS + 1 - seen.size));
  return [...findings, ...(await otherFindings(runner, more, source, options))];
}

/** @param others faults by name, each with a plan that shows it */
async function otherFindings(
  runner: Runner,
  others: readonly (readonly [string, DrawnPlan])[],
  source: Source,
  options: InvestigateOptions,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [name, plan] of others) {
    const run = await unlessCut(() => runner.record(plan));
    if (run === undefined) break;
    const fault = faultsOf(run.result).find((other) => faultName(other) === name);
    if (fault === undefined) continue;
    const aside = { ...source, path: undefined };
    findings.push((await look(runner, run, fault, aside, { ...options, maxRuns: OTHERS_RUNS })).finding);
  }
  return findings;
}

async function look(
  runner: Runner,
  recorded: RecordedRun<DrawnPlan>,
  fault: ShownFault,
  source: Source,
  options: InvestigateOptions,
): Promise<{ finding: Finding; others: ReadonlyMap<string, DrawnPlan> }> {
  const runsBefore = runner.runs;
  const planned =
    options.shrink === false
      ? undefined
      : await unlessCut(() => planOfRun(runner, recorded, (result) => shows(result, fault)));
  if (planned === undefined) {
    const parts = partsOf(recorded.plan).length;
    const isCut = options.shrink !== false && options.cut?.() === true;
    const unshrunk = isCut ? { minimal: false, cut: true, runsBefore, lines: [] } : undefined;
    return { finding: await findingOf(runner, recorded, fault, source, unshrunk, parts), others: new Map() };
  }
  const shrunk = await shrink(runner, planned.plan, fault, options);
  const lines: SourceLine[] = [];
  const run = await runner.with({ cut: NEVER_CUT }).record(shrunk.plan, undefined, {
    line: (line) => void lines.push(line),
  });
  const finding = await findingOf(
    runner,
    run,
    fault,
    source,
    { minimal: shrunk.minimal, cut: shrunk.cut, runsBefore, lines },
    partsOf(planned.plan).length,
  );
  return { finding, others: shrunk.others };
}

async function findingOf(
  runner: Runner,
  run: RecordedRun<DrawnPlan>,
  fault: Fault,
  source: Source,
  shrunk:
    | {
        readonly minimal: boolean;
        readonly cut: boolean;
        readonly runsBefore: number;
        readonly lines: readonly SourceLine[];
      }
    | undefined,
  partsBefore: number,
): Promise<Finding> {
  const { plan, result } = run;
  const own = faultsOf(result).find((found) => faultName(found) === faultName(fault));
  const needs = shrunk === undefined ? [] : ((await unlessCut(() => nearestPass(runner, run, fault))) ?? []);
  return {
    scenario: plan.scenario,
    invariant: fault.invariant,
    handler: fault.handler,
    kind: fault.kind,
    message: own?.message ?? '',
    ...source,
    plan,
    traceHash: result.hash,
    steps: run.record.steps.map(({ name }) => name),
    ...(result.allowed.length > 0 && { allow: kindsOf(result.allowed) }),
    story: [
      ...givenOf(runner.scenario, plan),
      ...storyOf(result.events, own?.events ?? [], { lines: shrunk?.lines ?? [] }),
    ],
    needs,
    shrinking: {
      runs: shrunk === undefined ? 0 : runner.runs - shrunk.runsBefore,
      minimal: shrunk?.minimal ?? false,
      ...(shrunk?.cut === true && { cut: true }),
      partsBefore,
      partsAfter: partsOf(plan).length,
    },
  };
}

/** @returns in a sentence which part makes the difference to the nearest run that passes, and what happens there instead */
async function nearestPass(runner: Runner, run: RecordedRun<DrawnPlan>, fault: Fault): Promise<readonly string[]> {
  for (const part of lightestFirst(run.plan)) {
    const plan = without(run.plan, [part]);
    if (plan.operations.length === 0) continue;
    const near = await runner.record(plan);
    if (shows(near.result, fault)) continue;
    const instead = firstDifference(run, near);
    const words = `Without ${inWords(run.plan, part)}, it holds`;
    return [instead === undefined ? `${words}.` : `${words}: ${instead}.`];
  }
  return [];
}

/** @returns the first event of the passing run that the failing run does not have, in words */
function firstDifference(failing: RecordedRun, passing: RecordedRun): string | undefined {
  const seen = new Set(failing.result.events.map(textOf));
  const words = eventsInWords(passing.result.events);
  return words.find(({ weight }, index) => {
    const event = passing.result.events[index];
    return weight > 0 && event !== undefined && !seen.has(textOf(event));
  })?.text;
}

function textOf(event: TraceEvent): string {
  // Bytes as their hash: as JSON, a large state would be a list of its bytes.
  const brief = (_: string, value: unknown): unknown =>
    value instanceof Uint8Array ? new Hash().bytes(value).hex() : value;
  return JSON.stringify({ ...event, seq: undefined, atMs: undefined, footprint: undefined }, brief);
}
