import { invariant } from './errors.ts';
import type { Footprint } from './footprint.ts';

/** One atomic step of the world. */
export interface Step {
  /** Stable name of the sequential actor that moves. */
  readonly chain: string;
  /** Stable address of this step, without a global number, so that a plan can name it. */
  readonly address: string;
  /** What it will touch, known before it runs. */
  readonly footprint: Footprint;
  /** Whether user code may run in it, so that the engine has to settle afterwards. */
  readonly runsUserCode: boolean;
  /** A client sends a new request. In the sequential run it waits until everything in flight has settled. */
  readonly isRequest?: boolean;
  perform(): void;
}

/**
 * The steps that could move next, in the order in which they became possible; requests of clients come after all
 * others. So always taking the first gives the sequential run: one operation after another, messages included.
 */
export class Agenda {
  readonly #line: Step[] = [];
  readonly #requests: Step[] = [];

  get size(): number {
    return this.#line.length + this.#requests.length;
  }

  /** @param index 0 for the first step in line */
  at(index: number): Step {
    const step = this.#line[index] ?? this.#requests[index - this.#line.length];
    invariant(step !== undefined, () => `There is no step at index ${index} of an agenda of ${this.size}.`);
    return step;
  }

  add(step: Step): void {
    (step.isRequest === true ? this.#requests : this.#line).push(step);
  }

  /** Removes a step. @returns whether it was there */
  drop(step: Step): boolean {
    const line = step.isRequest === true ? this.#requests : this.#line;
    if (line[0] === step) {
      line.shift();
      return true;
    }
    const index = line.indexOf(step);
    if (index < 0) return false;
    line.splice(index, 1);
    return true;
  }
}
