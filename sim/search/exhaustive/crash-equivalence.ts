import { crashesChangeNothing } from '../../checks/crash-equivalence.ts';
import { handlerOf } from '../../checks/naming.ts';
import { canonicalText } from '../../core/canonical.ts';
import { crashFree } from '../../simulation/faults/crash-free.ts';
import type { Json, Plan } from '../../simulation/faults/plan.ts';
import { isMove } from '../../simulation/faults/upgrading.ts';
import type { InvariantResult, RunResult } from '../../simulation/run/run-plan.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Bounds } from './bounds.ts';
import { Explorer, type LeftOut } from './explorer.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

export const CRASHES_CHANGE_NOTHING = 'crashes change nothing';

/**
 * How far the runs without crashes are explored, the simplest first: other orders, then the delays that a crash causes, and
 * effects that fail. If the last of these bounds leaves something out, the comparison is incomplete.
 */
const DEEPER: readonly Bounds[] = [
  { troubles: 0, effects: 0, timings: 0, advances: 0, retries: 3, preemptions: undefined },
  { troubles: 0, effects: 1, timings: 1, advances: 1, retries: 3, preemptions: undefined },
  { troubles: 0, effects: 2, timings: 2, advances: 2, retries: 3, preemptions: undefined },
];

/**
 * Kinds of choices that may be left out: crashes, because these runs have none; fewer partitions, which only remove orders;
 * and when records are swept that no request needs any more.
 */
const IRRELEVANT: ReadonlySet<LeftOut> = new Set<LeftOut>(['trouble', 'partitions', 'sweep']);

/** Runs without crashes that one run with crashes is compared with, at most. */
const MAX_RUNS = 200;

/** Explorations that are cached: the runs of a search, and of its shrinking, often need the same one. */
const KEPT = 32;

/**
 * Compares the final state of a run with crashes with the final states of runs of the same operations without crashes: first
 * the run that makes the same choices, then the runs of an exploration, until one agrees.
 */
export class CrashEquivalence {
  readonly #plain: PlanRunner;
  readonly #known = new Map<string, CrashFreeWorld>();

  /** @param plain runs plans without this comparison */
  constructor(plain: PlanRunner) {
    this.#plain = plain;
  }

  /** @returns the run, checked against one more invariant if it had crashes and the scenario has an `observe` */
  async judged(plan: Plan, result: RunResult): Promise<RunResult> {
    const { observed } = result;
    const troubles = result.events.filter((event) => event.type === 'trouble');
    const [first] = troubles;
    if (observed === undefined || first === undefined || troubles.some(({ trouble }) => isMeant(trouble)))
      return result;
    const world = this.#worldOf(plan);
    await world.lookFor(canonicalText(observed));
    const events = troubles.map(({ seq }) => seq);
    const breach = crashesChangeNothing(observed, world, events);
    const handler = handlerHitBy(first, result.events);
    const invariant: InvariantResult = {
      name: CRASHES_CHANGE_NOTHING,
      breach: breach === undefined || breach.advice === true ? undefined : { ...breach, ...handler },
      advice: breach?.advice === true ? [{ ...breach, ...handler }] : [],
      exercised: 1,
    };
    return {
      ...result,
      verdict: invariant.breach === undefined ? result.verdict : 'broken',
      invariants: [...result.invariants, invariant],
    };
  }

  #worldOf(plan: Plan): CrashFreeWorld {
    const without = crashFree(plan);
    const name = canonicalText(without);
    let known = this.#known.get(name);
    if (known !== undefined) return known;
    known = new CrashFreeWorld(this.#plain, without);
    this.#known.set(name, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }
}

/** A trouble of the whole world counts for the handler whose attempt had to be repeated first. */
function handlerHitBy(
  { invocation, seq }: EventOf<'trouble'>,
  events: readonly TraceEvent[],
): { readonly handler?: string } {
  const hit =
    invocation ??
    events.flatMap((event) =>
      event.type === 'attempt started' && event.attempt > 1 && event.seq > seq ? [event.invocation] : [],
    )[0];
  for (const event of events) {
    if (event.type === 'invocation created' && event.invocation === hit) return { handler: handlerOf(event.target) };
  }
  return {};
}

/** When an operator cancels, kills or clears state, or deploys another version, another outcome is intended. */
function isMeant(trouble: string): boolean {
  return trouble === 'cancel' || trouble === 'kill' || trouble === 'clear state' || isMove(trouble);
}

/** The final states of the runs of some operations without crashes, as far as these were explored. */
class CrashFreeWorld {
  readonly observed: Json[] = [];
  readonly #runner: PlanRunner;
  readonly #plan: Plan;
  readonly #seen = new Set<string>();
  #depth = 0;
  #explorer: Explorer | undefined;
  #runs = 0;
  /** Whether a run without crashes broke an invariant or was cut, so that its final state is unknown. */
  #isOneUnknown = false;

  constructor(runner: PlanRunner, plan: Plan) {
    this.#runner = runner;
    this.#plan = plan;
  }

  /** Whether the exploration is complete, and no bound left out anything relevant. */
  get complete(): boolean {
    if (this.#explorer === undefined || this.#isOneUnknown) return false;
    return isComplete(this.#explorer);
  }

  /** Explores until this final state is seen, all are known, or the runs are used up. */
  async lookFor(text: string): Promise<void> {
    if (this.#runs === 0) this.#note(await this.#runner.run(this.#plan));
    while (!this.#seen.has(text) && this.#runs < MAX_RUNS) {
      const explorer = this.#deepest();
      if (explorer.done) return;
      this.#note((await explorer.next())?.result);
    }
  }

  /** The current exploration: when one is done and left something out, the next one has wider bounds. */
  #deepest(): Explorer {
    const before = this.#explorer;
    if (before !== undefined && (!before.done || isComplete(before))) return before;
    const bounds = DEEPER[this.#depth];
    if (bounds === undefined) return before as Explorer;
    this.#depth++;
    this.#explorer = new Explorer(this.#runner, this.#plan, bounds);
    return this.#explorer;
  }

  #note(result: RunResult | undefined): void {
    this.#runs++;
    if (result === undefined) return;
    if (result.observed === undefined) {
      this.#isOneUnknown = true;
      return;
    }
    const text = canonicalText(result.observed);
    if (this.#seen.has(text)) return;
    this.#seen.add(text);
    this.observed.push(result.observed);
  }
}

function isComplete(explorer: Explorer): boolean {
  const { complete, leftOut } = explorer.standing;
  return complete && [...leftOut].every((what) => IRRELEVANT.has(what));
}
