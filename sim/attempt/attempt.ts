import type { Command } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Future } from '../journal/future.ts';
import type { Notification } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';
import type { BoundHandler } from './definition.ts';
import type { Process } from './process.ts';
import type { Remark } from './remark.ts';

/**
 * An engine runs user code: `fake` on our own contexts, `sdk` on the real SDK. The server model knows only this interface,
 * so it drives both alike, and both leave the same trace.
 */
export interface Engine {
  readonly name: 'fake' | 'sdk';
  /** Prepares an attempt; no user code runs before {@link Attempt.start}. */
  open(setup: AttemptSetup, host: AttemptHost): Attempt;
  /**
   * Lets user code run until every attempt of this engine waits for a move of the world. Called once after each call of a
   * method of {@link Attempt}. It drains microtasks and counts none.
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
  /** Seed of `ctx.rand`, 64 bits. A function, because most handlers never draw and big integers are not cheap. */
  readonly randomSeed: () => bigint;
  /** The invocation's journal; it may grow while the attempt lives, only the first `knownEntries` are replayed. */
  readonly journal: readonly JournalEntry[];
  readonly knownEntries: number;
  /** Snapshot of the key's state; read-only. */
  readonly state: ReadonlyMap<string, Uint8Array>;
  /** True when `state` may lack keys (lazy state, or the eager limit was reached). */
  readonly partialState: boolean;
  /** Failed attempts since the last stored entry, as the start message counts them. */
  readonly retriesSinceLastStoredEntry: number;
  readonly durationSinceLastStoredEntryMs: number;
  /** Whether error behaviours `pause` and `fail` on a journal mismatch are honoured (protocol v7 only). */
  readonly protocolVersion: ProtocolVersion;
  /** The service process that this attempt runs in: its clock, its random numbers, its timers. */
  readonly process: Process;
}

/** Versions of the service protocol that the server speaks. */
export type ProtocolVersion = 5 | 6 | 7;

/** What one attempt writes to the server, in order. One command is one message, however the engine batches its frames. */
export type AttemptMessage =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'proposal'; readonly completion: number; readonly result: Outcome }
  | { readonly type: 'end' }
  | { readonly type: 'suspension'; readonly awaiting: Future }
  | { readonly type: 'error'; readonly error: AttemptError };

/** Why an attempt failed. The server decides whether and when to retry. */
export interface AttemptError {
  readonly code: number;
  readonly message: string;
  /** Code of Restate's documentation, such as RT0012, for an error that the server itself raises. */
  readonly docCode?: string;
  /** Delay in ms that overrides that of the retry policy. */
  readonly retryAfterMs?: number;
  /** What the server must do instead of retrying. */
  readonly behavior?: 'pause' | 'fail';
  /** The command the error is about, for the story. */
  readonly related?: { readonly index: number; readonly name: string; readonly type: string };
  /** Set for a replay that issued another command than the journal holds (error 570). */
  readonly mismatch?: JournalMismatch;
}

/** Both sides of a replay mismatch, for the story. An engine that cannot see them leaves the fields empty. */
export interface JournalMismatch {
  readonly index: number;
  readonly recorded: string;
  readonly replayed: string;
  readonly field: string;
}

/** What an attempt reports to the server model. */
export interface AttemptHost {
  /** A message has left the process. Called in order, during a turn of user code. */
  emit(message: AttemptMessage): void;
  /** The SDK has started a run closure, which waits until the world releases it; see {@link Attempt.release}. */
  closureReady(closure: ReadyClosure): void;
  /** A closure that was ready never starts: another closure, started before it, has ended the attempt at once. */
  closureDropped(completion: number): void;
  /** User code did something that the protocol does not show. */
  remark(remark: Remark): void;
}

export interface ReadyClosure {
  /** Completion id of its run command. */
  readonly completion: number;
  readonly name: string;
}

/** One attempt of one invocation. All methods return at once; user code runs during {@link Engine.settle}. */
export interface Attempt {
  /** Starts the handler, which replays the known journal. */
  start(): void;
  /** Hands over one notification from the journal beyond `knownEntries`, in journal order (a run's is its ack). */
  notify(notification: Notification): void;
  /** Releases a ready run closure: it executes. */
  release(completion: number): void;
  /** Half-closes the input: the attempt suspends at its next blocking await. */
  closeInput(): void;
  /**
   * The stream is gone: nothing more is handed over and nothing that the attempt writes arrives. Code that runs goes on as
   * a zombie until it uses its context.
   */
  disconnect(): void;
  /** The process died: no code of this attempt runs again, and its timers are cancelled. */
  crash(): void;
  /** What it is blocked on, while it is blocked. */
  readonly awaiting: Future | undefined;
  /** True once `end`, `suspension` or `error` was emitted. */
  readonly finished: boolean;
  /** True while its code waits for a virtual timer or an effect, or executes a closure: it will go on. */
  readonly busy: boolean;
  /**
   * True when the engine sees user code waiting for something that is neither its context, an effect nor a virtual
   * timer: real I/O, or a promise that never settles.
   */
  readonly waitsOutside: boolean;
  /** A call to what is real that is in flight, where the world allows it; absent where there is none. */
  readonly outsideCall?: OutsideCall | undefined;
}

/** An allowed call that the world waits for in real time. */
export interface OutsideCall {
  /** Such as `fetch`. */
  readonly what: string;
  /** Whether virtual timers of the same attempt are armed: they can end the wait. */
  readonly isTimed: boolean;
}
