import type { CampaignOptions, Report, ScenarioResult } from './types.ts';
import { inspect } from 'node:util';
import { UsageError } from '../../core/errors.ts';
import { RunCut } from '../../core/errors.ts';
import { loadEngine } from '../../attempt/engines.ts';
import { checkAddresses } from '../../simulation/scenario/check-addresses.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { DEFAULT_BOUNDS } from '../exhaustive/bounds.ts';
import { exploreUpgrade, type ExploreOptions } from '../upgrade/explore-upgrade.ts';
import { Searcher } from './searcher.ts';
import { unitsOf } from './shard.ts';
import { Tally } from './tally.ts';
import { whileSearching } from '../../attempt/ambient/strays.ts';
import { untilVerdict } from '../../attempt/ambient/until-verdict.ts';
import { WorkerPool } from './workers/worker-pool.ts';

/**
 * Runs a scenario many times and stops at its first finding, or at the end of its budget with `keepGoing`.
 * @throws {UsageError} when its clients call handlers that its services do not have, or there are no runs to make
 */
export async function campaign(scenario: Scenario, options: CampaignOptions): Promise<ScenarioResult> {
  const { runs } = options;
  if (!(runs === Infinity || (Number.isInteger(runs) && runs > 0))) {
    throw new UsageError(
      'NOT_POSITIVE',
      `runs takes an integer of at least 1, not ${inspect(runs)}: "${scenario.name}" would not be searched.`,
    );
  }
  checkAddresses(scenario);
  return untilVerdict(`"${scenario.name}"`, () => whileSearching(() => search(scenario, options)));
}

async function search(scenario: Scenario, options: CampaignOptions): Promise<ScenarioResult> {
  const judgeReach = options.path === undefined ? options.judgeReach : undefined;
  const tally = new Tally(scenario, judgeReach, options.onlyUpgrade);
  const bounds = { ...DEFAULT_BOUNDS, ...options.bounds };
  try {
    if (exploresUpgrade(scenario, options)) {
      tally.upgraded(await exploreUpgrade(scenario, await exploreOptions(options)));
      if (tally.findings.length > 0 && options.keepGoing !== true) return tally.result(bounds);
    }
    for await (const report of reports(scenario, options)) {
      tally.add(report.summary);
      tally.found(report.found);
      options.progress?.(tally.runs);
      const isEnough = tally.runs >= options.runs || tally.runsWithoutNews >= (options.enough ?? Infinity);
      const isDone = tally.findings.length > 0 && options.keepGoing !== true;
      if (isDone || isEnough || options.stop?.() === true) break;
    }
  } catch (error) {
    if (!(error instanceof RunCut)) throw error;
    tally.cut();
  }
  return tally.result(bounds);
}

/** Deploys at every point do not depend on a generated run, so one part of several makes them. */
function exploresUpgrade({ upgrade }: Scenario, { path, shard }: CampaignOptions): boolean {
  return upgrade !== undefined && path === undefined && (shard === undefined || shard.part === 1);
}

async function exploreOptions({
  seed,
  engine,
  sabotage,
  stop,
  cut,
  giveUp,
  upgradeProgress,
}: CampaignOptions): Promise<ExploreOptions> {
  return {
    seed,
    ...(engine !== undefined && { engine: await loadEngine(engine) }),
    ...(sabotage !== undefined && { sabotage }),
    ...(stop !== undefined && { stop }),
    ...(cut !== undefined && { cut }),
    ...(giveUp !== undefined && { giveUp }),
    ...(upgradeProgress !== undefined && { progress: upgradeProgress }),
  };
}

/** Yields reports until the caller stops, in the order of the units, whichever worker runs them. */
async function* reports(scenario: Scenario, options: CampaignOptions): AsyncGenerator<Report> {
  const { workers } = options;
  if (options.path === undefined && workers !== undefined && 'reports' in workers) {
    yield* workers.reports(scenario, options);
    return;
  }
  if (options.path === undefined && workers !== undefined && 'count' in workers && workers.count > 1) {
    yield* reportsOfOwnPool(scenario, options, workers);
    return;
  }
  const searcher = new Searcher(scenario, options, options.engine && (await loadEngine(options.engine)));
  if (options.path !== undefined) {
    yield await searcher.repeat(options.path);
    return;
  }
  for (const unit of unitsOf(options.shard)) {
    yield* searcher.unit(unit);
  }
}

async function* reportsOfOwnPool(
  scenario: Scenario,
  options: CampaignOptions,
  { count, module }: { readonly count: number; readonly module: string },
): AsyncGenerator<Report> {
  const pool = new WorkerPool(count, module);
  try {
    yield* pool.reports(scenario, options);
  } finally {
    await pool.close();
  }
}
