import type { Choice } from '../core/choices.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Command, SignalName, Target } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Notification } from '../journal/notification.ts';
import type { Outcome } from '../journal/outcome.ts';

/**
 * What happened, as the server model, the clients and the outside world saw it. `invocation` is always the stable
 * address of an invocation (operation, then the index of each call on the way), never an id that depends on order.
 */
export type TraceEvent = { readonly seq: number; readonly atMs: number; readonly footprint: Footprint } & Happening;

/** The part of an event that the model writes; sequence number, time and footprint are added by the recorder. */
export type Happening =
  | ClientHappening
  | InvocationHappening
  | SlotHappening
  | AttemptHappening
  | JournalHappening
  | OutsideHappening
  | WorldHappening;

export type ClientHappening =
  | {
      readonly type: 'operation';
      readonly operation: string;
      readonly client: string;
      readonly target: Target;
      readonly kind: 'call' | 'send' | 'attach' | 'output' | 'other';
      readonly input: Uint8Array;
    }
  | { readonly type: 'answer'; readonly operation: string; readonly status: number; readonly body: Uint8Array }
  | { readonly type: 'abandoned'; readonly operation: string };

export type InvocationHappening =
  | {
      readonly type: 'invocation created';
      readonly invocation: string;
      readonly id: string;
      readonly target: Target;
      readonly kind: 'SERVICE' | 'EXCLUSIVE' | 'SHARED' | 'WORKFLOW';
      readonly by: string | undefined;
      readonly scheduledForMs: number | undefined;
    }
  | {
      /** A request found its invocation by idempotency key or workflow key. */
      readonly type: 'invocation found';
      readonly invocation: string;
      readonly by: string;
      readonly how: 'in flight' | 'completed' | 'refused';
    }
  | { readonly type: 'lock taken'; readonly invocation: string; readonly key: string }
  | {
      readonly type: 'queued';
      readonly invocation: string;
      readonly key: string;
      readonly ahead: number;
      /** The one before which it stands in line; absent at the end. */
      readonly before?: string;
      /** Whether the key is in a scope, where several queues wait for a lock. */
      readonly inScope?: true;
    }
  | { readonly type: 'lock released'; readonly invocation: string; readonly key: string }
  | { readonly type: 'cancel requested'; readonly invocation: string; readonly by: string }
  | { readonly type: 'killed'; readonly invocation: string; readonly by: string }
  | { readonly type: 'removed'; readonly invocation: string; readonly from: 'inbox' | 'schedule'; readonly why: string }
  | { readonly type: 'paused'; readonly invocation: string; readonly why: string }
  | {
      readonly type: 'resumed';
      readonly invocation: string;
      readonly why: string;
      /** Number of the deployment to which an operator has moved it; absent where it stays on its own. */
      readonly deployment?: number;
    }
  | { readonly type: 'completed'; readonly invocation: string; readonly result: Outcome }
  | { readonly type: 'forgotten'; readonly invocation: string; readonly why: 'purged' | 'retention' | 'not retained' };

/** A concurrency limit of a scope, or of a level of limit keys in it. */
export interface LimitNote {
  /** What is counted: a scope, or a scope and limit key. */
  readonly counter: string;
  /** The rule. */
  readonly pattern: string;
  readonly concurrency: number;
}

/** What happens to the slots of scopes; only on a server with queues. */
export type SlotHappening =
  | {
      readonly type: 'waits for a slot';
      readonly invocation: string;
      readonly scope: string;
      /** The narrowest limit that is reached. */
      readonly limit: LimitNote;
    }
  | {
      readonly type: 'slot taken';
      readonly invocation: string;
      readonly scope: string;
      /** Those that hold for it, the outermost first. */
      readonly limits: readonly LimitNote[];
    }
  | { readonly type: 'slot released'; readonly invocation: string; readonly scope: string }
  | { readonly type: 'limit changed'; readonly pattern: string; readonly concurrency: number | undefined };

export type AttemptHappening =
  | {
      readonly type: 'attempt started';
      readonly invocation: string;
      readonly attempt: number;
      readonly knownEntries: number;
      /** Number of the deployment that it runs on; absent for the first one. */
      readonly deployment?: number;
    }
  | {
      readonly type: 'attempt failed';
      readonly invocation: string;
      readonly attempt: number;
      readonly code: number;
      readonly message: string;
      readonly retryInMs: number | undefined;
      /** Code of Restate's documentation, where the attempt failed before any code of the service ran. */
      readonly docCode?: string;
      readonly mismatch: MismatchNote | undefined;
    }
  | {
      readonly type: 'suspended';
      readonly invocation: string;
      readonly attempt: number;
      readonly awaiting: readonly string[];
    }
  | { readonly type: 'attempt ended'; readonly invocation: string; readonly attempt: number }
  | { readonly type: 'zombie'; readonly invocation: string; readonly attempt: number; readonly why: string }
  | {
      readonly type: 'run started';
      readonly invocation: string;
      readonly attempt: number;
      readonly entry: number;
      readonly name: string;
      /** What had moved the code of the attempt when it requested this closure. */
      readonly after: Stirring;
    }
  | {
      readonly type: 'remark';
      readonly invocation: string;
      readonly attempt: number;
      readonly what: string;
      readonly text: string;
      /** The package whose code did it, where it is not the user's own. */
      readonly package?: string;
    };

/** What made the code of an attempt move: its start, a notification, a run closure let go, or the end of its input. */
export type Stirring = 'start' | 'notification' | 'run' | 'end of input';

