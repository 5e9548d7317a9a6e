import { choiceKey, parseChoiceKey } from '../../core/address.ts';
import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { REST, type Hold, type Plan } from '../../simulation/faults/plan.ts';
import { TIME } from '../record/run-record.ts';
import { StepNames } from '../record/step-names.ts';

/** How often time can pass in a run while all possible steps are held; after that, holds are ignored. */
const PATIENCE = 200;

/** The name of the position before the first step, so that time can pass there, too. */
export const BEGINNING = 'beginning';

/**
 * Makes the choices of a plan, and leaves the others to another decider. It takes the first step that is not held. If all are
 * held, time passes; if it cannot, the first step is taken all the same.
 */
export class PlannedDecider implements Decider {
  readonly #plan: Plan;
  readonly #rest: Decider;
  readonly #ordered: boolean;
  readonly #names = new StepNames();
  /** The steps that a step still waits for. */
  readonly #waits = new Map<string, Set<string>>();
  readonly #waiters = new Map<string, string[]>();
  readonly #asked = new Set<string>();
  readonly #came = new Set<string>();
  #last = BEGINNING;
  #timesPassed = 0;
  #patience = PATIENCE;

  /** @param rest makes the other choices; it orders steps only if the plan has no holds and no `time` choices */
  constructor(plan: Plan, rest: Decider) {
    this.#plan = plan;
    this.#rest = rest;
    this.#ordered = plan.holds.length > 0 || Object.keys(plan.choices).some((key) => parseChoiceKey(key).kind === TIME);
    for (const { before, until } of plan.holds) {
      const waits = this.#waits.get(before);
      if (waits === undefined) this.#waits.set(before, new Set([until]));
      else waits.add(until);
      const waiters = this.#waiters.get(until);
      if (waiters === undefined) this.#waiters.set(until, [before]);
      else waiters.push(before);
    }
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (!this.#ordered) return this.#rest.step(agenda, mayAdvance);
    if (mayAdvance && this.#timesPassed < this.#timesAfter(this.#last)) return agenda.size;
    let resting = -1;
    for (let place = 0; place < agenda.size; place++) {
      const waits = this.#waits.get(this.#names.of(agenda.at(place)));
      if (waits === undefined || waits.size === 0) return place;
      if (resting < 0 && waits.size === 1 && waits.has(REST)) resting = place;
    }
    if (resting >= 0) return resting;
    return mayAdvance && this.#patience-- > 0 ? agenda.size : 0;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#said(kind, address, options) ?? this.#rest.pick(kind, address, options);
  }

  planned(kind: ChoiceKind, address: string, options: number): number {
    return this.#said(kind, address, options) ?? 0;
  }

  moved(step: Step | undefined): void {
    this.#rest.moved?.(step);
    if (!this.#ordered) return;
    if (step === undefined) {
      this.#timesPassed++;
      this.#asked.add(choiceKey(TIME, this.#last));
      return;
    }
    const name = this.#names.take(step);
    this.#last = name;
    this.#timesPassed = 0;
    if (this.#waits.delete(name)) this.#came.add(name);
    for (const waiter of this.#waiters.get(name) ?? []) this.#waits.get(waiter)?.delete(name);
    if (this.#waiters.has(name)) this.#came.add(name);
  }

  /** @returns the holds and choices of the plan that had no effect in this run, in words: the code has changed since */
  unmet(): string[] {
    const holds = this.#plan.holds.filter((hold) => !this.#met(hold));
    const choices = Object.entries(this.#plan.choices).filter(
      ([key]) => !this.#asked.has(key) && parseChoiceKey(key).kind !== 'trouble',
    );
    return [
      ...holds.map(({ before, until }) => `${before} was to wait for ${until === REST ? 'everything else' : until}`),
      ...choices.map(([key, option]) => `the choice "${key}" was to be ${option}`),
    ];
  }

  #met({ before, until }: Hold): boolean {
    return this.#came.has(before) && (until === REST || this.#came.has(until));
  }

  #said(kind: ChoiceKind, address: string, options: number): number | undefined {
    const key = choiceKey(kind, address);
    const option = this.#plan.choices[key];
    if (option === undefined) return undefined;
    this.#asked.add(key);
    return option < options ? option : 0;
  }

  #timesAfter(name: string): number {
    return this.#plan.choices[choiceKey(TIME, name)] ?? 0;
  }
}
