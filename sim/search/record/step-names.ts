import { nthOf } from '../../core/address.ts';
import type { Step } from '../../core/agenda.ts';

/** Gives each step of a run a name that is unique in it: its address, and a number when the address comes again. */
export class StepNames {
  readonly #taken = new Map<string, number>();

  /** The name a step would have if it were taken now. */
  of(step: Step): string {
    const { address } = step;
    const times = this.#taken.get(address);
    return nthOf(address, (times ?? 0) + 1);
  }

  /** Notes that the step is taken. @returns its name */
  take(step: Step): string {
    const name = this.of(step);
    const { address } = step;
    this.#taken.set(address, (this.#taken.get(address) ?? 0) + 1);
    return name;
  }
}
