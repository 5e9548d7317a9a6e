import type { ShownEvent } from '../shown.ts';
import { sentenceOf } from './sentence-of.ts';
import { RunNames } from './run-names.ts';
import type { Sentence } from './sentence.ts';

/** Puts the events of one run into words, in their order: later sentences use names from earlier events. */
export class Narrator {
  readonly #max: number;
  readonly #names = new RunNames();

  /** @param max characters of a value or a message, at most */
  constructor(max: number) {
    this.#max = max;
  }

  /** @returns the next event of the run in words */
  describe(event: ShownEvent): Sentence {
    this.#names.see(event);
    return sentenceOf(event, { names: this.#names, max: this.#max });
  }

  /** @returns `a: BankAccount/ann/debit`, an invocation with its handler */
  invocation(address: string): string {
    const handler = this.#names.handlerOf(address);
    return handler === undefined ? address : `${address}: ${handler}`;
  }
}
