import { ownerOf } from './address.ts';
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
  /** Index of the first step of the turn of user code that goes on. */
  #turn = 0;

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

  /** User code is about to run: what it adds until {@link endTurn} is of one turn. */
  beginTurn(): void {
    this.#turn = this.#line.length;
  }

  /** Code of several attempts has run in one turn: what each has added stands in line by attempt, and not by its microtasks. */
  endTurn(): void {
    if (this.#line.length - this.#turn < 2) return;
    const added = this.#line.splice(this.#turn).map((step) => ({ step, owner: ownerOf(step.address) }));
    added.sort((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0));
    for (const { step } of added) this.#line.push(step);
  }

  /** Removes a step. @returns whether it was there */
  drop(step: Step): boolean {
    const line = step.isRequest === true ? this.#requests : this.#line;
    const index = line[0] === step ? 0 : line.indexOf(step);
    if (index < 0) return false;
    if (line === this.#line && index < this.#turn) this.#turn--;
    if (index === 0) line.shift();
    else line.splice(index, 1);
    return true;
  }
}