export interface MismatchNote {
  readonly index: number;
  readonly recorded: string;
  readonly replayed: string;
  readonly field: string;
}

export type JournalHappening =
  | {
      readonly type: 'appended';
      readonly invocation: string;
      readonly attempt: number;
      /** Number among the commands of the journal, the input being 0: stable under every interleaving. */
      readonly entry: number;
      /** Row of the journal, notifications counted. */
      readonly index: number;
      readonly command: Command;
    }
  | {
      readonly type: 'notified';
      readonly invocation: string;
      readonly index: number;
      readonly notification: Notification;
      /** The ended invocation with the same id that waited for this result; absent where the invocation itself waits. */
      readonly awaitedBy?: string;
    }
  | {
      /** An invocation that repeats a completed one begins with rows of its journal; nothing of them is applied again. */
      readonly type: 'journal copied';
      readonly invocation: string;
      /** Address of the completed one. */
      readonly from: string;
      /** The rows behind the input: row 1 and the next ones. */
      readonly rows: readonly JournalEntry[];
    }
  | { readonly type: 'refused'; readonly invocation: string; readonly attempt: number; readonly message: string }
  | {
      readonly type: 'state replaced';
      readonly key: string;
      /** False when the expected version did not match; the caller does not learn it. */
      readonly applied: boolean;
      readonly state: Readonly<Record<string, Uint8Array>>;
    }
  | { readonly type: 'promise completed'; readonly key: string; readonly name: string; readonly result: Outcome }
  | { readonly type: 'signal dropped'; readonly invocation: string; readonly signal: SignalName }
  | {
      readonly type: 'timer fired';
      readonly invocation: string;
      readonly completion: number | undefined;
      /** The ended invocation with the same id that has left this timer behind; absent for one of its own. */
      readonly armedBy?: string;
    };

export type OutsideHappening =
  | {
      readonly type: 'effect began';
      readonly effect: string;
      readonly call: string;
      readonly invocation: string | undefined;
      readonly attempt: number | undefined;
      /** Entry of the run that it was called in; undefined when it was called outside of any. */
      readonly run: number | undefined;
      /** The server has given up the attempt of its closure, or another closure of that attempt has failed. */
      readonly zombie: boolean;
      readonly input: unknown;
    }
  | {
      readonly type: 'effect happened';
      readonly effect: string;
      readonly call: string;
      readonly invocation: string | undefined;
      readonly attempt: number | undefined;
      /** Entry of the run that it was called in; undefined when it was called outside of any. */
      readonly run: number | undefined;
      readonly zombie: boolean;
      /** The key that makes a repetition harmless, where the effect declares one. */
      readonly key: string | undefined;
      /** The outside world knew the key and did nothing new. */
      readonly repeated: boolean;
      /** The effect declares that the outside world refuses attempts that have been superseded. */
      readonly fenced: boolean;
      readonly output: unknown;
    }
  | {
      readonly type: 'effect answered';
      readonly effect: string;
      readonly call: string;
      readonly failure: string | undefined;
    };

export type WorldHappening =
  | {
      /** Services were registered, or the process of a deployment was replaced by one with other code. */
      readonly type: 'deployed';
      /** Number of the deployment, 1 for the one that the world began with. */
      readonly deployment: number;
      readonly uri: string;
      readonly how: 'new' | 'in-place' | 'registered again' | 'updated';
      readonly services: readonly DeployedService[];
    }
  | {
      /** The server does not register the new version, so all that runs stays on the old one. */
      readonly type: 'deploy refused';
      readonly status: number;
      /** In the words of the admin API. */
      readonly message: string;
    }
  | { readonly type: 'undeployed'; readonly deployment: number }
  | { readonly type: 'time'; readonly fromMs: number; readonly toMs: number }
  | {
      readonly type: 'trouble';
      readonly trouble: string;
      readonly point: string;
      readonly invocation: string | undefined;
      readonly attempt: number | undefined;
    }
  | { readonly type: 'choice'; readonly choice: Choice; readonly enabled: readonly string[] | undefined }
  | {
      /** The code under test, or a scenario, says what it believes. */
      readonly type: 'assertion';
      readonly kind: AssertionKind;
      readonly name: string;
      readonly held: boolean;
      readonly invocation: string | undefined;
      readonly attempt: number | undefined;
      /** What else it said, as text. */
      readonly detail: string | undefined;
    }
  /** From here on nothing goes wrong any more: whatever has begun must come to an end. */
  | {
      /** Nothing else is left to do: the run ends, and leaves jobs that would go on by themselves forever. */
      readonly type: 'jobs left';
      readonly jobs: readonly JobLeft[];
    }
  | { readonly type: 'faults frozen' }
  | { readonly type: 'limit'; readonly limit: string; readonly message: string };

/** A service of a deployment. */
export interface DeployedService {
  readonly name: string;
  /** Undefined for one that the process binds and the server has not registered. */
  readonly revision: number | undefined;
}

/** A job that would go on by itself forever. */
export interface JobLeft {
  readonly invocation: string;
  /** How many of its ancestors have the same service, key and handler. */
  readonly generation: number;
  /** How often it has slept, where it does not schedule itself but sleeps in a loop. */
  readonly sleeps?: number;
}

/** A belief that holds whenever it is looked at, at least once in a campaign, or never. */
export type AssertionKind = 'always' | 'sometimes' | 'never';

/** Name of the assertion that a test makes by throwing nothing. */
export const TEST_PASSES = 'the test passes';

export type EventType = Happening['type'];

/** The events of one type. */
export type EventOf<Type extends EventType> = Extract<TraceEvent, { readonly type: Type }>;
