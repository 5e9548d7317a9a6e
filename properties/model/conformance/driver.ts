import type { AdminOperation } from '../../../sim/real-server/admin-api.ts';
import type { Reply } from '../../../sim/real-server/exchange.ts';
import type { Deployments } from './deployments/port.ts';
import type { Json, JsonObject } from './json.ts';

export type { AdminOperation, InvocationOperation } from '../../../sim/real-server/admin-api.ts';
export type { Reply } from '../../../sim/real-server/exchange.ts';

/**
 * What a case may do to an engine from outside, and nothing more. All waiting goes through `sleep`, so that the same
 * script runs in real time against a server and in virtual time in the simulator.
 */
export interface Driver {
  /** A name that no other case and no earlier run on this engine has used. */
  fresh(prefix: string): string;

  /** One HTTP request to the ingress. Rejects if the connection breaks or `signal` aborts. */
  ingress(request: IngressRequest): Promise<Reply>;
  admin(operation: AdminOperation): Promise<Reply>;

  /** The row of `sys_invocation`; undefined once the server has forgotten it. */
  invocation(id: string): Promise<InvocationRow | undefined>;
  /** All invocations of a service (and key), oldest first. */
  invocationsOf(service: string, key?: string): Promise<readonly InvocationRow[]>;
  /** The committed state of a key, values decoded from JSON. */
  stateOf(service: string, key: string): Promise<JsonObject>;
  /** The journal as `sys_journal` shows it, in order. */
  journalOf(id: string): Promise<readonly JournalRow[]>;
  /** What `sys_journal_events` keeps about failed attempts and pauses, in order. */
  troublesOf(id: string): Promise<readonly Trouble[]>;

  /** Lines logged by handlers so far with this tag, in order, from all processes. */
  lines(tag: string): readonly Line[];

  /** By how many ms this engine may be late on its own: a busy machine is, virtual time is not. */
  readonly slackMs: number;
  /** The engine's clock in ms; only differences mean something. */
  now(): number;
  /** Lets real or virtual time pass. */
  sleep(ms: number): Promise<void>;

  /** Kills the server without warning and starts it again on the same data; resolves when it answers. */
  restartServer(): Promise<void>;

  /** Deployments of the case's own, next to the services that all cases share. */
  readonly deployments: Deployments;
}

export interface IngressRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Begins with a slash; segments are already URL-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export type Status =
  'scheduled' | 'pending' | 'ready' | 'running' | 'backing-off' | 'suspended' | 'paused' | 'completed';

export interface InvocationRow {
  readonly id: string;
  readonly status: Status;
  readonly handler: string;
  /** Set while the invoker holds it. */
  readonly retryCount?: number;
  /** The documentation code of the last failure, such as RT0018; only while the invoker holds it. */
  readonly lastFailureCode?: string;
  /** Set for completed invocations. */
  readonly result?: 'success' | 'failure';
  /** `[409] killed`, for a failure. */
  readonly failure?: string;
  readonly idempotencyKey?: string;
  readonly restartedFrom?: string;
  /** The deployment that it is pinned to. */
  readonly deployment?: string;
}

export interface JournalRow {
  readonly index: number;
  /** As in `sys_journal.entry_type`: `Command: Run`, `Notification: Signal`. */
  readonly type: string;
  readonly name?: string;
  /** Set for notifications that complete a command. */
  readonly completion?: number;
}

export type Trouble =
  | ({ readonly type: 'transient-error' } & Failure)
  /** With the failure that led to it, which has no row of its own. */
  | { readonly type: 'paused'; readonly failure?: Failure };

/** Why an attempt failed. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  /** The code of the documentation, such as RT0016. */
  readonly doc?: string;
}

/** A line of {@link Outside.log} with the time at which it was written. */
export interface Line {
  readonly at: number;
  readonly tag: string;
  readonly id: string;
  /** Everything else that the op logged. */
  readonly fields: Readonly<Record<string, Json>>;
}
