/** Base of every error that the simulator itself raises. `code` is stable and may be matched on. */
export class SimulationError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The caller asked for something that cannot be done; the message is one sentence saying what, where, and what to do. */
export class UsageError extends SimulationError {}

/** A limit of the run was reached first, so nothing can be said about what would have come after it. */
export class LimitReached extends SimulationError {
  constructor(limit: string, message: string) {
    super(limit, message);
  }
}

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
