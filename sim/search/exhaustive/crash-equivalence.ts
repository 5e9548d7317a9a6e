import { crashesChangeNothing } from '../../checks/crash-equivalence.ts';
import { handlerOf } from '../../checks/naming.ts';
import { canonicalText } from '../../core/canonical.ts';
import { crashFree } from '../../simulation/faults/crash-free.ts';
import type { Json, Plan } from '../../simulation/faults/plan.ts';
import type { InvariantResult, RunResult } from '../../simulation/run/run-plan.ts';
import type { EventOf, TraceEvent } from '../../trace/event.ts';
import type { Bounds } from './bounds.ts';
import { Explorer, type LeftOut } from './explorer.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

export const CRASHES_CHANGE_NOTHING = 'crashes change nothing';

/**
 * How far the runs without crashes are explored, the simplest first: other orders, then the delays that a crash brings about
 * by itself, and effects that fail. Where the last of these bounds keeps something out, not everything was tried.
 */
const DEEPER: readonly Bounds[] = [
  { troubles: 0, effects: 0, timings: 0, advances: 0, retries: 3, preemptions: undefined },
  { troubles: 0, effects: 1, timings: 1, advances: 1, retries: 3, preemptions: undefined },
  { troubles: 0, effects: 2, timings: 2, advances: 2, retries: 3, preemptions: undefined },
];

/**
 * What may be left out all the same: crashes, which is the point; fewer partitions, which only take orders away; and when
 * records are swept that nobody asks for any more.
 */
const NO_MATTER: ReadonlySet<LeftOut> = new Set<LeftOut>(['trouble', 'partitions', 'sweep']);

/** Runs without crashes that one run with crashes is compared with, at most. */
const MOST = 200;

/** Explorations that are kept: runs of a search, and of its shrinking, often ask the same. */
const KEPT = 32;

/**
 * Compares what runs with crashes leave behind with what runs of the same operations without crashes leave behind: first
 * with the one that makes the same choices, then with one after another of an exploration, until one agrees.
 */
export class CrashEquivalence {
  readonly #plain: PlanRunner;
  readonly #known = new Map<string, CrashFreeWorld>();

  /** @param plain makes runs that are not compared with others */
  constructor(plain: PlanRunner) {
    this.#plain = plain;
  }

  /** @returns the run, judged by one more invariant where crashes struck and the scenario says what to observe */
  async judged(plan: Plan, result: RunResult): Promise<RunResult> {
    const { observed } = result;
    const struck = result.events.filter((event) => event.type === 'trouble');
    const [first] = struck;
    if (observed === undefined || first === undefined || struck.some(({ trouble }) => isMeant(trouble))) return result;
    const world = this.#worldOf(plan);
    await world.lookFor(canonicalText(observed));
    const events = struck.map(({ seq }) => seq);
    const breach = crashesChangeNothing(observed, world, events);
    const handler = handlerStruckBy(first, result.events);
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

/** What struck at no invocation of its own struck whoever had to begin anew first. */
function handlerStruckBy(
  { invocation, seq }: EventOf<'trouble'>,
  events: readonly TraceEvent[],
): { readonly handler?: string } {
  const struck =
    invocation ??
    events.flatMap((event) =>
      event.type === 'attempt started' && event.attempt > 1 && event.seq > seq ? [event.invocation] : [],
    )[0];
  for (const event of events) {
    if (event.type === 'invocation created' && event.invocation === struck) return { handler: handlerOf(event.target) };
  }
  return {};
}

/** An operator who cancels, kills or clears state wants the outcome to be another one. */
function isMeant(trouble: string): boolean {
  return trouble === 'cancel' || trouble === 'kill' || trouble === 'clear state';
}

/** What the runs of some operations without crashes leave behind, as far as they have been looked at. */
class CrashFreeWorld {
  readonly observed: Json[] = [];
  readonly #runner: PlanRunner;
  readonly #plan: Plan;
  readonly #seen = new Set<string>();
  #depth = 0;
  #explorer: Explorer | undefined;
  #runs = 0;
  /** A run without crashes broke something or was given up: nobody knows what it would have left behind. */
  #isOneUnknown = false;

  constructor(runner: PlanRunner, plan: Plan) {
    this.#runner = runner;
    this.#plan = plan;
  }

  /** Whether nothing is left to explore, and no bound kept anything out that matters. */
  get complete(): boolean {
    if (this.#explorer === undefined || this.#isOneUnknown) return false;
    return isComplete(this.#explorer);
  }

  /** Explores until an end was seen, or all are known, or it has taken too long. */
  async lookFor(text: string): Promise<void> {
    if (this.#runs === 0) this.#note(await this.#runner.run(this.#plan));
    while (!this.#seen.has(text) && this.#runs < MOST) {
      const explorer = this.#deepest();
      if (explorer.done) return;
      this.#note((await explorer.next())?.result);
    }
  }

  /** The exploration that goes on: once one is done and left something out, the next goes further. */
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
  return complete && [...leftOut].every((what) => NO_MATTER.has(what));
}
