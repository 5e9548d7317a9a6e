import { loadEngine, type EngineName } from '../../attempt/engines.ts';
import { SERVER_VERSIONS, type ServerVersion } from '../../core/server-version.ts';
import { withoutStrategy, type Plan } from '../../simulation/faults/plan.ts';
import { onVersion } from '../../simulation/scenario/on-version.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { campaign } from '../campaign/campaign.ts';
import { GeneratedPlans } from '../campaign/generated-plans.ts';
import type { Strategy } from '../campaign/run-source.ts';
import type { Finding } from '../finding/finding.ts';
import { faultName, shows } from '../record/fault.ts';
import { Runner } from '../run/runner.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { differencesBetween } from './differences-between.ts';
import type { VersionDifference } from './version-difference.ts';

export interface CompareOptions {
  readonly seed: number;
  /** Runs on each version, and plans that are compared. */
  readonly runs: number;
  readonly strategy?: Strategy;
  readonly engine?: EngineName;
  /** Asked between runs; true ends the comparison. */
  readonly stop?: () => boolean;
}

/** Something that is broken on one version, or on both. */
export interface BrokenOn {
  readonly versions: readonly ServerVersion[];
  /** As the first of these versions shows it. */
  readonly finding: Finding;
}

export interface VersionComparison {
  readonly scenario: string;
  /** Plans that were compared. */
  readonly plans: number;
  /** Each kind one time, with its largest example, and in how many plans it occurred. */
  readonly differences: readonly (VersionDifference & { readonly plans: number })[];
  readonly broken: readonly BrokenOn[];
  /** Why runs say nothing, each with its version, such as `1.8: ...`. */
  readonly undecided: readonly string[];
  /** Whether something holds on one version and breaks on the other. */
  readonly breaks: boolean;
}

/**
 * Runs the same seeds on both versions of the server. What differs by chance is left out: plans are compared in runs without a
 * strategy and with the same seeds of `ctx.rand`, and what a search finds on one version is tried on the other.
 */
export async function compareVersions(scenario: Scenario, options: CompareOptions): Promise<VersionComparison> {
  const undecided = new Set<string>();
  const broken = await searchBoth(scenario, options, undecided);
  const { plans, differences } = await comparePlans(scenario, options, undecided);
  return {
    scenario: scenario.name,
    plans,
    differences,
    broken,
    undecided: [...undecided],
    breaks:
      broken.some(({ versions }) => versions.length < SERVER_VERSIONS.length) ||
      differences.some(({ failsOn }) => failsOn !== undefined),
  };
}

async function searchBoth(
  scenario: Scenario,
  { seed, runs, strategy, engine, stop }: CompareOptions,
  unclear: Set<string>,
): Promise<readonly BrokenOn[]> {
  const broken = new Map<string, BrokenOn>();
  for (const version of SERVER_VERSIONS) {
    const { findings, undecided, missing } = await campaign(onVersion(scenario, version), {
      seed,
      runs,
      judgeReach: 'handlers',
      keepGoing: true,
      ...(strategy !== undefined && { strategy }),
      ...(engine !== undefined && { engine }),
      ...(stop !== undefined && { stop }),
    });
    for (const why of undecided) unclear.add(`${version}: ${why}`);
    for (const what of missing) unclear.add(`${version}: no run reached ${what}`);
    for (const finding of findings) {
      const name = faultName(finding);
      const known = broken.get(name);
      broken.set(name, { finding: known?.finding ?? finding, versions: [...(known?.versions ?? []), version] });
    }
  }
  return Promise.all([...broken.values()].map((one) => triedOnOthers(scenario, one, engine)));
}

/** The search of the other version may only have missed it. */
async function triedOnOthers(scenario: Scenario, one: BrokenOn, engine: EngineName | undefined): Promise<BrokenOn> {
  const { finding, versions } = one;
  const runner = new Runner(scenario, engine === undefined ? {} : { engine: await loadEngine(engine) });
  const more: ServerVersion[] = [];
  for (const version of SERVER_VERSIONS.filter((name) => !versions.includes(name))) {
    const result = await runner.run({ ...finding.plan, serverVersion: version });
    if (shows(result, finding)) more.push(version);
  }
  return { finding, versions: [...versions, ...more] };
}

async function comparePlans(
  scenario: Scenario,
  { seed, runs, engine, stop }: CompareOptions,
  unclear: Set<string>,
): Promise<Pick<VersionComparison, 'plans' | 'differences'>> {
  const generated = new GeneratedPlans(scenario, seed);
  const found = new Map<string, VersionDifference & { readonly plans: number }>();
  // The draws of `ctx.rand` would differ on purpose.
  const serverOptions = { uniqueRandomSeeds: false };
  const settings = { builtIn: [], compares: false, serverOptions } as const;
  const runner = new Runner(
    scenario,
    engine === undefined ? settings : { ...settings, engine: await loadEngine(engine) },
  );
  let plans = 0;
  while (plans < runs && stop?.() !== true) {
    const plan = withoutStrategy<Plan>(generated.at(plans));
    const [older, newer] = [await eventsOn(runner, plan, '1.7', unclear), await eventsOn(runner, plan, '1.8', unclear)];
    plans++;
    const names = new Set<string>();
    for (const difference of differencesBetween([older, newer])) {
      const known = found.get(difference.name);
      const count = (known?.plans ?? 0) + (names.has(difference.name) ? 0 : 1);
      names.add(difference.name);
      const larger = known === undefined || difference.sizeMs > known.sizeMs ? difference : known;
      found.set(difference.name, { ...larger, plans: count });
    }
  }
  return { plans, differences: [...found.values()] };
}

async function eventsOn(
  runner: Runner,
  plan: Omit<Plan, 'strategy'>,
  serverVersion: ServerVersion,
  unclear: Set<string>,
): Promise<readonly TraceEvent[]> {
  const { events, undecided } = await runner.run({ ...plan, serverVersion });
  if (undecided !== undefined) unclear.add(`${serverVersion}: ${undecided}`);
  return events;
}
