import { nthOf } from '../../core/address.ts';
import type { Step } from '../../core/agenda.ts';

/** Names the steps of a run uniquely: by address, and by number when an address comes again. */
export class StepNames {
  readonly #taken = new Map<string, number>();

  /** @returns the name that the step would have if it were taken now */
  of(step: Step): string {
    const { address } = step;
    const times = this.#taken.get(address);
    return nthOf(address, (times ?? 0) + 1);
  }

  /** Records that the step is taken. @returns its name */
  take(step: Step): string {
    const name = this.of(step);
    const { address } = step;
    this.#taken.set(address, (this.#taken.get(address) ?? 0) + 1);
    return name;
  }
}
