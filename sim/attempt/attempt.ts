import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Future } from '../journal/future.ts';
import type { Notification } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { BoundHandler } from './definition.ts';
import type { Process } from './process.ts';
import type { Remark } from './remark.ts';

/**
 * An engine runs user code. `fake` runs it on contexts of our own, `sdk` on the real SDK; everything above speaks only
 * this interface, so that both are driven by the same server model and leave the same trace.
 */
export interface Engine {
  readonly name: 'fake' | 'sdk';
  /** Prepares an attempt; no user code runs before {@link Attempt.start}. */
  open(setup: AttemptSetup, host: AttemptHost): Attempt;
  /**
   * Lets user code run until every attempt of this engine waits for a move of the world. Called once after each of the
   * methods below; counts no microtasks: it drains them.
   */
  settle(): Promise<void>;
}

/** What the server sends to begin an attempt: the start message, the journal so far and the eager state. */
export interface AttemptSetup {
  readonly handler: BoundHandler;
  readonly invocationId: string;
  /** Object or workflow key; empty for plain services. */
  readonly key: string;
  readonly idempotencyKey?: string;
  readonly scope?: string;
  readonly limitKey?: string;
  /** Seed of `ctx.rand`, 64 bits. A function, because most handlers never ask and big integers are not cheap. */
  readonly randomSeed: () => bigint;
  /** The invocation's journal; it may grow while the attempt lives, only the first `knownEntries` are replayed. */
  readonly journal: readonly JournalEntry[];
  readonly knownEntries: number;
  /** Snapshot of the key's state. Not to be written to. */
  readonly state: ReadonlyMap<string, Uint8Array>;
  /** True when `state` may lack keys (lazy state, or the eager limit was reached). */
  readonly partialState: boolean;
  /** Failed attempts since the last stored entry, as the start message counts them. */
  readonly retriesSinceLastStoredEntry: number;
  readonly durationSinceLastStoredEntryMs: number;
  /** Whether error behaviours `pause` and `fail` on a journal mismatch are honoured (protocol v7 only). */
  readonly protocolVersion: 6 | 7;
  /** The service process that this attempt runs in: its clock, its chance, its timers. */
  readonly process: Process;
}

/** What one attempt writes to the server, in order. One command is one message, however an engine batches frames. */
export type AttemptMessage =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'proposal'; readonly completion: number; readonly result: Outcome }
  | { readonly type: 'end' }
  | { readonly type: 'suspension'; readonly awaiting: Future }
  | { readonly type: 'error'; readonly error: AttemptError };

/** Why an attempt failed; the server decides whether and when to try again. */
export interface AttemptError {
  readonly code: number;
  readonly message: string;
  /** Delay in ms that overrides the retry policy and is not counted as an attempt. */
  readonly retryAfterMs?: number;
  /** What the server shall do instead of retrying. */
  readonly behavior?: 'pause' | 'fail';
  /** The command the error is about, for the story. */
  readonly related?: { readonly index: number; readonly name: string; readonly type: string };
  /** Set for a replay that issued another command than the journal holds (error 570). */
  readonly mismatch?: JournalMismatch;
}

/** Both sides of a replay mismatch, for the story; engines that cannot see them leave fields empty. */
export interface JournalMismatch {
  readonly index: number;
  readonly recorded: string;
  readonly replayed: string;
  readonly field: string;
}

/** How an attempt reaches the world above it. */
export interface AttemptHost {
  /** Messages that have left the process, in order. Called during a turn of user code. */
  emit(message: AttemptMessage): void;
  /** A run closure has been started by the SDK and waits for the world to let it go on; see {@link Attempt.release}. */
  closureReady(closure: ReadyClosure): void;
  /** User code did something that only advice or the story need. */
  remark(remark: Remark): void;
}

export interface ReadyClosure {
  /** Completion id of its run command. */
  readonly completion: number;
  readonly name: string;
}

/** One attempt of one invocation. All methods return at once; user code runs during {@link Engine.settle}. */
export interface Attempt {
  /** Begins to run the handler, replaying the known journal. */
  start(): void;
  /** Hands over one notification from the journal beyond `knownEntries`, in journal order (a run's is its ack). */
  notify(notification: Notification): void;
  /** Lets a ready run closure execute. */
  release(completion: number): void;
  /** Half-closes the input: at its next blocking await the attempt answers with a suspension. */
  closeInput(): void;
  /**
   * The stream is gone: nothing more is handed over and nothing it emits is heard. Code that runs goes on as a zombie
   * until it touches its context.
   */
  disconnect(): void;
  /** The process died: no code of this attempt runs again, its timers are forgotten. */
  crash(): void;
  /** What it is blocked on, while it is blocked. */
  readonly awaiting: Future | undefined;
  /** True once `end`, `suspension` or `error` was emitted. */
  readonly finished: boolean;
  /** True while code of it waits for a virtual timer or an effect, or executes a closure, and so will run on. */
  readonly busy: boolean;
  /**
   * True when the engine sees user code waiting for something that is neither its context, an effect nor a virtual
   * timer: real I/O, or a promise that nobody will resolve.
   */
  readonly waitsOutside: boolean;
}
