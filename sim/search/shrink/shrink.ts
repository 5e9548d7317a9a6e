import { RunCut } from '../../core/errors.ts';
import { parseChoiceKey } from '../../core/address.ts';
import { troublesIn } from '../../simulation/faults/interventions.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import { attemptsEarlier } from './attempts-earlier.ts';
import { crashedInstead } from './crashed-instead.ts';
import { faultName, faultsOf, type Fault } from '../record/fault.ts';
import { inTurn } from './in-turn.ts';
import type { DrawnOperation, DrawnPlan } from '../plan/drawn-operation.ts';
import { planOfRun } from '../plan/plan-of-run.ts';
import { partsOf, without, type Part } from '../plan/plan-parts.ts';
import { movesGathered } from './moves-gathered.ts';
import { oneOperationLess } from './one-operation-less.ts';
import { quieter } from './quieter.ts';
import { aimed } from './aimed.ts';
import { shorterWaits } from './shorter-waits.ts';
import { smallerRequests } from './smaller-requests.ts';
import { TIME } from '../record/run-record.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

export interface ShrinkOptions {
  /** Candidates that are run, at most. */
  readonly maxRuns?: number;
  /** Called now and then with the candidates so far and the parts that are left. */
  readonly progress?: (runs: number, parts: number) => void;
  /** Called before each candidate; true ends shrinking, with the smallest plan so far. */
  readonly giveUp?: () => boolean;
}

export interface Shrunk {
  readonly plan: DrawnPlan;
  readonly runs: number;
  /** Whether the fault disappears without any one part; false if the runs were used up first. */
  readonly minimal: boolean;
  /** Whether it ended early because `giveUp` or the budget of time ended it. */
  readonly cut: boolean;
  /** Other faults that candidates showed, each with the first plan that showed it. */
  readonly others: ReadonlyMap<string, DrawnPlan>;
}

/** A plan with at least so many holds and choices is tried with one crash instead. */
const MIN_DETOUR = 3;

/** Runs that are shorter than this, in ms of virtual time, are short enough. */
const WORTH_SHORTENING_MS = 2_000;
/** A run that takes at most this share of the virtual time is worth another hold or choice. */
const NOTICEABLY = 0.8;
/** Other steps to wait for that are tried in one round. */
const MAX_WAITS = 60;

/** Enough for any small scenario; takes about a second. */
const MAX_RUNS = 1_900;

/**
 * Shrinks a plan without a strategy while its run still shows a fault: fewer operations, troubles, holds and choices, smaller
 * inputs, fewer clients, less virtual time. Continues until no part can be removed, so that shrinking the result again changes
 * nothing.
 */
export async function shrink(
  runner: PlanRunner,
  plan: DrawnPlan,
  fault: Fault,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  const shrinker = new Shrinker(runner, fault, options);
  const smallest = await shrinker.shrink(plan);
  return {
    plan: smallest,
    runs: shrinker.runs,
    minimal: !shrinker.exhausted,
    cut: shrinker.cut,
    others: shrinker.others,
  };
}

class Shrinker {
  runs = 0;
  exhausted = false;
  cut = false;
  readonly others = new Map<string, DrawnPlan>();
  readonly #runner: PlanRunner;
  readonly #fault: string;
  readonly #options: ShrinkOptions;
  /** Candidates that did not show the fault. */
  readonly #failed = new Set<string>();
  /** The latest plan that showed the fault: what is left when the budget of time is over. */
  #smallest: DrawnPlan | undefined;

  constructor(runner: PlanRunner, fault: Fault, options: ShrinkOptions) {
    this.#runner = runner;
    this.#fault = faultName(fault);
    this.#options = options;
  }

  /** Shrinks a plan as far as runs and time allow. */
  async shrink(start: DrawnPlan): Promise<DrawnPlan> {
    try {
      return await this.#least(start);
    } catch (error) {
      if (!(error instanceof RunCut)) throw error;
      this.exhausted = true;
      this.cut = true;
      return this.#smallest ?? start;
    }
  }

