import { attemptOf, stepOf } from '../core/address.ts';
import type { Step } from '../core/agenda.ts';
import { EMPTY, type Footprint } from '../core/footprint.ts';
import type { Invocation } from './invocation.ts';

/** What a start needs of other parts. */
export interface Starting {
  start(invocation: Invocation): void;
  /** What a start touches that fails before any code of the service runs; undefined for one that does not. */
  refusalFootprint?(invocation: Invocation): Footprint | undefined;
}

/** An attempt starts, with the journal so far and a snapshot of the state. */
export class StartStep implements Step {
  readonly chain: string;
  readonly runsUserCode = true;
  readonly perform: () => void;
  readonly #invocation: Invocation;
  readonly #attempt: string;
  readonly #starting: Starting;

  constructor(invocation: Invocation, starting: Starting, perform: () => void) {
    this.#invocation = invocation;
    this.#starting = starting;
    this.#attempt = attemptOf(invocation.address, invocation.attempts + 1);
    this.chain = invocation.address;
    this.perform = perform;
  }

  get address(): string {
    return stepOf(this.#attempt, 'start');
  }

  get footprint(): Footprint {
    const key = this.#invocation.origin.objectKey;
    const refusal = this.#starting.refusalFootprint?.(this.#invocation);
    return {
      reads: key === undefined ? ['clock', 'process'] : ['clock', 'process', key.state.allResource],
      writes: [this.#invocation.journalResource, `attempt:${this.#attempt}`, ...(refusal?.writes ?? EMPTY)],
    };
  }
}
