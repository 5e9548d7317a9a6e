import type { Operators } from './operators.ts';

/** Which faults a search may inject. */
export interface FaultProfile {
  /**
   * Maximum number of crashes, lost connections and forced suspensions in each stretch of 96 journal points, about as many as a
   * run with a handful of requests has. Default 3.
   */
  readonly troubles?: number;
  /** Whether effects may fail or lose their responses. Default true. */
  readonly effects?: boolean;
  /** Whether the service's clock may differ from the server's. Default false. */
  readonly skew?: boolean;
  /** Whether the server's clock may jump, forwards or backwards. Default false. */
  readonly clockJumps?: boolean;
  /** Whether the server may restart, which breaks the connections of clients. Default true; false for a `property`. */
  readonly serverRestarts?: boolean;
  /**
   * Whether clients send a request a second time while the first one is in flight, with the same idempotency key or without
   * one. Default true. A `property` sends its own requests, which are not repeated.
   */
  readonly duplicates?: boolean;
  /**
   * What operators do to invocations: `{ cancel: true, kill: false, pause: false }`, a list of these names, or true or false
   * for all or none. An object keeps the default of what it leaves out. Default: they cancel, which every handler has to
   * survive; a `property`, which awaits its own responses, has no operators. A kill skips all compensation, and a paused
   * invocation waits for a resume, see `owed`.
   */
  readonly operators?: Operators;
  /** Whether operators clear the state of keys; the change queues like an exclusive handler. Default false. */
  readonly clearedState?: boolean;
  /** Services with faults of their own, by name: `{ Checkout: { troubles: 0, operators: ['kill'] } }`. */
  readonly services?: Readonly<Record<string, ServiceFaults>>;
}

/** Which faults a search may inject into the invocations of one service. What it leaves out is as for all services. */
export interface ServiceFaults {
  /**
   * Maximum number of crashes, lost connections and forced suspensions at journal points of the service. A process that
   * crashes at a point of another service, and a server that restarts, hit its invocations too.
   */
  readonly troubles?: number;
  /** Whether clients repeat their requests to it. */
  readonly duplicates?: boolean;
  /** What operators do to its invocations. */
  readonly operators?: Operators;
  /** Whether operators clear the state of its keys. */
  readonly clearedState?: boolean;
}
