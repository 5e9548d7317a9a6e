import type { Process, ProcessTimer } from '../attempt/process.ts';
import { KeyedRandom } from '../core/random.ts';

/**
 * The process of an attempt that only replays. Its clock stands at the moment of the last row, its random numbers are a function of
 * the prefix, and no timer of its code ever fires: what would come after it is not the business of a replay.
 */
export class ReplayProcess implements Process {
  readonly noteLine: Process['noteLine'];
  readonly #name: string;
  readonly #nowMs: number;
  #drawn = 0;

  constructor(name: string, nowMs: number, noteLine: Process['noteLine']) {
    this.#name = name;
    this.#nowMs = nowMs;
    this.noteLine = noteLine;
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
    return RANDOM.unit(this.#name, String(this.#drawn++));
  }

  setTimer(): ProcessTimer {
    return NEVER;
  }
}

const RANDOM = new KeyedRandom(0);

const NEVER: ProcessTimer = { cancel: () => undefined };
