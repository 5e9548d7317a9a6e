import { upgradeOf } from './upgrade-of.ts';
import type { Encoded } from '../core/encoded.ts';
import { loadEngine, type EngineName } from '../attempt/engines.ts';
import type { ScenarioResult } from '../search/campaign/types.ts';
import { faultName, faultsOf, shows, type Fault } from '../search/record/fault.ts';
import { allowedText } from '../search/record/allowed-uses.ts';
import { waivedText } from '../search/campaign/waived.ts';
import type { Finding } from '../search/finding/finding.ts';
import { inWords } from '../search/plan/in-words.ts';
import { drawnPlan } from '../search/plan/drawn-operation.ts';
import { lightestFirst, without } from '../search/plan/plan-parts.ts';
import { Runner } from '../search/run/runner.ts';
import { NEVER_CUT, unlessCut } from '../search/run/unless-cut.ts';
import type { Bounds } from '../search/exhaustive/bounds.ts';
import type { Shard } from '../search/campaign/shard.ts';
import { generatorsOf, triedAt, type Strategy } from '../search/campaign/run-source.ts';
import { boundHandlersOf } from '../simulation/scenario/bound-handlers.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import { givenOf } from '../simulation/scenario/given-of.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { storyOf } from '../trace/story.ts';
import { coverageGroups, faultCounts } from '../../reports/data/coverage.ts';
import {
  REPORT_FORMAT,
  REPORT_VERSION,
  type Exhibit,
  type Report,
  type ReportScenario,
  type RunSize,
  type UnreachedLines,
} from '../../reports/data/report.ts';
import { cutText } from '../trace/shown.ts';
import { exhibit } from './exhibit.ts';
import { measure, troublesIn } from './measure.ts';
import { repeatOf, repeatOfExemplar } from './repeat.ts';
import type { ReportCommands } from './user-commands.ts';

/** What a report contains apart from the results. */
export interface Search {
  readonly suite: string;
  readonly seed: number;
  readonly engine: EngineName;
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly budget: string;
  readonly command: Encoded<'shell'>;
  /** The commands that the report suggests. */
  readonly commands: ReportCommands;
  readonly wallMs?: number;
  /** Lines of user code that no run reached, where that was measured. */
  readonly unreached?: readonly UnreachedLines[];
  /** How the runs were chosen. Default `mix`. */
  readonly strategy?: Strategy;
  /** The horizon that was asked for, as it was given. */
  readonly horizon?: string | undefined;
  /** The version of the server that was asked for. */
  readonly serverVersion?: string | undefined;
  readonly bounds?: Partial<Bounds>;
  readonly shard?: Shard | undefined;
  /** The one generated run that was made. */
  readonly path?: string | undefined;
  /** Whether there is no time for more runs: findings are shown without what needs other runs, and the table ends early. */
  readonly cut?: () => boolean;
}

/** @returns what was searched, in words: up to three scenarios by name */
export function suiteOf(results: readonly { readonly name: string }[]): string {
  return results.length > 3 ? `${results.length} scenarios` : results.map(({ name }) => name).join(', ');
}

/** Makes the data of a report: runs the plans to show again, and records every step. */
export async function collect(
  search: Search,
  results: readonly { readonly scenario: Scenario; readonly result: ScenarioResult }[],
): Promise<Report> {
  const scenarios: ReportScenario[] = [];
  const findings: Exhibit[] = [];
  const exemplars: Exhibit[] = [];
  const engine = await loadEngine(search.engine);
  for (const { scenario, result } of results) {
    const runner = new Runner(scenario, { engine, ...(search.cut !== undefined && { cut: search.cut }) });
    const measured = await measure(runner, result.runs, search);
    for (const finding of result.findings) findings.push(await findingExhibit(runner, finding, search));
    const { exemplar } = measured;
    const shown = exemplar && (await unlessCut(() => exemplarExhibit(runner, exemplar, search)));
    if (shown !== undefined) exemplars.push(shown);
    const failures = new Map(result.findings.toReversed().map((finding) => [finding.invariant, firstFailure(finding)]));
    scenarios.push({
      name: result.name,
      verdict: result.verdict,
      runs: result.runs,
      steps: result.steps,
      invocations: result.invocations,
      virtualMs: result.virtualMs,
      traceHash: result.traceHash,
      invariants: result.invariants.map(({ name, verdict, exercised }) => {
        const first = failures.get(name);
        return { name, verdict, exercised, ...(first !== undefined && { firstFailure: first }) };
      }),
      missing: result.missing,
      undecided: result.undecided,
      marks: result.allowed.map((use) => allowedText(use, result.runs)),
      waived: result.waived.map((waived) => waivedText(waived, result.runs)),
      advice: result.advice,
      coverage: coverageGroups(result.coverage.counts, scenario.charts ?? [], boundHandlersOf(scenario)),
      charts: scenario.charts ?? [],
      faultCounts: faultCounts(result.coverage.counts),
      ...(result.upgrade !== undefined && { upgrade: upgradeOf(result.upgrade) }),
      rows: measured.rows,
    });
  }
  const verdicts = scenarios.map(({ verdict }) => verdict);
  const {
    strategy: _strategy,
    commands: _commands,
    bounds: _bounds,
    shard: _shard,
    path: _path,
    horizon: _horizon,
    serverVersion: _serverVersion,
    cut: _cut,
    ...about
  } = search;
  const verdict = (['broken', 'undecided', 'not exercised'] as const).find((word) => verdicts.includes(word)) ?? 'held';
  return {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    ...about,
    verdict,
    scenarios,
    exhibits: [...findings, ...exemplars],
  };
}

