import { actorOf } from '../../core/address.ts';
import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { dice, type Dice } from '../../core/random.ts';
import { Picks } from './picks.ts';

/** Depths to draw from, small ones more often: most bugs need few ordering constraints. */
const DEPTHS = [1, 1, 2, 2, 3, 3, 4] as const;

/** Estimates of the number of steps with a choice in a run, to draw from. */
const LENGTHS = [20, 60, 200] as const;

/**
 * Probabilistic concurrency testing, PCT (Burckhardt et al., ASPLOS 2010): every chain of steps has a random priority, the
 * highest moves, and at a few random steps the chain about to move gets the lowest priority. It finds a bug of depth `d`, one
 * that needs `d` ordering constraints, with probability at least 1 / (n k^(d-1)). The depth is drawn for each run, because
 * with a fixed depth no run finds deeper bugs.
 */
export class PctDecider implements Decider {
  readonly #dice: Dice;
  readonly #picks: Picks;
  /** Priority by chain: the highest moves. Demoted chains have priorities below 0, the latest the lowest. */
  readonly #ranks = new Map<string, number>();
  /** Choice points at which the chain about to move is demoted. */
  readonly #falls: ReadonlySet<number>;
  #point = 0;
  #fallen = 0;

  /** @param fixedDepth depth of the bugs that it looks for. Default: drawn */
  constructor(seed: number, fixedDepth?: number) {
    this.#dice = dice(seed, 'pct');
    this.#picks = new Picks(seed);
    const drawn = DEPTHS[this.#dice.below(DEPTHS.length)] ?? 1;
    const depth = fixedDepth ?? drawn;
    const length = LENGTHS[this.#dice.below(LENGTHS.length)] ?? 60;
    this.#falls = new Set(Array.from({ length: depth - 1 }, () => 1 + this.#dice.below(length)));
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#picks.timePasses()) return agenda.size;
    if (agenda.size === 1) return 0;
    this.#point++;
    let best = this.#highest(agenda);
    if (this.#falls.has(this.#point)) {
      this.#ranks.set(chainOf(agenda.at(best)), -++this.#fallen);
      best = this.#highest(agenda);
    }
    return best;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picks.pick(kind, address, options);
  }

  #highest(agenda: Agenda): number {
    let best = 0;
    let highest = -Infinity;
    for (let place = 0; place < agenda.size; place++) {
      const rank = this.#rank(chainOf(agenda.at(place)));
      if (rank <= highest) continue;
      highest = rank;
      best = place;
    }
    return best;
  }

  /** A new chain gets a random priority. */
  #rank(chain: string): number {
    let rank = this.#ranks.get(chain);
    if (rank === undefined) this.#ranks.set(chain, (rank = this.#dice.unit()));
    return rank;
  }
}

/** @returns the sequential actor of a step: both directions of an attempt's stream are one; a run closure, a message and a timer are their own */
export function chainOf({ chain }: Pick<Step, 'chain'>): string {
  return actorOf(chain);
}
