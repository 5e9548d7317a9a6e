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
  perform(): void;
}

/**
 * The steps that could move next. What a step makes possible goes to the head of the line, in order, so that always
 * taking the first is the plain sequential run: what has begun goes on until it waits.
 */
export class Agenda {
  /** First in line is last in the array: most additions and removals happen there. */
  readonly #line: Step[] = [];
  #addedSinceMark = 0;

  get size(): number {
    return this.#line.length;
  }

  /** @returns the step at a place in line; 0 is the first. */
  at(place: number): Step {
    const step = this.#line[this.#line.length - 1 - place];
    invariant(step !== undefined, () => `There is no step at place ${place} of ${this.#line.length}.`);
    return step;
  }

  /** Says that a new step of the world begins: what it adds goes before everything added earlier. */
  mark(): void {
    this.#addedSinceMark = 0;
  }

  add(step: Step): void {
    if (this.#addedSinceMark === 0) this.#line.push(step);
    else this.#line.splice(this.#line.length - this.#addedSinceMark, 0, step);
    this.#addedSinceMark++;
  }

  /** Takes a step out of the line. @returns whether it was there. */
  drop(step: Step): boolean {
    const at = this.#line.lastIndexOf(step);
    if (at < 0) return false;
    if (at >= this.#line.length - this.#addedSinceMark) this.#addedSinceMark--;
    if (at === this.#line.length - 1) this.#line.pop();
    else this.#line.splice(at, 1);
    return true;
  }
}
