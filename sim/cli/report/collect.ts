import { loadEngine, type EngineName } from '../../attempt/engines.ts';
import type { ScenarioResult } from '../../search/campaign.ts';
import { faultName, faultsOf, shows, type Fault } from '../../search/fault.ts';
import type { Finding } from '../../search/finding.ts';
import { inWords } from '../../search/part-words.ts';
import { partsOf, without } from '../../search/plan-parts.ts';
import { Runner } from '../../search/runner.ts';
import { GeneratedPlans, triedAt } from '../../search/sources.ts';
import type { Plan } from '../../simulation/plan.ts';
import type { RunResult } from '../../simulation/run-plan.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { storyOf } from '../../trace/story.ts';
import { coverageGroups, faultCounts } from '../../../reports/data/coverage.ts';
import {
  MOST_RUN_ROWS,
  REPORT_FORMAT,
  REPORT_VERSION,
  type Exhibit,
  type Report,
  type ReportScenario,
  type RunRow,
  type RunSize,
} from '../../../reports/data/report.ts';
import { cutText } from '../../../reports/data/shown.ts';
import { exhibit } from './exhibit.ts';
import { repeatOf } from './repeat.ts';

/** What a report is made of beside the results. */
export interface Search {
  readonly suite: string;
  readonly seed: number;
  readonly engine: EngineName;
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly budget: string;
  readonly command: string;
  readonly wallMs?: number;
}

/** @returns what was searched, in words: by name as long as these are few */
export function suiteOf(results: readonly { readonly name: string }[]): string {
  return results.length > 3 ? `${results.length} scenarios` : results.map(({ name }) => name).join(', ');
}

/** Runs per scenario that are made again for the table of runs. */
const LISTED_RUNS = 200;

/** Makes the data of a report: runs what is to be shown once more, and writes down every step. */
export async function collect(
  search: Search,
  results: readonly { readonly scenario: Scenario; readonly result: ScenarioResult }[],
): Promise<Report> {
  const scenarios: ReportScenario[] = [];
  const findings: Exhibit[] = [];
  const exemplars: Exhibit[] = [];
  const engine = await loadEngine(search.engine);
  for (const { scenario, result } of results) {
    const runner = new Runner(scenario, { engine });
    const measured = await measure(runner, search.seed, Math.min(result.runs, LISTED_RUNS));
    for (const finding of result.findings) findings.push(await findingExhibit(runner, finding));
    if (measured.exemplar !== undefined) exemplars.push(await exemplarExhibit(runner, measured.exemplar));
    const failures = new Map(result.findings.map((finding) => [finding.invariant, firstFailure(finding)]));
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
      advice: result.advice,
      coverage: coverageGroups(result.coverage.counts, scenario.charts ?? []),
      charts: scenario.charts ?? [],
      faultCounts: faultCounts(result.coverage.counts),
      rows: measured.rows,
    });
  }
  const verdicts = scenarios.map(({ verdict }) => verdict);
  const verdict = (['broken', 'undecided', 'not exercised'] as const).find((word) => verdicts.includes(word)) ?? 'held';
  return {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    ...search,
    verdict,
    scenarios,
    exhibits: [...findings, ...exemplars],
  };
}

function firstFailure({ seed, path, strategy }: Finding): string {
  return path === undefined ? `seed ${seed}, ${strategy}` : `seed ${seed}, path ${path}`;
}

interface Measured {
  readonly rows: readonly RunRow[];
  readonly exemplar: { readonly plan: Plan; readonly name: string } | undefined;
}

/** Makes the first generated runs of the seed again, for the table of runs and for one to be shown as an example. */
async function measure(runner: Runner, seed: number, runs: number): Promise<Measured> {
  const plans = new GeneratedPlans(runner.scenario, seed);
  const rows: RunRow[] = [];
  let best: { readonly plan: Plan; readonly name: string; readonly score: number } | undefined;
  for (let place = 0; place < runs; place++) {
    const plan = plans.at(place);
    const result = await runner.run(plan);
    const troubles = troublesIn(result);
    const name = `path ${place}`;
    const { verdict, steps, invocations, virtualMs, hash } = result;
    rows.push({ name, verdict, steps, invocations, troubles, virtualMs, hash });
    const score = verdict === 'held' ? telling(result, troubles) : -Infinity;
    if (score > (best?.score ?? -Infinity)) best = { plan, name, score };
  }
  const order = { broken: 0, undecided: 1, 'not exercised': 2, held: 3 } as const;
  return {
    rows: rows.toSorted((a, b) => order[a.verdict] - order[b.verdict]).slice(0, MOST_RUN_ROWS),
    exemplar: best,
  };
}

/** A run is a good example when something went wrong in it, somebody had to wait, and it is short. */
function telling({ events }: RunResult, troubles: number): number {
  const waited = events.some(({ type }) => type === 'queued');
  return (troubles > 0 ? 200 : 0) + (waited ? 200 : 0) - Math.abs(events.length - 150);
}

async function exemplarExhibit(
  runner: Runner,
  { plan, name }: { readonly plan: Plan; readonly name: string },
): Promise<Exhibit> {
  const { run, result } = await exhibit(runner, plan);
  return {
    kind: 'exemplar',
    scenario: runner.scenario.name,
    message: `An ordinary run (${name}) in which everything held, to see what such runs are like.`,
    shows: [],
    story: storyOf(result.events, []),
    run,
    repeat: repeatOf({ scenario: runner.scenario.name, invariant: undefined, plan, file: undefined }),
  };
}

async function findingExhibit(runner: Runner, finding: Finding): Promise<Exhibit> {
  const { plan, scenario, invariant, message, handler, shrinking, confirmation } = finding;
  const { run, result } = await exhibit(runner, plan);
  const fault = faultsOf(result).find((told) => faultName(told) === faultName(finding));
  const before =
    finding.path === undefined ? undefined : await triedAt(runner, finding.seed, finding.path).catch(() => undefined);
  const original = before === undefined ? undefined : (await before.again()).plan;
  const near = await nearest(runner, plan, finding);
  return {
    kind: 'finding',
    scenario,
    invariant,
    message: cutText(message),
    ...(handler !== undefined && { handler }),
    shows: fault?.events ?? [],
    story: finding.story.map((line) => cutText(line)),
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
    repeat: repeatOf(finding),
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

function troublesIn({ events }: Pick<RunResult, 'events'>): number {
  return events.reduce((sum, { type }) => sum + (type === 'trouble' ? 1 : 0), 0);
}

/** The run that lacks the smallest part that the finding needs. */
async function nearest(runner: Runner, plan: Plan, fault: Fault): Promise<Exhibit['nearest']> {
  for (const part of partsOf(plan).toReversed()) {
    const other = without(plan, [part]);
    if (other.operations.length === 0) continue;
    const { run, result } = await exhibit(runner, other);
    if (!shows(result, fault) && result.verdict === 'held')
      return { difference: `Without ${inWords(plan, part)}`, run };
  }
  return undefined;
}
