import { DEFAULT_RETRY_POLICY, type BoundService, type HandlerKind, type RetryPolicy } from '../attempt/definition.ts';
import type { Deadline } from '../core/clock.ts';
import { EMPTY, type Footprint } from '../core/footprint.ts';
import type { Header, Target } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { NotificationId } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { Pin } from './deployments/destination.ts';
import type { ObjectKey, Place } from './object-key.ts';

/** The server's own words; `ready`, `running` and `backing-off` are the invoker's view of an invoked invocation. */
export type InvocationStatus =
  'scheduled' | 'inboxed' | 'ready' | 'running' | 'backing-off' | 'suspended' | 'paused' | 'completed';

/** A caller or client that gets the result of an invocation. */
export type Waiter =
  | {
      readonly kind: 'invocation';
      readonly invocation: string;
      /** Address of the invocation that waits. A later one with the same id gets the result instead when it has ended. */
      readonly address: string;
      readonly completion: number;
      readonly of: 'Call' | 'AttachInvocation';
    }
  | {
      readonly kind: 'ingress';
      readonly operation: string;
      answer(result: Outcome, invocation: Invocation): void;
      /** The server restarts: the connection breaks, and the client gets no response. */
      disconnect(): void;
    };

/** How long a completed invocation is remembered, in ms. */
export interface Retention {
  readonly completionMs: number;
  readonly journalMs: number;
}

/** Where an invocation comes from; does not change. */
export interface Origin {
  /** Stable address: the operation, then the entry number of each call or send that leads here. */
  readonly address: string;
  readonly id: string;
  readonly target: Target;
  /** As it was when the request was accepted, whatever is deployed later. */
  readonly kind: HandlerKind;
  readonly serviceKind: BoundService['kind'];
  readonly headers: readonly Header[];
  readonly input: Uint8Array;
  readonly idempotencyKey: string | undefined;
  readonly partition: number;
  /** The key it belongs to; undefined for plain services. */
  readonly objectKey: ObjectKey<Invocation> | undefined;
  readonly retention: Retention;
  /** The time at which it may start, if it was delayed. */
  readonly executeAtMs: number | undefined;
  /** Address of the invocation that called or sent it; undefined when it was a client. */
  readonly by: string | undefined;
  readonly restartedFrom: string | undefined;
  /** Random seed of its code; undefined where it follows from the id. */
  readonly seed: bigint | undefined;
}

/** One invocation, from acceptance until it is forgotten. */
export class Invocation {
  readonly kind = 'invocation';
  readonly origin: Origin;
  readonly journalResource: string;
  /** The footprint of a step that touches nothing but this journal. */
  readonly ownFootprint: Footprint;
  readonly journal: JournalEntry[];
  status: InvocationStatus = 'ready';
  /** Commands in the journal, the input included: the entry number of the next one. */
  commands = 1;
  /** Entry numbers of run commands, by completion id. */
  readonly runs: Map<number, number> = new Map<number, number>();
  /** Attempts begun so far. */
  attempts = 0;
  /** Attempts begun before the retry budget was last renewed. */
  attemptsBefore = 0;
  /** The deployment to which its attempts go; undefined until one has stored a command. */
  pinned: Pin | undefined;
  /** Id of the deployment that its latest attempt went to. */
  lastDeployment: string | undefined;
  /**
   * The retry policy in force, and the deployment that it was looked up in: once for each deployment, until the retry budget
   * is renewed.
   */
  retry: { readonly from: string | undefined; readonly policy: RetryPolicy } | undefined;
  /** Failed attempts that count against the retry policy, since the retry budget was last renewed. */
  failures = 0;
  /** Failed attempts since the last command was stored, as the start message reports them. */
  retriesSinceStored = 0;
  /** Whether the server's report on its attempts still has the last failure: until an attempt stores something. */
  reportsFailure = false;
  /** That report, which stays as it was where an operator pauses an invocation that waits for a retry. */
  keptReport: { readonly nextRetryAtMs: number } | undefined;
  readonly createdAtMs: number;
  lastStoredAtMs: number;
  /** What resumes it, while suspended. */
  awaited: readonly NotificationId[] = [];
  waiters: Waiter[] = [];
  deadline: Deadline | undefined;
  /** Where it stands in the queue of its key; undefined where that is by arrival. */
  place: Place | undefined;
  /** Until when it waits in its queue to be retried, in ms since the Unix epoch; undefined where the invoker retries it. */
  queuedUntilMs: number | undefined;
  /** An operator has requested a pause; it takes effect when the attempt next suspends or fails. */
  pauseRequested = false;
  /** Whether an operator or an injected fault paused it last, and not its own code or its retry policy. */
  pausedFromOutside = false;
  /** The output that is in the journal; it becomes the result when the attempt ends. */
  output: Outcome | undefined;
  /** Undefined until it has ended. */
  result: Outcome | undefined;
  resultHasStacktrace = false;
  completedAtMs = 0;
  lastFailure: string | undefined;

  constructor(origin: Origin, nowMs: number) {
    this.origin = origin;
    this.journalResource = journalResource(origin.address, origin.target.scope);
    this.ownFootprint = { reads: EMPTY, writes: [this.journalResource] };
    this.createdAtMs = nowMs;
    this.lastStoredAtMs = nowMs;
    this.journal = [
      {
        kind: 'command',
        command: { type: 'Input', headers: origin.headers, value: origin.input },
        appendedAtMs: nowMs,
      },
    ];
  }

  /** Begins with rows of another journal, the input included, in the place of an empty one. */
  beginWith(rows: readonly JournalEntry[]): void {
    this.journal.splice(0, this.journal.length, ...rows);
    this.commands = 0;
    for (const row of rows) {
      if (row.kind === 'notification') continue;
      const entry = this.commands++;
      if (row.command.type === 'Run') this.runs.set(row.command.completion, entry);
      else if (row.command.type === 'Output') this.output = row.command.result;
    }
  }

  get address(): string {
    return this.origin.address;
  }

  get id(): string {
    return this.origin.id;
  }

  /** The policy that holds for a failure of its current attempt. */
  get retryPolicy(): RetryPolicy {
    return this.retry?.policy ?? DEFAULT_RETRY_POLICY;
  }

  /** Whether it takes the lock of its key. */
  get exclusive(): boolean {
    return this.origin.kind === 'EXCLUSIVE';
  }

  /** What taking, releasing or waiting for the lock of its key touches. */
  get lockResources(): readonly string[] {
    const { objectKey } = this.origin;
    return objectKey === undefined || !this.exclusive ? EMPTY : [objectKey.lockResource, objectKey.inboxResource];
  }

  /** What delivering a signal or an attach request to it touches. */
  get arrivalFootprint(): Footprint {
    const { objectKey } = this.origin;
    if (this.acceptsSignals || objectKey === undefined) return this.ownFootprint;
    return { reads: EMPTY, writes: [this.journalResource, objectKey.inboxResource] };
  }

  /** Whether signals are stored for it: queued, scheduled and completed invocations drop them. */
  get acceptsSignals(): boolean {
    return this.status !== 'scheduled' && this.status !== 'inboxed' && this.status !== 'completed';
  }
}

/** What the steps of an invocation touch. In a scope, each of them may take or free a slot, so they all touch the same. */
export function journalResource(address: string, scope: string | undefined): string {
  return scope === undefined ? `journal:${address}` : `scope:${scope}`;
}
