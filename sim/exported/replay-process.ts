import type { Process, ProcessTimer } from '../attempt/process.ts';
import { KeyedRandom } from '../core/random.ts';

/** A second replay of a prefix, in which everything ambient is another one. */
export interface Again {
  /** Called with where the code issues its commands. */
  readonly noteLine: NonNullable<Process['noteLine']>;
}

/**
 * The process of an attempt that only replays. Its clock stands at the moment of the last row, its random numbers are a function of
 * the prefix, and no timer of its code ever fires: what would come after it is not the business of a replay.
 */
export class ReplayProcess implements Process {
  readonly noteLine: Process['noteLine'];
  readonly #name: string;
  readonly #nowMs: number;
  readonly #random: KeyedRandom;
  #drawn = 0;

  constructor(name: string, nowMs: number, again: Again | undefined) {
    this.#name = name;
    this.#nowMs = nowMs + (again === undefined ? 0 : LATER_MS);
    this.#random = again === undefined ? FIRST : SECOND;
    this.noteLine = again?.noteLine;
  }

  now(): number {
    return this.#nowMs;
  }

  ambientNow(): number {
    return this.#nowMs;
  }

  elapsed(): number {
    return 0;
  }

  random(): number {
    return this.#random.unit(this.#name, String(this.#drawn++));
  }

  setTimer(): ProcessTimer {
    return NEVER;
  }
}

const FIRST = new KeyedRandom(0);
const SECOND = new KeyedRandom(1);
/** No round number, so that no rounding hides it. */
const LATER_MS = 5_003_117;

const NEVER: ProcessTimer = { cancel: () => undefined };
