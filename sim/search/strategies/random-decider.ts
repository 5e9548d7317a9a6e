import type { Agenda } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { dice, type Dice } from '../../core/random.ts';
import { Picks } from './picks.ts';

/** Probabilities of not taking the step that is first in line; one of them is drawn for each run. */
const PREEMPT = [1, 0.5, 0.15, 0.03] as const;

/** Makes every choice at random: the uniform random walk, and quieter versions of it. */
export class RandomDecider implements Decider {
  readonly #preempt: number;
  readonly #steps: Dice;
  readonly #picks: Picks;

  /** @param preempt probability of not taking the step that is first in line; 1 is the uniform walk. Default: drawn */
  constructor(seed: number, preempt?: number) {
    this.#picks = new Picks(seed);
    this.#steps = dice(seed, 'step');
    const drawn = PREEMPT[this.#steps.below(PREEMPT.length)] ?? 1;
    this.#preempt = preempt ?? drawn;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#picks.timePasses()) return agenda.size;
    if (agenda.size === 1 || this.#steps.unit() >= this.#preempt) return 0;
    return this.#steps.below(agenda.size);
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picks.pick(kind, address, options);
  }
}
