import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';

/** The verdict on an invariant in one run or in a campaign. */
export type Verdict = 'held' | 'broken' | 'undecided' | 'not exercised';

/**
 * Something that must hold in every run. A run gets a watcher of its own, which sees trace events and durable state, and
 * nothing of the simulator's internals.
 */
export interface Invariant {
  /** What holds, in words. */
  readonly name: string;
  /** True when it is no gap if the invariant never has anything to judge. */
  readonly optional?: boolean;
  /** The kind of handler that it is about: a scenario without such handlers does not have to exercise it. */
  readonly about?: EventOf<'invocation created'>['kind'];
  /** Makes the watcher of one run. */
  watch(view: RunView): Watcher;
}

/** What an invariant may look at, in addition to the events. */
export interface RunView extends StateView {
  /** @returns the event that created an invocation; undefined for an unknown address */
  who(invocation: string): EventOf<'invocation created'> | undefined;
}

/** Durable state and the state of effects, as they are now. */
export interface StateView {
  /** @returns a state value of a key, decoded from JSON; undefined when it is not set */
  state(service: string, key: string, name: string): unknown;
  /** @returns the keys of a service that the run has used so far */
  keys(service: string): readonly string[];
  /** @returns the state of a declared effect */
  effect(name: string): unknown;
  /** Whether a service of that name is bound; absent where that is unknown. */
  binds?(service: string): boolean;
  /** The names of its shared handlers; absent where they are unknown. */
  sharedHandlers?(service: string): readonly string[];
}

/** Watches one run. Its cost per event must not grow with the trace. */
export interface Watcher {
  /** The types of events that it gets. Default: all. */
  readonly sees?: ReadonlySet<EventType>;
  /** Called for each event, when it happens. @returns evidence when the event breaks the invariant */
  see?(event: TraceEvent): Breach | undefined;
  /** Called once, when the run has settled. @returns evidence when the final state breaks the invariant */
  end?(): Breach | undefined;
  /** Called once, when the run has settled. @returns the waits that this invariant has waived */
  left?(): readonly LeftWaiting[];
  /** How many times there was something to judge. Zero makes the verdict `not exercised`. */
  exercised(): number;
}

/** An invocation that still waits at the end of a run, for something that the scenario declares as `owed`. */
export interface LeftWaiting {
  /** Its handler, `Service/handler`. */
  readonly handler: string;
  readonly invocation: string;
  /** What it waits for, in words, such as `an awakeable`. */
  readonly what: string;
  /** Sequence number of the event since which it waits. */
  readonly event: number;
}

/** Evidence that an invariant is broken. */
export interface Breach {
  /** What happened, where (object, key, entry, virtual time), and what was expected. */
  readonly message: string;
  /** Sequence numbers of the events that show it. */
  readonly events: readonly number[];
  /** The handler in which it happened, `Service/handler`, if there is one. */
  readonly handler?: string | undefined;
  /** Distinguishes findings of one invariant and handler. */
  readonly kind?: string | undefined;
  /** True for something worth knowing that is not wrong. Advice never changes the verdict. */
  readonly advice?: boolean;
  /** Names the place in the code: a campaign gives advice of one location with the first message. Default: the message. */
  readonly location?: string;
}
