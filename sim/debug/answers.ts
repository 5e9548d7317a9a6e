import type { Verdict } from '../checks/invariant.ts';

/** Where a user stands in a run. Everything here is plain data. */
export interface Where {
  /** Steps that were taken so far: 0 is before the first one. */
  readonly step: number;
  /** Steps of the whole run. */
  readonly of: number;
  /** The step that was taken last; absent before the first one. */
  readonly name?: string;
  /** Time since the start of the run, in ms, and in words. */
  readonly virtualMs: number;
  readonly time: string;
  /** What happened in the step, each with the line of user code that it comes from. */
  readonly events: readonly HappenedEvent[];
  /** Whether it is the step in which the first broken invariant was seen to be broken. */
  readonly breaks?: string;
  /** How the run ended; only at its last step. */
  readonly outcome?: Outcome;
}

export interface HappenedEvent {
  /** Number of the event in the trace. */
  readonly event: number;
  readonly text: string;
  /** `src/bank.ts:31`, relative to the working directory. */
  readonly line?: string;
}

/** What a run came to. */
export interface Outcome {
  readonly verdict: Verdict;
  /** The invariants that it broke. */
  readonly broken: readonly { readonly invariant: string; readonly handler?: string; readonly message: string }[];
  /** Why it has no verdict. */
  readonly undecided?: string;
}

/** The state of one key. */
export interface KeyState {
  /** `Service/key`. */
  readonly key: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** The invocation that has its lock. */
  readonly holder?: string;
}

/** The journal of one invocation. */
export interface JournalAt {
  readonly invocation: string;
  /** `Service/key/handler`. */
  readonly target: string;
  readonly status: string;
  readonly attempt: number;
  /** Rows that the running attempt found in the journal, and replays. */
  readonly replayed: number;
  /** Rows that are stored at this step: the next one to come is at this index. */
  readonly cursor: number;
  /** All rows that the run stores, those after the cursor too. */
  readonly rows: readonly JournalRowAt[];
}

export interface JournalRowAt {
  readonly index: number;
  /** Number among the commands, the input being 0; absent for a notification. */
  readonly entry?: number;
  readonly what: string;
  readonly result?: string;
  readonly line?: string;
  /** Whether it is not stored yet at this step. */
  readonly later?: true;
}

/** What waits at a step. */
export interface WaitingAt {
  readonly locks: readonly { readonly key: string; readonly holder?: string; readonly queue: readonly string[] }[];
  readonly timers: readonly { readonly what: string; readonly dueMs: number; readonly due: string }[];
}

/** What a branch came to, next to its parent. */
export interface BranchedRun {
  /** Number of the new run in the session, from 1. */
  readonly run: number;
  /** The run that it was branched from, and the step. */
  readonly parent: number;
  readonly at: number;
  readonly option: string;
  /** Whether the run did as the option says, and was the same until then. */
  readonly applied: boolean;
  /** What of the plan had no effect, each in a sentence. */
  readonly unmet: readonly string[];
  readonly outcome: Outcome;
  /** The outcome of the parent. */
  readonly before: Outcome;
  /** The first step in which both differ. */
  readonly differsAt?: { readonly step: number; readonly parent?: string; readonly branch?: string };
  readonly where: Where;
}

/** A run of the session in a line. */
export interface RunInShort {
  readonly run: number;
  readonly parent?: number;
  readonly at?: number;
  readonly option?: string;
  readonly steps: number;
  readonly verdict: Verdict;
}

/** What is kept of a run. */
export interface Saved {
  /** `finding`: a file for `replay`; `plan`: a plan alone, for a run in which everything held. */
  readonly kind: 'finding' | 'plan';
  /** Name for the file, without its ending. */
  readonly name: string;
  /** The contents of the file. */
  readonly text: string;
  /** A vitest test that runs the plan. */
  readonly test: string;
  /** The parts of the plan before and after it was shrunk. */
  readonly shrunk: { readonly before: number; readonly after: number; readonly minimal: boolean };
}
