import { parse } from '../../core/address.ts';
import type { ChoiceKind } from '../../core/choices.ts';
import { dice, type Dice } from '../../core/random.ts';

/** How a run mixes quiet and wild: drawn once per run, so that runs differ in kind and not only in detail. */
interface Temper {
  /** Chance of letting time pass although something could move. */
  readonly advance: number;
  /** Chance of a trouble at a journal point. */
  readonly trouble: number;
  /** Chance that an effect does not go well. */
  readonly effect: number;
  /** Chance that a time-valued choice (latency, jitter, skew) is not the quiet one. */
  readonly time: number;
  /** Whether only first attempts are slow: what comes late is overtaken by what was tried again. */
  readonly slowOnce: boolean;
}

const ADVANCE = [0, 0.002, 0.02, 0.1] as const;
const TROUBLE = [0.03, 0.1, 0.01] as const;
const EFFECT = [0.1, 0.3, 0] as const;
const TIME = [0.5, 0.3, 0.1, 0.8] as const;
const SLOW_ONCE = [false, true, false] as const;

/**
 * Draws everything but the order of steps. The dice decide first how wild the run is, then each choice; the kinds of
 * choices have streams of their own, so that one more draw of one kind does not shift the others.
 */
export class Picks {
  readonly #temper: Temper;
  readonly #time: Dice;
  readonly #streams = new Map<ChoiceKind, Dice>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    const temper = dice(seed, 'temper');
    const one = <T>(values: readonly [T, ...T[]]): T => values[temper.below(values.length)] ?? values[0];
    this.#temper = {
      advance: one(ADVANCE),
      trouble: one(TROUBLE),
      effect: one(EFFECT),
      time: one(TIME),
      slowOnce: one<boolean>(SLOW_ONCE),
    };
    this.#time = dice(seed, 'time');
  }

  /** Whether time passes now although something could move. */
  timePasses(): boolean {
    return this.#temper.advance > 0 && this.#time.unit() < this.#temper.advance;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    const stream = this.#stream(kind);
    if (stream.unit() >= this.#chance(kind)) return 0;
    if (kind === 'latency' && this.#temper.slowOnce && isRetried(address)) return 0;
    return 1 + stream.below(options - 1);
  }

  #chance(kind: ChoiceKind): number {
    switch (kind) {
      case 'trouble':
        return this.#temper.trouble;
      case 'effect':
        return this.#temper.effect;
      case 'partitions':
      case 'sweep':
        return 0.5;
      default:
        return this.#temper.time;
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