function firstFailure({ seed, path, strategy }: Finding): string {
  return path === undefined ? `seed ${seed}, ${strategy}` : `seed ${seed}, path ${path}`;
}

async function exemplarExhibit(
  runner: Runner,
  { plan, name }: { readonly plan: Plan; readonly name: string },
  { commands }: Search,
): Promise<Exhibit> {
  const { run, result } = await exhibit(runner, plan);
  return {
    kind: 'exemplar',
    scenario: runner.scenario.name,
    message: `An ordinary run (${name}) in which everything held.`,
    shows: [],
    story: [...givenOf(runner.scenario, plan), ...storyOf(result.events, [], { lines: run.lines ?? [] })].map((line) =>
      cutText(line),
    ),
    run,
    repeat: repeatOfExemplar(runner.scenario.name, plan, commands),
  };
}

async function findingExhibit(runner: Runner, finding: Finding, search: Search): Promise<Exhibit> {
  const { strategy, engine, horizon, serverVersion, commands } = search;
  const { plan, scenario, invariant, message, handler, shrinking, confirmation } = finding;
  const { run, result } = await exhibit(runner.with({ cut: NEVER_CUT }), plan);
  const fault = faultsOf(result).find((each) => faultName(each) === faultName(finding));
  const before =
    finding.path === undefined
      ? undefined
      : await triedAt(runner, finding.seed, finding.path, generatorsOf(strategy)).catch(() => undefined);
  const original = before === undefined ? undefined : (await unlessCut(() => before.again()))?.plan;
  const near = await unlessCut(() => nearest(runner, plan, finding));
  return {
    kind: 'finding',
    scenario,
    invariant,
    message: cutText(message),
    ...(handler !== undefined && { handler }),
    shows: fault?.events ?? [],
    story: (fault === undefined
      ? finding.story
      : [...givenOf(runner.scenario, plan), ...storyOf(result.events, fault.events, { lines: run.lines ?? [] })]
    ).map((line) => cutText(line)),
    run,
    ...(shrinking.runs > 0 && {
      shrinking: {
        tries: shrinking.runs,
        minimal: shrinking.minimal,
        parts: { before: shrinking.partsBefore, after: shrinking.partsAfter },
        ...(original !== undefined && before !== undefined && { before: sizeOf(original, before.result) }),
        after: sizeOf(plan, result),
      },
    }),
    ...(near !== undefined && { nearest: near }),
    repeat: repeatOf(finding, commands, { strategy, engine, horizon, serverVersion }),
    ...(confirmation !== undefined && {
      confirmation: { standing: confirmation.standing, words: confirmation.words },
    }),
  };
}

function sizeOf({ operations }: Plan, { steps, events }: RunResult): RunSize {
  return {
    steps,
    operations: operations.length,
    clients: new Set(operations.map(({ client }) => client)).size,
    troubles: troublesIn({ events }),
  };
}

/** The run that lacks the smallest part that the finding needs. */
async function nearest(runner: Runner, plan: Plan, fault: Fault): Promise<Exhibit['nearest']> {
  for (const part of lightestFirst(plan)) {
    const other = without(drawnPlan(plan), [part]);
    if (other.operations.length === 0) continue;
    const { run, result } = await exhibit(runner, other);
    if (!shows(result, fault) && result.verdict === 'held')
      return { difference: `Without ${inWords(plan, part)}`, run };
  }
  return undefined;
}
