import { DEFAULT_BOUNDS, type Bounds } from '../search/exhaustive/bounds.ts';
import type { Runner } from '../search/run/runner.ts';
import { unlessCut } from '../search/run/unless-cut.ts';
import { unitsOf, type Shard } from '../search/campaign/shard.ts';
import { generatedPlans } from '../search/campaign/generated-plans.ts';
import { generatorsOf, sourceOf, triedAt, type Strategy, type Tried } from '../search/campaign/run-source.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import { MAX_RUN_ROWS, type RunRow } from '../../reports/data/report.ts';

/** How the runs of a search were chosen. */
export interface Chosen {
  readonly seed: number;
  readonly strategy?: Strategy;
  readonly bounds?: Partial<Bounds>;
  readonly shard?: Shard | undefined;
  readonly path?: string | undefined;
}

/** The single runs of a search, for the report. */
export interface Measured {
  /** Broken ones first. */
  readonly rows: readonly RunRow[];
  /** A run that held, to be shown as an example. */
  readonly exemplar: { readonly plan: Plan; readonly name: string } | undefined;
}

/**
 * Makes the first runs of a search again, for the table of runs and for an example of a run that held.
 * @param runs how many the search has made
 */
export async function measure(runner: Runner, runs: number, chosen: Chosen): Promise<Measured> {
  const rows: RunRow[] = [];
  const numbers = new Map<string, number>();
  let best: Best | undefined;
  const note = (tried: Tried): void => {
    const number = numbers.get(tried.strategy) ?? 0;
    numbers.set(tried.strategy, number + 1);
    const name = tried.path === undefined ? `${tried.strategy} ${number}` : `path ${tried.path}`;
    rows.push(rowOf(name, tried));
    // What an exploration has walked is no plan that runs by itself.
    if (tried.strategy !== 'exhaustive') best = better(best, { name, tried });
  };
  await unlessCut(async () => {
    for await (const tried of firstRuns(runner, Math.min(runs, MAX_RUN_ROWS), chosen)) note(tried);
  });
  if (chosen.strategy === 'exhaustive')
    best = await unlessCut(() => generated(runner, chosen.seed, Math.min(runs, TRIED_FOR_EXAMPLE)));
  const order = { broken: 0, undecided: 1, 'not exercised': 2, held: 3 } as const;
  return {
    rows: rows.toSorted((a, b) => order[a.verdict] - order[b.verdict]),
    exemplar: await exemplarOf(best),
  };
}

async function exemplarOf(best: Best | undefined): Promise<Measured['exemplar']> {
  const recorded = best && (await unlessCut(() => best.tried.again()));
  return best && recorded && { name: best.name, plan: recorded.plan };
}

/** The runs that a campaign makes first, in its order. */
async function* firstRuns(
  runner: Runner,
  most: number,
  { seed, strategy = 'mix', bounds, shard, path }: Chosen,
): AsyncGenerator<Tried> {
  if (path !== undefined) {
    yield await triedAt(runner, seed, path, generatorsOf(strategy));
    return;
  }
  const source = sourceOf(strategy, runner, seed, { ...DEFAULT_BOUNDS, ...bounds });
  let made = 0;
  for (const unit of unitsOf(shard)) {
    for await (const tried of source.unit(unit)) {
      if (made++ >= most) return;
      yield tried;
    }
    if (made >= most) return;
  }
}

/** Generated plans of which one is an example of an explored scenario, whose own runs are no plans. */
const TRIED_FOR_EXAMPLE = 20;

async function generated(runner: Runner, seed: number, most: number): Promise<Best | undefined> {
  const plans = await generatedPlans(runner, seed);
  let best: Best | undefined;
  for (let place = 0; place < most; place++) {
    const plan = plans.at(place);
    const again = () => runner.record(plan);
    const tried: Tried = { strategy: '', path: String(place), result: await runner.run(plan), again };
    best = better(best, { name: `path ${place}`, tried });
  }
  return best;
}

interface Best {
  readonly name: string;
  readonly tried: Tried;
}

function better(best: Best | undefined, other: Best): Best | undefined {
  if (other.tried.result.verdict !== 'held') return best;
  return best === undefined || exampleValue(other.tried.result) > exampleValue(best.tried.result) ? other : best;
}

/** A run is a good example when it has a trouble and a wait, and is short. */
function exampleValue(result: RunResult): number {
  const waited = result.events.some(({ type }) => type === 'queued');
  return (troublesIn(result) > 0 ? 200 : 0) + (waited ? 200 : 0) - Math.abs(result.events.length - 150);
}

/** @returns the row of a run in the table */
export function rowOf(name: string, { strategy, result }: Pick<Tried, 'strategy' | 'result'>): RunRow {
  const { verdict, steps, invocations, virtualMs, hash } = result;
  return { name, strategy, verdict, steps, invocations, troubles: troublesIn(result), virtualMs, hash };
}

export function troublesIn({ events }: Pick<RunResult, 'events'>): number {
  return events.reduce((sum, { type }) => sum + (type === 'trouble' ? 1 : 0), 0);
}
