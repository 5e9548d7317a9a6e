import { subjectOf, type Step } from '../data/steps.ts';
import type { RunModel } from './run-model.ts';

/** The moves from one step of a picture to another. Each returns the step to go to; undefined where there is none. */
export class Moves {
  readonly #model: RunModel;
  /** Steps that are drawn, in order. */
  readonly #drawn: readonly number[];
  readonly #step: number;

  constructor(model: RunModel, drawn: readonly number[], step: number) {
    this.#model = model;
    this.#drawn = drawn;
    this.#step = step;
  }

  /** @returns the drawn step so many steps on; the first or the last one beyond them */
  by(steps: number): number | undefined {
    const at = this.#drawn.indexOf(this.#step) + steps;
    return this.#drawn[Math.max(0, Math.min(this.#drawn.length - 1, at))];
  }

  first(): number | undefined {
    return this.#drawn[0];
  }

  last(): number | undefined {
    return this.#drawn.at(-1);
  }

  /** @returns the next (1) or the previous (-1) step of the same invocation */
  sameInvocation(direction: 1 | -1): number | undefined {
    const steps = this.#model.steps;
    const subject = subjectIn(steps[this.#step]);
    const others = this.#drawn.filter(
      (each) => (direction > 0 ? each > this.#step : each < this.#step) && subjectIn(steps[each]) === subject,
    );
    return direction > 0 ? others[0] : others.at(-1);
  }

  get hasTroubles(): boolean {
    return this.#drawn.some((each) => this.#isTrouble(each));
  }

  /** @returns the next step with a trouble; after the last one the first */
  nextTrouble(): number | undefined {
    return this.#next((each) => this.#isTrouble(each));
  }

  /** @returns the next step whose sentences contain a text; after the last one the first */
  find(text: string): number | undefined {
    const wanted = text.toLowerCase();
    if (wanted === '') return undefined;
    const { steps, narration } = this.#model;
    return this.#next((each) => {
      const step = steps[each];
      return step !== undefined && narration.step(step).toLowerCase().includes(wanted);
    });
  }

  #next(matches: (step: number) => boolean): number | undefined {
    const hits = this.#drawn.filter(matches);
    return hits.find((each) => each > this.#step) ?? hits[0];
  }

  #isTrouble(step: number): boolean {
    return this.#model.steps[step]?.events.some(({ type }) => TROUBLES.has(type)) === true;
  }
}

const TROUBLES: ReadonlySet<string> = new Set([
  'trouble',
  'attempt failed',
  'killed',
  'cancel requested',
  'paused',
  'zombie',
  'abandoned',
  'limit',
]);

function subjectIn(step: Step | undefined): string | undefined {
  return step && subjectOf(step);
}
