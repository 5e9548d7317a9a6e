import type { Agenda } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { dice, type Dice } from '../../core/random.ts';

/** How often another step than the first one is taken. */
const PREEMPT = 0.5;
/** How often time passes although a step is enabled. */
const TIME_PASSES = 0.02;

const FAULTS: ReadonlySet<ChoiceKind> = new Set(['effect', 'trouble', 'operator']);

/** Draws the order of steps and latencies from a seed. It injects no faults: a test does that itself. */
export class RandomOrder implements Decider {
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#dice = dice(seed, 'order');
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#dice.unit() < TIME_PASSES) return agenda.size;
    return agenda.size === 1 || this.#dice.unit() >= PREEMPT ? 0 : this.#dice.below(agenda.size);
  }

  pick(kind: ChoiceKind, _address: string, options: number): number {
    return FAULTS.has(kind) ? 0 : this.#dice.below(options);
  }
}
