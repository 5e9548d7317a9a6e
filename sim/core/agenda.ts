import { invariant } from './errors.ts';
import type { Footprint } from './footprint.ts';

/** One indivisible move of the world. */
export interface Step {
  /** Stable name of the sequential actor that moves. */
  readonly chain: string;
  /** Stable address of this very step: never a global number, so that a plan can speak of it. */
  readonly address: string;
  /** What it will touch, known before it runs. */
  readonly footprint: Footprint;
  /** Whether user code may run in it, so that the engine has to settle afterwards. */
  readonly runsUserCode: boolean;
  /** A client begins something new. In the plain run that waits until all that has begun has come to rest. */
  readonly isRequest?: boolean;
  perform(): void;
}

/**
 * The steps that could move next, in the order in which they became possible; requests of clients stand behind all
 * others. So always taking the first is the plain sequential run: one operation after another, messages included.
 */
export class Agenda {
  readonly #line: Step[] = [];
  readonly #requests: Step[] = [];

  get size(): number {
    return this.#line.length + this.#requests.length;
  }

  /** @returns the step at a place in line; 0 is the first. */
  at(place: number): Step {
    const step = this.#line[place] ?? this.#requests[place - this.#line.length];
    invariant(step !== undefined, () => `There is no step at place ${place} of ${this.size}.`);
    return step;
  }

  add(step: Step): void {
    (step.isRequest === true ? this.#requests : this.#line).push(step);
  }

  /** Takes a step out of the line. @returns whether it was there. */
  drop(step: Step): boolean {
    const line = step.isRequest === true ? this.#requests : this.#line;
    if (line[0] === step) {
      line.shift();
      return true;
    }
    const at = line.indexOf(step);
    if (at < 0) return false;
    line.splice(at, 1);
    return true;
  }
}
