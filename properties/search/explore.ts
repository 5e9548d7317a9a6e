import type { Plan } from '../../sim/simulation/faults/plan.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { Finding } from '../../sim/search/finding/finding.ts';
import { investigate, type InvestigateOptions } from '../../sim/search/finding/investigate.ts';
import { Runner, type RunnerOptions } from '../../sim/search/run/runner.ts';
import { boundsInWords, DEFAULT_BOUNDS, type Bounds } from '../../sim/search/exhaustive/bounds.ts';
import { Explorer, type Standing } from '../../sim/search/exhaustive/explorer.ts';

export interface ExploreOptions extends RunnerOptions, InvestigateOptions {
  readonly bounds?: Partial<Bounds>;
  /** Executions and cut runs together, at most. Default 100,000. */
  readonly most?: number;
}

/** What an exploration came to. */
export interface Exploration extends Standing {
  /** The verdict in words: that everything was explored, up to which bounds, or what was left. */
  readonly words: string;
  readonly findings: readonly Finding[];
}

const MOST = 100_000;

/** Explores every inequivalent execution of a plan within bounds, and stops at the first finding. */
export async function explore(scenario: Scenario, plan: Plan, options: ExploreOptions = {}): Promise<Exploration> {
  const runner = new Runner(scenario, options);
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
  const explorer = new Explorer(runner, plan, bounds);
  for (let runs = 0; !explorer.done && runs < (options.most ?? MOST); runs++) {
    const execution = await explorer.next();
    if (execution?.result.verdict !== 'broken') continue;
    const source = { seed: plan.seed, path: undefined, strategy: 'exhaustive' };
    const findings = await investigate(runner, await execution.again(), source, options);
    return { ...explorer.standing, complete: false, words: standingInWords(explorer.standing, bounds), findings };
  }
  return { ...explorer.standing, words: standingInWords(explorer.standing, bounds), findings: [] };
}

/** Says what was explored, and what was not. */
export function standingInWords({ executions, complete, undecided }: Standing, bounds: Bounds): string {
  const upTo = `up to ${boundsInWords(bounds)}`;
  const number = executions.toLocaleString('en');
  if (complete) return `all ${number} inequivalent executions explored, ${upTo}`;
  const why = undecided === undefined ? 'and more are left' : `but undecided: ${undecided}`;
  return `${number} inequivalent executions explored, ${upTo}, ${why}`;
}
