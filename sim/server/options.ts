/** How the modelled cluster is set up; the defaults are those of a fresh restate-server 1.7.12. */
export interface ServerOptions {
  /** Largest total size of eagerly sent state, in bytes; above it the rest is lazy. */
  readonly eagerStateBytes: number;
  /** Interval of the retention sweep, in ms. */
  readonly cleanupIntervalMs: number;
  /** Protocol version negotiated with the services; 7 honours `onJournalMismatchErrors`. */
  readonly protocolVersion: 6 | 7;
  /** Inactivity timeout of handlers that set none, in ms; 0 suspends at each await, Infinity never does. */
  readonly inactivityTimeoutMs: number;
  /** Never retry: the first failure of an attempt ends its invocation. */
  readonly disableRetries: boolean;
}

export const DEFAULT_SERVER: ServerOptions = {
  eagerStateBytes: 32 * 1024 * 1024,
  cleanupIntervalMs: 3_600_000,
  protocolVersion: 6,
  inactivityTimeoutMs: 60_000,
  disableRetries: false,
};
