import { loadEngine, type EngineName } from '../../attempt/engines.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import type { ScenarioResult } from './types.ts';
import type { Finding } from '../finding/finding.ts';
import { Runner } from '../run/runner.ts';
import { unlessCut } from '../run/unless-cut.ts';
import { generatedPlans } from './generated-plans.ts';
import { triedAt } from './run-source.ts';
import { whereTheyPart } from '../finding/confirm/confirm.ts';
import { repeat } from '../finding/fresh/repeat.ts';
import { rerunFresh, type FreshResult } from '../finding/fresh/rerun-fresh.ts';
import { count } from '../../core/count.ts';

/** The invariant that a repetition in a fresh worker is checked against. */
const KEEPS_NO_STATE = 'services keep no state outside Restate';

/** Path of the generated run that is repeated. */
const SAMPLE = '0';

/** How runs are made. */
interface HowToRun {
  /** Default: fake. */
  readonly engine?: EngineName | undefined;
  /** Returns true when the run that goes on must end. */
  readonly cut?: (() => boolean) | undefined;
}

/** @returns the plan of the first run of a campaign; to draw it, runs are made in this process. Undefined when one was cut. */
export function firstPlan(scenario: Scenario, seed: number, how: HowToRun = {}): Promise<Plan | undefined> {
  return unlessCut(async () => (await generatedPlans(await runnerOf(scenario, how), seed)).at(Number(SAMPLE)));
}

async function runnerOf(scenario: Scenario, { engine = 'fake', cut }: HowToRun): Promise<Runner> {
  return new Runner(scenario, { engine: await loadEngine(engine), ...(cut !== undefined && { cut }) });
}

/**
 * Starts the repetition of the first run of a campaign in a fresh worker.
 * @param plan see {@link firstPlan}
 * @returns undefined when it was aborted
 */
export async function firstRunFresh(
  scenario: Scenario,
  plan: Plan,
  module: string,
  engine: EngineName = 'fake',
  signal?: AbortSignal,
): Promise<FreshResult | undefined> {
  const [result] = await rerunFresh(module, [{ scenario: scenario.name, plan, engine }], signal);
  return result;
}

/**
 * Repeats the first run of a campaign twice: in this process, after many other runs, and in a fresh worker. Different
 * hashes mean that a service keeps state outside Restate, so that no seed repeats its runs.
 * @param fresh see {@link firstRunFresh}
 * @returns the result with one more invariant
 */
export async function checkedFresh(
  scenario: Scenario,
  result: ScenarioResult,
  seed: number,
  fresh: Promise<FreshResult | undefined>,
  how: HowToRun = {},
): Promise<ScenarioResult> {
  const { engine = 'fake' } = how;
  const again = await fresh;
  const tried = again && (await unlessCut(async () => triedAt(await runnerOf(scenario, how), seed, SAMPLE)));
  const plan = tried && (await unlessCut(async () => (await tried.again()).plan));
  if (again === undefined || tried === undefined || plan === undefined)
    return { ...result, cutShort: [...result.cutShort, 'the repetition of its first run in a fresh worker'] };
  const here = tried.result.hash;
  if (again.hash === here) {
    const held = { name: KEEPS_NO_STATE, verdict: 'held', exercised: 1 } as const;
    return { ...result, invariants: [...result.invariants, held] };
  }
  const repeated = await unlessCut(() => repeat(scenario, { plan, engine }, how.cut && { cut: how.cut }));
  const where = repeated === undefined ? '' : whereTheyPart(repeated, again);
  if (tried.result.allowed.length > 0) {
    const message = `The first run of seed ${seed} differs in a fresh worker.${where} It used what \`allow\` lets it use, which no seed repeats; a service that keeps state outside Restate would look the same.`;
    return { ...result, advice: [...result.advice, { message, times: 1 }] };
  }
  const finding: Finding = {
    scenario: scenario.name,
    invariant: KEEPS_NO_STATE,
    handler: undefined,
    kind: 'another hash in a fresh worker',
    message: `The first run of seed ${seed} has the trace hash ${here} after ${count(result.runs, 'other')}, and ${again.hash} in a fresh worker: a service keeps state outside Restate (a variable of a module, a cache, a counter), so what it does depends on what the process has done before.${where} Keep it in the state of an object, pass a function that creates the services, which is called for each run, or say \`isolate: true\` in the scenario.`,
    seed,
    path: SAMPLE,
    strategy: 'fresh worker',
    plan,
    traceHash: here,
    steps: [],
    story: [],
    needs: [],
    confirmation: {
      standing: 'not repeatable',
      words: 'Not repeatable: the finding is that the run diverges in a fresh worker.',
    },
    shrinking: { runs: 0, minimal: false, partsBefore: 0, partsAfter: 0 },
  };
  const broken = { name: KEEPS_NO_STATE, verdict: 'broken', exercised: 1 } as const;
  return {
    ...result,
    verdict: 'broken',
    invariants: [...result.invariants, broken],
    findings: [...result.findings, finding],
  };
}
