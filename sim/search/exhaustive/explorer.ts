import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { WORLD, type Footprint } from '../../core/footprint.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { drawnPlan, type DrawnPlan } from '../plan/drawn-operation.ts';
import { union, type RunRecord } from '../record/run-record.ts';
import type { PlanRunner, RecordedRun } from '../record/plan-runner.ts';
import { StepNames } from '../record/step-names.ts';
import { chainOf } from '../strategies/pct-decider.ts';
import type { Bounds } from './bounds.ts';
import { eventOf, independent, TIME_NAME, type Event, type StepNode } from './step-node.ts';

/** One execution of an exploration. */
export interface Execution {
  readonly result: RunResult;
  /** Its steps, if they were requested. */
  readonly record: RunRecord | undefined;
  readonly again: () => Promise<RecordedRun<DrawnPlan>>;
}

/** The progress of an exploration. */
export interface Standing {
  /** Complete executions; no two of them differ only in the order of independent steps. */
  readonly executions: number;
  /** Runs that were cut because they would have repeated another one. */
  readonly cut: number;
  /** Runs that were cut because they exceeded a bound. */
  readonly beyond: number;
  /** The kinds of choices that a bound left options out of: without it there would be more executions. */
  readonly leftOut: ReadonlySet<LeftOut>;
  /** Whether everything within the bounds was explored. */
  readonly complete: boolean;
  /** Why the verdict is undecided although nothing is left to explore, in a sentence. */
  readonly undecided: string | undefined;
}

/** Thrown to end a run early, because the rest of it shows nothing new. */
class Cut extends Error {
  readonly why: 'asleep' | 'beyond' | 'strayed';

  constructor(why: 'asleep' | 'beyond' | 'strayed') {
    super(why);
    this.why = why;
  }
}

const WAITED_OUTSIDE =
  'A run waited for real input or output, or for a promise that nothing in this world resolves; no order of steps covers the possible results.';

/**
 * Explores every execution of a plan within bounds, depth first, by running it again and again. Sleep sets (Godefroid)
 * leave out executions that differ only in the order of independent steps. With a bound on preemptions they are off, because
 * they would replace executions within the bound by equivalent ones beyond it.
 */
export class Explorer {
  readonly #runner: PlanRunner;
  readonly #plan: DrawnPlan;
  readonly #bounds: Bounds;
  readonly #sleeps: boolean;
  #path: StepNode[] = [];
  #executions = 0;
  #cut = 0;
  #beyond = 0;
  readonly #leftOut = new Set<LeftOut>();
  #complete = false;
  #undecided: string | undefined;

