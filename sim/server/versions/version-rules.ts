import type { ServerVersion } from '../../core/server-version.ts';

/**
 * What differs between the versions of the server, a rule a field. No other place says what a version does: parts of the
 * server ask for a rule, never for a version.
 * Rule: docs/internals/server-versions.md
 */
export interface VersionRules {
  /** Highest version of the service protocol that is negotiated. */
  readonly protocolVersion: 6 | 7;
  /** Whether `ctx.rand` depends on more than the id of its invocation. */
  readonly uniqueRandomSeeds: boolean;
  /**
   * When a delayed invocation starts, and in which order invocations get the lock of a key: at its time, and as they reach the
   * key; or at the next whole second of the server's clock, and by the second in which they may start.
   */
  readonly admission: 'by arrival' | 'by second';
  /**
   * The shortest delay, in ms, for which a failed attempt leaves the invoker and waits in its queue: until a whole second, which
   * is up to a second too early. A restart of the server, a pause and a resume leave it there.
   */
  readonly queuedRetryMs: number;
  /** What resuming an invocation does that the invoker retries soon. */
  readonly resumeOfBackingOff: 'retries at once' | 'does nothing';
  /** When a pause of a running invocation takes effect. At once means that its attempt is given up where it is. */
  readonly pauseOfRunning: 'when it suspends or fails' | 'at once';
  readonly pauseOfSuspended: 'does nothing' | 'pauses';
  /** Whether a sleep that an ended invocation has left behind fires in the next one with its id. */
  readonly leftoverSleeps: boolean;
  /** Whether invocations may be in scopes; see docs/internals/server-versions.md#scopes. */
  readonly scopes: 'refused' | 'accepted';
  /** What happens to headers of clients whose names begin with `x-restate-`. */
  readonly restateHeaders: 'passed on' | 'dropped';
}

/** How the versions differ from each other. */
export const RULES_OF: Readonly<Record<ServerVersion, VersionRules>> = {
  '1.7': {
    protocolVersion: 6,
    uniqueRandomSeeds: false,
    admission: 'by arrival',
    queuedRetryMs: Infinity,
    resumeOfBackingOff: 'retries at once',
    pauseOfRunning: 'when it suspends or fails',
    pauseOfSuspended: 'does nothing',
    leftoverSleeps: true,
    scopes: 'refused',
    restateHeaders: 'passed on',
  },
  '1.8': {
    protocolVersion: 7,
    uniqueRandomSeeds: true,
    admission: 'by second',
    queuedRetryMs: 2_000,
    resumeOfBackingOff: 'does nothing',
    pauseOfRunning: 'at once',
    pauseOfSuspended: 'pauses',
    leftoverSleeps: false,
    scopes: 'accepted',
    restateHeaders: 'dropped',
  },
};
