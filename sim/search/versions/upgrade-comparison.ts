import type { Breach } from '../../checks/invariant.ts';
import { faultName, faultsOf } from '../record/fault.ts';
import { replayIsFaithful } from '../../checks/replay/replay.ts';
import { KEEPS_IN_FLIGHT } from '../../checks/upgrade/keeps-in-flight.ts';
import { canonicalText } from '../../core/canonical.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { InvariantResult, RunResult } from '../../simulation/run/run-plan.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { differencesOf, type Runs } from './differences.ts';
import { isAtResult, withCause } from './with-cause.ts';
import { nextAlone, oldAlone, toItself } from './versions.ts';
import { deploys, isQuietBut, withoutUpgrade } from './without-upgrade.ts';

/** What a run with an upgrade is held against: each version alone, and the same deploys of the old version. */
export const UPGRADE_CHANGES_NOTHING = 'an upgrade gives what one of the versions gives';

/** Why a run says nothing about an upgrade. */
const NOT_ITS_OWN = 'The old version breaks without the upgrade, too.';

/** Runs a plan of a changed scenario, judged by nothing. */
export type RunVariant = (change: (scenario: Scenario) => Scenario, plan: Plan) => Promise<RunResult>;

/** Plans of which the runs of each version alone are kept: a search, and its shrinking, often need the same ones. */
const KEPT = 64;

/**
 * Compares a run in which a new version arrives with runs of the same operations on the old version alone, on the new one alone,
 * and with the same deploys of the old version in place of the new one. What the last one changes is not the doing of the new
 * version.
 */
export class UpgradeComparison {
  readonly #run: RunVariant;
  readonly #alone = new Map<string, Promise<readonly [old: RunResult, next: RunResult]>>();
  readonly #controls = new Map<string, Promise<RunResult>>();

  constructor(run: RunVariant) {
    this.#run = run;
  }

  /** @returns the run, checked against one more invariant if a new version arrived and nothing else went wrong */
  async judged(plan: Plan, result: RunResult): Promise<RunResult> {
    // What requests after the upgrade do, neither version alone has.
    if (!deploys(plan) || !isQuietBut(plan) || asksAfterwards(plan)) return result;
    if (result.verdict !== 'held' || !result.events.some(({ type }) => type === 'deployed')) return result;
    const [old, next] = await this.#aloneOf(plan);
    const runs: Runs = { upgraded: result, old, next, control: () => this.#controlOf(plan) };
    return withInvariant(result, await differencesOf(runs));
  }

  /**
   * Judges only what the upgrade is to blame for.
   * @returns the run without what a plan that deploys nothing shows, or the same deploys of the old version
   */
  async blamed(plan: Plan, result: RunResult): Promise<RunResult> {
    if (result.verdict !== 'broken') return { ...result, invariants: result.invariants.map(withoutAdvice) };
    const usual = deploys(plan) ? faultsOf(await this.#controlOf(plan)) : faultsOf(result);
    // A replay that differs with the same code is no less deterministic for an upgrade: other code has a check of its own.
    const names = new Set(
      [...usual, ...faultsOf(result).filter(({ invariant }) => invariant === replayIsFaithful.name)].map((fault) =>
        faultName(fault),
      ),
    );
    const invariants = result.invariants
      .map(withoutAdvice)
      .map((invariant) =>
        faultsOf({ invariants: [invariant] }).some(
          (fault) => names.has(faultName(fault)) || isAtResult(fault, result.events),
        )
          ? { ...invariant, breach: undefined }
          : { ...invariant, breach: invariant.breach && withCause(invariant.breach, result.events) },
      );
    const isBroken = invariants.some(({ breach }) => breach !== undefined);
    if (isBroken) return { ...result, invariants };
    // A result that is stored is an answer: that another version would give another one is no fault of either.
    const isAnswered = faultsOf(result).every((fault) => isAtResult(fault, result.events));
    return isAnswered
      ? { ...result, invariants, verdict: 'held' }
      : { ...result, invariants, verdict: 'undecided', undecided: NOT_ITS_OWN };
  }

  #aloneOf(plan: Plan): Promise<readonly [RunResult, RunResult]> {
    const bare = withoutUpgrade(plan);
    return kept(this.#alone, canonicalText(bare), async () => {
      const old = await this.#run(oldAlone, bare);
      return [old, await this.#run(nextAlone, bare)] as const;
    });
  }

  #controlOf(plan: Plan): Promise<RunResult> {
    const bare = { ...plan, operations: plan.operations.filter(({ afterUpgrade }) => afterUpgrade !== true) };
    return kept(this.#controls, canonicalText(bare), () => this.#run(toItself, bare));
  }
}

/** Advice about the services is given with and without an upgrade. */
function withoutAdvice(invariant: InvariantResult): InvariantResult {
  return invariant.name === UPGRADE_CHANGES_NOTHING || invariant.name === KEEPS_IN_FLIGHT
    ? invariant
    : { ...invariant, advice: [] };
}

function asksAfterwards({ operations }: Plan): boolean {
  return operations.some(({ afterUpgrade }) => afterUpgrade === true);
}

function kept<T>(known: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = make();
  known.set(name, made);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return made;
}

function withInvariant(result: RunResult, found: readonly Breach[]): RunResult {
  const breach = found.find(({ advice }) => advice !== true);
  const invariant: InvariantResult = {
    name: UPGRADE_CHANGES_NOTHING,
    breach,
    advice: found.filter(({ advice }) => advice === true),
    exercised: 1,
  };
  return {
    ...result,
    verdict: breach === undefined ? result.verdict : 'broken',
    invariants: [...result.invariants, invariant],
  };
}
