import type { ShownEvent } from '../../sim/trace/shown.ts';
import { Narrator } from '../../sim/trace/words/narrator.ts';
import { fullSentence } from '../../sim/trace/words/render.ts';
import type { Step } from './steps.ts';

/** Characters of a value or a message in a sentence. */
const MAX_VALUE_LENGTH = 200;

/** The events of one run in sentences. */
export class Narration {
  readonly #sentences = new Map<number, string>();

  /** @param steps all steps of the run, because later sentences use names from earlier events */
  constructor(steps: readonly Step[]) {
    const narrator = new Narrator(MAX_VALUE_LENGTH);
    for (const { events } of steps) {
      for (const event of events) this.#sentences.set(event.seq, fullSentence(narrator.describe(event)));
    }
  }

  /** @returns an event in a sentence */
  of({ seq }: ShownEvent): string {
    return this.#sentences.get(seq) ?? '';
  }

  /** @returns everything that happens in a step, a sentence for each event */
  step({ events }: Step): string {
    return events.map((event) => this.of(event)).join(' ');
  }
}
