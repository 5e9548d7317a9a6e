import { choiceKey } from '../../core/address.ts';
import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { conflict } from '../../core/footprint.ts';
import type { Hold } from '../../simulation/faults/plan.ts';
import { predecessors } from '../record/predecessors.ts';
import { BEGINNING } from './planned-decider.ts';
import { TIME, type RecordedStep } from '../record/run-record.ts';
import { StepNames } from '../record/step-names.ts';

/** How closely a guided run follows the recorded one. */
export type Closeness =
  /** Steps that touch nothing in common can be reordered, and steps that the recorded run did not reach can happen. */
  | 'loose'
  /** Steps that the recorded run did not reach have to wait. */
  | 'closed'
  /** Every step keeps its position. */
  | 'exact';

/**
 * Takes the quiet option wherever that leads to the same state as a recorded run, and adds a hold for each step that would
 * come too early. A run that follows these holds and is quiet otherwise is the same as the guided one.
 */
export class Guide implements Decider {
  readonly holds: Hold[] = [];
  /** How often time passed early after each step: the `time` choices of the plan. */
  readonly times: Record<string, number> = {};
  /** Set when the recorded run could not be followed, because a step touches more than it declares. */
  lost = false;
  readonly #steps: readonly RecordedStep[];
  readonly #before: readonly (readonly number[])[];
  readonly #closeness: Closeness;
  readonly #picks: ReadonlyMap<string, number>;
  readonly #places: ReadonlyMap<string, number>;
  readonly #done: boolean[];
  readonly #names = new StepNames();
  #next = 0;
  #last = BEGINNING;
  #timesPassed = 0;

  /** @param picks the choices of the recorded run other than the order of steps: `kind address` -> option */
  constructor(steps: readonly RecordedStep[], closeness: Closeness, picks: ReadonlyMap<string, number>) {
    this.#steps = steps;
    this.#closeness = closeness;
    this.#before =
      closeness === 'exact' ? steps.map((_, place) => (place === 0 ? [] : [place - 1])) : predecessors(steps);
    this.#picks = picks;
    this.#places = new Map(steps.map(({ name }, place) => [name, place]));
    this.#done = steps.map(() => false);
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (this.#steps[this.#next]?.isTime === true && mayAdvance) {
      this.times[this.#last] = this.#timesPassed + 1;
      return agenda.size;
    }
    for (let place = 0; place < agenda.size; place++) {
      const step = agenda.at(place);
      const until = this.#blockedBy(step);
      if (until === undefined) return place;
      this.holds.push({ before: this.#names.of(step), until });
    }
    this.lost = true;
    return 0;
  }

  pick(kind: ChoiceKind, address: string): number {
    return this.#picks.get(choiceKey(kind, address)) ?? 0;
  }

  planned(kind: ChoiceKind, address: string): number {
    return this.pick(kind, address);
  }

  moved(step: Step | undefined): void {
    if (step === undefined) {
      if (this.#steps[this.#next]?.isTime === true) this.#done[this.#next] = true;
      else if (this.#next < this.#steps.length) this.lost = true;
      this.#timesPassed++;
    } else {
      this.#timesPassed = 0;
      this.#last = this.#names.take(step);
      const place = this.#places.get(this.#last);
      if (place !== undefined) this.#done[place] = true;
    }
    while (this.#done[this.#next] === true) this.#next++;
  }

  /** @returns the name of the last step that has to come first; undefined if the step can be taken */
  #blockedBy(step: Step): string | undefined {
    if (this.#next >= this.#steps.length) return undefined;
    const place = this.#places.get(this.#names.of(step));
    const blocker = place === undefined ? this.#blockerOfStranger(step) : this.#blockerOf(place);
    if (blocker === undefined) return undefined;
    // A hold cannot wait for time to pass, so it waits for the step before.
    for (let at = blocker; at >= this.#next; at--) {
      const candidate = this.#steps[at];
      if (this.#done[at] !== true && candidate?.isTime === false) return candidate.name;
    }
    return undefined;
  }

  #blockerOf(place: number): number | undefined {
    return this.#before[place]?.findLast((at) => this.#done[at] !== true);
  }

  #blockerOfStranger(step: Step): number | undefined {
    const { footprint } = step;
    for (let at = this.#steps.length - 1; at >= this.#next; at--) {
      const recorded = this.#steps[at];
      if (recorded === undefined || this.#done[at] === true) continue;
      if (this.#closeness !== 'loose' || recorded.isTime || conflict(recorded.footprint, footprint)) return at;
    }
    return undefined;
  }
}

/** @returns the key of the choice that time passes early after a step */
export function timeKey(after: string): string {
  return choiceKey(TIME, after);
}
