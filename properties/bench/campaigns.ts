import { ALL } from '../../scenarios/index.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import { processorTime } from './measure.ts';
import { yardstick } from './yardstick.ts';

/** The campaigns that are measured: short and long invocations, few and many effects, timers, calls and state. */
export const CAMPAIGNS = [
  'bank account',
  'shopping cart',
  'rate limiter',
  'order workflow',
  'tenant resource',
  'ai agent',
] as const;

/** What the runs of a campaign cost, in processor time of all threads, the collection of garbage included. */
export interface CampaignCosts {
  /** Of a process that runs nothing else, for its first {@link COLD_RUNS} runs, in ms. */
  readonly coldMs: number;
  /** Of a run, once the code has been compiled, in ms. */
  readonly perRunMs: number;
  readonly invocationsPerRun: number;
  /** Of an invocation, once the code has been compiled, in invocations of the yardstick. */
  readonly perInvocation: number;
}

export const COLD_RUNS = 300;
const WARM_RUNS = 3_000;
const YARD = 20_000;

/**
 * Measures one campaign, as the command runs it. Call it first thing in a process of its own: it is cold only once.
 * @throws {Error} when the campaign finds something: it would measure shrinking
 */
export async function campaignCosts(name: string): Promise<CampaignCosts> {
  const scenario = ALL.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`No scenario is called ${name}.`);
  const cold = await searched(scenario, 1, COLD_RUNS);
  await yardstick(YARD);
  const before = await processorTime(() => yardstick(YARD));
  const warm = await searched(scenario, 2, WARM_RUNS);
  const yardMs = (before + (await processorTime(() => yardstick(YARD)))) / 2 / YARD;
  return {
    coldMs: cold.ms,
    perRunMs: warm.ms / WARM_RUNS,
    invocationsPerRun: warm.invocations / WARM_RUNS,
    perInvocation: warm.ms / warm.invocations / yardMs,
  };
}

async function searched(scenario: Scenario, seed: number, runs: number): Promise<{ ms: number; invocations: number }> {
  let invocations = 0;
  const ms = await processorTime(async () => {
    const result = await campaign(scenario, { seed, runs, judgeReach: true });
    if (result.findings.length > 0) throw new Error(`The campaign of ${scenario.name} finds something.`);
    ({ invocations } = result);
  });
  return { ms, invocations };
}