  async #least(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = await this.#minimal(start);
    while (!this.exhausted) {
      const less = await this.#oneOperationLess(plan);
      if (less === undefined) break;
      const smaller = await this.#minimal(less);
      this.#smallest = plan;
      // An operation less is worth nothing if it takes another trouble in its place.
      if (partsOf(smaller).length >= partsOf(plan).length) {
        this.exhausted = false;
        break;
      }
      plan = smaller;
    }
    return plan;
  }

  /** Looks for the same fault with one operation less, under other schedules. */
  async #oneOperationLess(plan: DrawnPlan): Promise<DrawnPlan | undefined> {
    for (const candidate of oneOperationLess(plan, troublesIn(this.#runner.scenario.faults))) {
      if (this.#options.giveUp?.() === true) return undefined;
      this.runs++;
      const same = (result: RunResult): boolean => this.#judge(candidate, result);
      if (!same(await this.#runner.run(candidate))) continue;
      const planned = await planOfRun(this.#runner, await this.#runner.record(candidate), same);
      if (planned !== undefined) return planned.plan;
    }
    return undefined;
  }

  /** Lets less virtual time pass, where an earlier deadline will do. */
  async #shorter(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = start;
    if (plan.holds.length === 0 && !Object.keys(plan.choices).some((key) => parseChoiceKey(key).kind === TIME))
      return plan;
    for (let again = true; again && !this.exhausted;) {
      again = false;
      const { record, result } = await this.#runner.record(plan);
      if (result.virtualMs < WORTH_SHORTENING_MS) return plan;
      const candidates = [...shorterWaits(plan, record.steps)].slice(0, MAX_WAITS);
      for (const candidate of candidates) {
        const shorter = ({ virtualMs }: RunResult): boolean => virtualMs <= result.virtualMs * NOTICEABLY;
        if (!(await this.#fails(candidate, shorter))) continue;
        plan = candidate;
        again = true;
        break;
      }
    }
    return plan;
  }

  async #minimal(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = start;
    for (let before = ''; before !== JSON.stringify(plan) && !this.exhausted;) {
      before = JSON.stringify(plan);
      // Most choices of a strategy are irrelevant to the fault: try the quiet run first.
      plan = await this.#firstOf(plan, [
        { ...plan, operations: plan.operations.map((operation) => withoutWait(operation)), holds: [], choices: {} },
        { ...plan, holds: [], choices: {} },
        { ...plan, holds: [] },
        { ...plan, choices: {} },
      ]);
      plan = await this.#crashedInstead(plan);
      for (const group of GROUPS) plan = await this.#fewer(plan, group);
      plan = await this.#firstOf(plan, [...movesGathered(plan)]);
      plan = await this.#attemptsEarlier(plan);
      plan = await this.#inTurn(plan);
      plan = await this.#aimed(plan);
      plan = await this.#shorter(plan);
      plan = await smallerRequests(plan, (candidate) => this.#fails(candidate));
      plan = await this.#quieter(plan);
    }
    return plan;
  }

  /** Removes parts, in halves, quarters and so on, then one by one (delta debugging). */
  async #fewer(start: DrawnPlan, group: readonly Part['kind'][]): Promise<DrawnPlan> {
    let plan = start;
    const parts = (): Part[] => partsOf(plan).filter(({ kind }) => group.includes(kind));
    for (let size = Math.ceil(parts().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      // From the end: the last parts are often irrelevant.
      for (let to = parts().length; to > 0;) {
        const chunk = parts().slice(Math.max(0, to - size), to);
        const candidate = without(plan, chunk);
        if (await this.#fails(candidate)) plan = candidate;
        to = Math.min(to - size, parts().length);
      }
    }
    return plan;
  }

  /** Removes troubles that only move later ones to later attempts. */
  async #attemptsEarlier(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = start;
    for (let next: DrawnPlan | undefined = start; next !== undefined;) {
      plan = next;
      next = undefined;
      for (const candidate of attemptsEarlier(plan)) {
        if (!(await this.#fails(candidate))) continue;
        next = candidate;
        break;
      }
    }
    return plan;
  }

  /** Replaces a detour to a failed attempt by a plain crash. */
  async #crashedInstead(plan: DrawnPlan): Promise<DrawnPlan> {
    const parts = plan.holds.length + Object.keys(plan.choices).length;
    // A trouble of the world needs other parts to happen at the right time.
    if (parts < MIN_DETOUR && (plan.world.length === 0 || parts === 0)) return plan;
    const { events } = await this.#runner.run(plan);
    return this.#firstOf(plan, crashedInstead(plan, events));
  }

  /** Lets one client send requests one after another, instead of holds or several clients. */
  async #inTurn(plan: DrawnPlan): Promise<DrawnPlan> {
    const { events } = await this.#runner.run(plan);
    return this.#firstOf(plan, inTurn(plan, events));
  }

  /** Limits a trouble to the one attempt that matters. */
  async #aimed(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = start;
    for (let again = true; again && !this.exhausted;) {
      again = false;
      for await (const candidate of aimed(this.#runner, plan)) {
        if (!(await this.#fails(candidate))) continue;
        plan = candidate;
        again = true;
        break;
      }
    }
    return plan;
  }

  /** Simplifies what is left, one change after another. */
  async #quieter(start: DrawnPlan): Promise<DrawnPlan> {
    let plan = start;
    for (let again = true; again && !this.exhausted;) {
      again = false;
      for (const candidate of quieter(plan)) {
        if (!(await this.#fails(candidate))) continue;
        plan = candidate;
        again = true;
        break;
      }
    }
    return plan;
  }

  async #firstOf(plan: DrawnPlan, candidates: Iterable<DrawnPlan>): Promise<DrawnPlan> {
    for (const candidate of candidates) if (await this.#fails(candidate)) return candidate;
    return plan;
  }

  /** @returns whether the candidate still shows the fault */
  async #fails(candidate: DrawnPlan, isBetter: (result: RunResult) => boolean = () => true): Promise<boolean> {
    if (candidate.operations.length === 0) return false;
    const text = JSON.stringify(candidate);
    if (this.#failed.has(text)) return false;
    if (this.runs >= (this.#options.maxRuns ?? MAX_RUNS) || this.#options.giveUp?.() === true) {
      this.exhausted = true;
      this.cut ||= this.#options.giveUp?.() === true;
      return false;
    }
    this.runs++;
    if (this.runs % 50 === 0) this.#options.progress?.(this.runs, partsOf(candidate).length);
    const result = await this.#runner.run(candidate);
    const same = this.#judge(candidate, result);
    if (!same) this.#failed.add(text);
    if (!same || !isBetter(result)) return false;
    this.#smallest = candidate;
    return true;
  }

  #judge(candidate: DrawnPlan, result: RunResult): boolean {
    const names = faultsOf(result).map((fault) => faultName(fault));
    if (names.includes(this.#fault)) return true;
    for (const name of names) if (!this.others.has(name)) this.others.set(name, candidate);
    return false;
  }
}

function withoutWait(operation: DrawnOperation): DrawnOperation {
  return operation.waitMs === undefined ? operation : operation.waiting(undefined);
}

/** The kinds of parts that are removed together, in this order. */
const GROUPS: readonly (readonly Part['kind'][])[] = [['operation'], ['trouble', 'world trouble'], ['hold', 'choice']];
