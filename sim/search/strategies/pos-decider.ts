import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { conflict } from '../../core/footprint.ts';
import { dice, type Dice } from '../../core/random.ts';
import { Picks } from './picks.ts';

/**
 * Partial order sampling, POS (Yuan, Yang and Gu, CAV 2018): every possible step has a random priority, the highest is taken,
 * and the steps that raced with it get new priorities. It has no parameters.
 */
export class PosDecider implements Decider {
  readonly #dice: Dice;
  readonly #picks: Picks;
  #priorities = new Map<Step, number>();

  constructor(seed: number) {
    this.#dice = dice(seed, 'pos');
    this.#picks = new Picks(seed);
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#picks.timePasses()) return agenda.size;
    if (agenda.size === 1) return 0;
    const still = new Map<Step, number>();
    let best = 0;
    let highest = -1;
    for (let place = 0; place < agenda.size; place++) {
      const step = agenda.at(place);
      const priority = this.#priorities.get(step) ?? this.#dice.unit();
      still.set(step, priority);
      if (priority <= highest) continue;
      highest = priority;
      best = place;
    }
    this.#priorities = still;
    this.#race(agenda, best);
    return best;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picks.pick(kind, address, options);
  }

  /** Forgets the priorities of the step that is taken and of the steps that race with it. */
  #race(agenda: Agenda, place: number): void {
    const taken = agenda.at(place);
    const { footprint } = taken;
    this.#priorities.delete(taken);
    for (let other = 0; other < agenda.size; other++) {
      const step = agenda.at(other);
      if (step !== taken && conflict(step.footprint, footprint)) this.#priorities.delete(step);
    }
  }
}
