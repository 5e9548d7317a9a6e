import { attemptOf, stepOf } from '../core/address.ts';
import type { Step } from '../core/agenda.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Invocation } from './invocation.ts';

/** An attempt starts, with the journal so far and a snapshot of the state. */
export class StartStep implements Step {
  readonly chain: string;
  readonly runsUserCode = true;
  readonly perform: () => void;
  readonly #invocation: Invocation;
  readonly #attempt: string;

  constructor(invocation: Invocation, perform: () => void) {
    this.#invocation = invocation;
    this.#attempt = attemptOf(invocation.address, invocation.attempts + 1);
    this.chain = invocation.address;
    this.perform = perform;
  }

  get address(): string {
    return stepOf(this.#attempt, 'start');
  }

  get footprint(): Footprint {
    const key = this.#invocation.origin.objectKey;
    return {
      reads: key === undefined ? ['clock', 'process'] : ['clock', 'process', key.state.allResource],
      writes: [this.#invocation.journalResource, `attempt:${this.#attempt}`],
    };
  }
}
