/** A listing of the guide, and what is wrong with it. */
export interface Listing {
  /** The name of its scenarios, up to what their variants add to it. */
  readonly name: string;
  /** The name of its file in `objects/as-published/defects/`. */
  readonly slug: string;
  readonly file: 'service-patterns-guide.md' | 'module-04-virtual-objects.md';
  /** First and last line in that file. */
  readonly lines: string;
  readonly defects: readonly Defect[];
}

/** One distinct defect. Its number is its position in the listing, from 1 on. */
export interface Defect {
  /** The line that is responsible, or several. */
  readonly line: string;
  readonly code: string;
  /** What goes wrong: one sentence, with the numbers of the run that shows it. */
  readonly what: string;
  readonly severity: Severity;
  readonly needs: Needs;
  readonly cause: RootCause;
  /** What our object does in its place. */
  readonly instead: string;
  /** Findings that show it; the first that was found is the story. */
  readonly shownBy: readonly Shown[] | 'does not compile' | 'read, not run';
}

/** Selects findings of `plans.jsonl`. What is left out may be anything. */
export interface Shown {
  /** Default: the listing itself. */
  readonly listing?: string;
  /** The variant of the listing; empty for the listing as it stands. */
  readonly variant?: Variant;
  readonly invariant: string;
  /** Name of the handler, without its service. */
  readonly handler?: string;
  /** The kind of the breach, or the error of an endless retry. */
  readonly kind?: string;
}

export type Variant = '' | 'absence is an error' | 'cancelled' | 'repeated' | 'the clock jumps' | 'clocks differ';

export type Severity = 'money or data lost' | 'locked out' | 'wrong answer' | 'cosmetic' | 'does not compile';

export type Needs =
  | 'nothing'
  | 'a crash'
  | 'a replay'
  | 'a cancel'
  | 'a clock that differs'
  | 'a lost response'
  | 'two clients'
  | 'an SDK in which missing state is an error';

/** Why something is wrong, wherever it is. */
export type RootCause = keyof typeof ROOT_CAUSES;

/** What each cause is, and its remedy: a sentence each. */
export const ROOT_CAUSES = {
  captured: {
    title: 'A closure of `restate.Run` assigns a variable, or the clock is read outside of a run',
    what: 'A replay does not run the closure, so the variable keeps its zero value: the year 1. A clock outside of a run differs in each replay.',
    remedy: 'Use the result of a run. In TypeScript: `await ctx.date.now()`.',
  },
  effects: {
    title: 'An effect is outside of a run, or has no idempotency key',
    what: 'A crash after the effect makes it happen again.',
    remedy: 'Put it in a run, and give the outside system a key from the journal.',
  },
  repeats: {
    title: 'A repeated request is a new request',
    what: 'A client that gets no response sends its request again, and it takes effect again.',
    remedy: 'Name each request in its input, or send an idempotency key.',
  },
  terminal: {
    title: 'An error that no retry can fix is not terminal',
    what: 'The invocation is retried 70 times in 63 minutes and then paused; an exclusive handler keeps its key locked.',
    remedy: 'Return a terminal error.',
  },
  absence: {
    title: 'Missing state is taken for the zero value, or any error for missing state',
    what: '`restate.Get` of the Go SDK returns the zero value and no error for missing state; the listings test for an error.',
    remedy: 'Test whether the state is there; refuse an unknown key with a terminal 404.',
  },
  dropped: {
    title: 'An error is dropped',
    what: 'A cancelled handler goes on with zero values, and a refused call looks like a successful one.',
    remedy: 'Return every error.',
  },
  inputs: {
    title: 'Inputs are not checked',
    what: 'Negative numbers, zero, empty names and impossible types are accepted.',
    remedy: 'Check every input and refuse it with a terminal 400.',
  },
  floats: {
    title: 'Money and tokens are floats',
    what: 'Sums are rounded, overflow to infinity, and do not fit into a `time.Duration`.',
    remedy: 'Count whole minor units, and round waits up.',
  },
  keys: {
    title: 'Keys are not injective',
    what: 'Parts are joined by a separator that they may contain, so different entities get the same key.',
    remedy: 'Escape the separator.',
  },
  overwrite: {
    title: 'A write replaces what another request stored',
    what: 'Nothing compares what was read with what is there, and a repeated initialization starts from scratch.',
    remedy: 'Change single fields, and keep a version that the database compares.',
  },
  context: {
    title: 'The model does not get the conversation',
    what: 'The system prompt, the question or the answer is missing from what is stored or sent.',
    remedy: 'Store each message before the model is called, and send the whole turn.',
  },
  clocks: {
    title: 'The clock is trusted to move forward',
    what: 'Service processes have different clocks, and a clock can be set back.',
    remedy: 'Take a time before the last one as the last one.',
  },
  lock: {
    title: 'The key is locked during a slow call',
    what: 'An exclusive handler holds its lock from beginning to end, also while a model works for minutes.',
    remedy: 'Call from another service, and store the result with a second request.',
  },
  growth: {
    title: 'State is never cleared',
    what: 'Each new key or message stays in the state for good.',
    remedy: 'Clear state with a delayed message, and bound what is kept.',
  },
  logic: {
    title: 'The rule itself is wrong',
    what: 'The value is computed in the wrong place, rounded in the wrong direction, or never updated.',
    remedy: 'See each line.',
  },
  compile: {
    title: 'It does not compile',
    what: 'Unused variables, names that the SDK does not have, and results that do not fit.',
    remedy: 'Compile the listings of a guide in its build.',
  },
} as const;
