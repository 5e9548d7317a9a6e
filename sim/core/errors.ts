import type { ErrorCode } from './error-codes.ts';
import type { Limits } from './limits.ts';

/** Base of every error that the simulator itself raises. `code` is stable and may be matched on. */
export class SimulationError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The caller asked for something that cannot be done; the message is one sentence saying what, where, and what to do. */
export class UsageError extends SimulationError {}

/** A run reached a limit and was cut short, so its verdict is `undecided`. */
export class LimitReached extends SimulationError {
  readonly limit: LimitName;

  constructor(limit: LimitName, message: string) {
    super('LIMIT_REACHED', message);
    this.limit = limit;
  }
}

/**
 * The budget of real time was over in the middle of a run. The run counts for nothing; a search catches this and ends with
 * what it has.
 */
export class RunCut extends Error {
  constructor() {
    super('The budget of time was over before the run had ended.');
    this.name = 'RunCut';
  }
}

/** A field of the limits of a run, or something without which a run cannot be judged. */
export type LimitName = keyof Limits | 'linearizability' | 'network' | 'not bound';

/** The simulator contradicts itself. Always a fault of ours, never of the services under test. */
export class SimulatorFault extends SimulationError {
  constructor(message: string) {
    super('SIMULATOR_FAULT', `${message} This is a fault of restate-sim, not of your services; please report it.`);
  }
}

/**
 * Asserts something that must hold inside the simulator; never switched off.
 * @throws {SimulatorFault} when it does not hold.
 */
export function invariant(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new SimulatorFault(message());
}