  /** @param reduce false explores every order; for tests of the reduction */
  constructor(runner: PlanRunner, plan: Plan, bounds: Bounds, reduce: boolean = true) {
    this.#runner = runner.with({
      freezes: false,
      // Here a suspension is a bounded choice and does not depend on time.
      serverOptions: { inactivityTimeoutMs: Infinity },
    });
    this.#plan = { ...drawnPlan(plan), strategy: { name: 'random', dice: 0, troubles: bounds.troubles } };
    this.#bounds = bounds;
    this.#sleeps = reduce && bounds.preemptions === undefined;
  }

  get standing(): Standing {
    return {
      executions: this.#executions,
      cut: this.#cut,
      beyond: this.#beyond,
      // A copy: the caller must not see later changes.
      leftOut: new Set(this.#leftOut),
      complete: this.#complete && this.#undecided === undefined,
      undecided: this.#undecided,
    };
  }

  /** Makes one more run. @param records whether its steps are recorded @returns undefined when it was cut */
  async next(records: boolean = false): Promise<Execution | undefined> {
    const walk = new Walk(this.#path, this.#bounds, this.#sleeps, this.#leftOut);
    try {
      const recorded = records ? await this.#runner.record(this.#plan, walk, walk) : undefined;
      const result = recorded?.result ?? (await this.#runner.run(this.#plan, walk, walk));
      walk.finish();
      this.#executions++;
      if (result.undecided !== undefined) this.#undecided ??= result.undecided;
      if (result.waitedOutside) this.#undecided ??= WAITED_OUTSIDE;
      const path = this.#path.map((node) => ({ ...node, picks: node.picks.map((pick) => ({ ...pick })) }));
      const again = (): Promise<RecordedRun<DrawnPlan>> => {
        const same = new Walk(path, this.#bounds, false, new Set());
        return this.#runner.record(this.#plan, same, same);
      };
      return { result, record: recorded?.record, again };
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      if (error.why === 'asleep') this.#cut++;
      else if (error.why === 'beyond') this.#beyond++;
      return undefined;
    } finally {
      if (walk.strayed !== undefined) this.#undecided ??= walk.strayed;
      // A plan that does not repeat cannot be explored.
      this.#complete = walk.strayed !== undefined || !backtrack(this.#path);
    }
  }

  get done(): boolean {
    return this.#complete;
  }
}

/**
 * Changes the path to the next execution: takes the next option of the last choice that has one left.
 * @returns false when there is none
 */
function backtrack(path: StepNode[]): boolean {
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const event = eventOf(node);
    if (!node.done.some(({ name, picks }) => name === event.name && picks === event.picks)) node.done.push(event);
    for (let pick = node.picks.at(-1); pick !== undefined; pick = node.picks.at(-1)) {
      if (pick.chosen + 1 < pick.options) {
        pick.chosen++;
        return true;
      }
      node.picks.pop();
    }
    node.finished.add(node.chosen);
    const next = node.enabled.find((name) => !node.finished.has(name) && !wholly(asleepAt(node), name));
    if (next !== undefined) {
      node.chosen = next;
      return true;
    }
    path.pop();
  }
  return false;
}

function asleepAt(node: StepNode): readonly Event[] {
  return node.sleep;
}

/** @returns whether a step without choices in it is asleep */
function wholly(sleep: readonly Event[], step: string): boolean {
  return sleep.some(({ name, points }) => name === step && points === 0);
}

/** A kind of choice; `step` stands for steps that a bound on preemptions left out. */
export type LeftOut = ChoiceKind | 'time' | 'retry';

/** One run along a path; it extends the path where that ends. */
class Walk implements Decider {
  /** Set when the run did not meet the same choices as before, so that the exploration is undecided. */
  strayed: string | undefined;
  readonly #path: StepNode[];
  readonly #bounds: Bounds;
  readonly #sleeps: boolean;
  /** Collects the kinds of choices that a bound left options out of. */
  readonly #leftOut: Set<LeftOut>;
  readonly #names = new StepNames();
  readonly #spent = { troubles: 0, effects: 0, timings: 0, advances: 0, preemptions: 0 };
  #begun = false;
  #depth = -1;
  /** Depth of the node at which a step was last chosen. */
  #chosenHere = -1;
  #pick = 0;
  #sleep: readonly Event[] = [];
  /** The chain of the last step. */
  #last = '';

  constructor(path: StepNode[], bounds: Bounds, sleeps: boolean, leftOut: Set<LeftOut>) {
    this.#path = path;
    this.#bounds = bounds;
    this.#sleeps = sleeps;
    this.#leftOut = leftOut;
  }

  readonly begin = (): void => {
    this.#begun = true;
  };

  readonly see = (event: TraceEvent): void => {
    const node = this.#path[this.#depth];
    if (event.type === 'trouble' && node !== undefined) node.footprint = union(node.footprint, event.footprint);
    if (event.type === 'attempt started' && event.attempt > this.#bounds.retries + 1) {
      this.#leftOut.add('retry');
      throw new Cut('beyond');
    }
  };

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (!this.#begun) return 0;
    const steps = Array.from({ length: agenda.size }, (_, place) => agenda.at(place));
    const names = steps.map((step) => this.#names.of(step));
    const node = this.#arrive(names, steps.map(chainOf), mayAdvance);
    return node.chosen === TIME_NAME ? agenda.size : names.indexOf(node.chosen);
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    const node = this.#path[this.#depth];
    if (!this.#begun || node === undefined) return 0;
    const budget = budgetOf(kind);
    const allowed = this.#spent[budget] < this.#bounds[budget] ? options : 1;
    if (allowed < options) this.#leftOut.add(kind);
    if (allowed === 1) return 0;
    const key = `${kind} ${address}`;
    let pick = node.picks[this.#pick];
    if (pick === undefined) node.picks.push((pick = { key, options: allowed, chosen: 0 }));
    else if (pick.key !== key)
      this.#stray(`A run that was repeated met the choice "${key}" where it had met "${pick.key}".`);
    this.#pick++;
    if (pick.chosen !== 0) this.#spent[budget]++;
    return pick.chosen;
  }

  moved(step: Step | undefined): void {
    if (!this.#begun) return;
    const name = step === undefined ? TIME_NAME : this.#names.of(step);
    const chain = step === undefined ? TIME_NAME : chainOf(step);
    // The only possible step is taken without a choice.
    let node = this.#path[this.#depth + 1];
    if (node === undefined || this.#chosenHere !== this.#depth + 1) node = this.#arrive([name], [chain], false);
    this.#enter(node, step, name, chain);
  }

  #stray(how: string): never {
    this.strayed = how;
    throw new Cut('strayed');
  }

  /** Completes the last event when the run is over. */
  finish(): void {
    this.#leave();
  }

  /** @returns the next node, a known one or a new one */
  #arrive(names: readonly string[], chains: readonly string[], mayAdvance: boolean): StepNode {
    this.#leave();
    const depth = this.#depth + 1;
    this.#chosenHere = depth;
    const time = mayAdvance && this.#spent.advances < this.#bounds.advances;
    if (mayAdvance && !time) this.#leftOut.add('time');
    const enabled = this.#within(time ? [...names, TIME_NAME] : names, chains);
    const known = this.#path[depth];
    if (known !== undefined) {
      if (known.enabled.join('\n') !== enabled.join('\n')) {
        this.#stray(
          `A run that was repeated could go on with ${enabled.join(', ')} where it had been ${known.enabled.join(', ')}.`,
        );
      }
      return known;
    }
    const chosen = enabled.find((name) => !wholly(this.#sleep, name));
    if (chosen === undefined) throw new Cut('asleep');
    const node: StepNode = {
      enabled,
      sleep: this.#sleep,
      done: [],
      finished: new Set(),
      chains,
      chosen,
      footprint: WORLD,
      picks: [],
    };
    this.#path.push(node);
    return node;
  }

  /** Leaves out the steps that would exceed the bound on preemptions. */
  #within(names: readonly string[], chains: readonly string[]): readonly string[] {
    const { preemptions } = this.#bounds;
    if (preemptions === undefined || this.#spent.preemptions < preemptions) return names;
    const on = names.filter((_, place) => chains[place] === this.#last);
    if (on.length === 0) return names;
    if (on.length < names.length) this.#leftOut.add('step');
    return on;
  }

  #enter(node: StepNode, step: Step | undefined, name: string, chain: string): void {
    this.#depth++;
    this.#pick = 0;
    node.footprint = footprintOf(step);
    if (step !== undefined) this.#names.take(step);
    if (step === undefined && node.enabled.length > 1) this.#spent.advances++;
    if (chain !== this.#last && node.chains.includes(this.#last)) this.#spent.preemptions++;
    this.#last = chain;
    if (name !== node.chosen)
      this.#stray(`A run that was repeated took "${name}" where it had taken "${node.chosen}".`);
  }

  /** Completes the current event: it must not be asleep, and events that are independent of it stay asleep. */
  #leave(): void {
    const node = this.#path[this.#depth];
    if (node === undefined || !this.#sleeps) return;
    const event = eventOf(node);
    if (node.sleep.some(({ name, picks }) => name === event.name && picks === event.picks)) throw new Cut('asleep');
    this.#sleep = [...node.sleep, ...node.done].filter((other) => independent(other, event));
  }
}

function budgetOf(kind: ChoiceKind): 'troubles' | 'effects' | 'timings' {
  if (kind === 'trouble' || kind === 'operator') return 'troubles';
  return kind === 'effect' || kind === 'outside' ? 'effects' : 'timings';
}

function footprintOf(step: Step | undefined): Footprint {
  return step?.footprint ?? WORLD;
}
