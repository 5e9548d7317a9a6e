import { itemAt } from '../../core/item-at.ts';
import { parse } from '../../core/address.ts';
import type { ChoiceKind } from '../../core/choices.ts';
import { dice, type Dice } from '../../core/random.ts';

/** The probabilities of one run. Drawn once per run, so that runs differ in kind and not only in detail. */
interface Rates {
  /** Probability that time passes although a step could be taken. */
  readonly advance: number;
  /** Probability of a trouble at a journal point. */
  readonly trouble: number;
  /** Probability that an operator intervenes at a journal point of an invocation that another handler created. */
  readonly operator: number;
  /** Probability that an effect fails or loses its response. */
  readonly effect: number;
  /** Probability that a choice of time (latency, jitter, skew) is not the quiet option. */
  readonly time: number;
  /** Whether only first attempts are slow, so that the retry overtakes them. */
  readonly slowOnce: boolean;
}

const ADVANCE = [0, 0.002, 0.02, 0.1] as const;
const TROUBLE = [0.03, 0.1, 0.01] as const;
const OPERATOR = [0.02, 0.06, 0] as const;
const EFFECT = [0.1, 0.3, 0] as const;
const TIME = [0.5, 0.3, 0.1, 0.8] as const;
const SLOW_ONCE = [false, true, false] as const;

/**
 * Draws all choices except the order of steps: first the probabilities of the run, then each choice. Every kind of choice has a
 * random stream of its own, so that an additional draw of one kind does not shift the others.
 */
export class Picks {
  readonly #rates: Rates;
  readonly #time: Dice;
  readonly #streams = new Map<ChoiceKind, Dice>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    const rates = dice(seed, 'temper');
    const one = <T>(values: readonly [T, ...T[]]): T => itemAt(values, rates.below(values.length));
    this.#rates = {
      advance: one(ADVANCE),
      trouble: one(TROUBLE),
      effect: one(EFFECT),
      time: one(TIME),
      slowOnce: one<boolean>(SLOW_ONCE),
      operator: one(OPERATOR),
    };
    this.#time = dice(seed, 'time');
  }

  /** @returns whether time passes now although a step could be taken */
  timePasses(): boolean {
    return this.#rates.advance > 0 && this.#time.unit() < this.#rates.advance;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    const stream = this.#stream(kind);
    if (stream.unit() >= this.#chance(kind)) return 0;
    if (kind === 'latency' && this.#rates.slowOnce && isRetried(address)) return 0;
    return 1 + stream.below(options - 1);
  }

  #chance(kind: ChoiceKind): number {
    switch (kind) {
      case 'trouble':
        return this.#rates.trouble;
      case 'operator':
        return this.#rates.operator;
      case 'effect':
        return this.#rates.effect;
      case 'outside':
      case 'partitions':
      case 'second':
      case 'sweep':
        return 0.5;
      default:
        return this.#rates.time;
    }
  }

  #stream(kind: ChoiceKind): Dice {
    let stream = this.#streams.get(kind);
    if (stream === undefined) this.#streams.set(kind, (stream = dice(this.#seed, kind)));
    return stream;
  }
}

/** @returns whether an address is in an attempt other than the first */
function isRetried(address: string): boolean {
  return (parse(address)?.attempt ?? 1) > 1;
}
