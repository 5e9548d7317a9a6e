import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';

/** The words for what became of an invariant, from best to worst known. */
export type Verdict = 'held' | 'broken' | 'undecided' | 'not exercised';

/**
 * Something that must hold in every run: a name in words, and a watcher made anew for each run. It sees trace events
 * and durable state, never internals.
 */
export interface Invariant {
  readonly name: string;
  /** True for one that is there just in case: never to be exercised is no gap then. */
  readonly optional?: boolean;
  /** The kind of handler that it speaks about: where a scenario binds none, there is nothing to be exercised. */
  readonly about?: EventOf<'invocation created'>['kind'];
  /** Begins to watch one run. */
  watch(view: RunView): Watcher;
}

/** What an invariant may look at beside the events. */
export interface RunView extends StateView {
  /** How an invocation came to be: by the event that says so. */
  who(invocation: string): EventOf<'invocation created'> | undefined;
}

/** Durable state and the outside world, as they are now. */
export interface StateView {
  /** A state value of a key as it is now, decoded from JSON; undefined when it is not set. */
  state(service: string, key: string, name: string): unknown;
  /** The keys of a service that have been touched. */
  keys(service: string): readonly string[];
  /** The state of a declared effect. */
  effect(name: string): unknown;
  /** Whether there is a service of that name; left out where that is not known. */
  binds?(service: string): boolean;
}

/** Watches one run. Its cost per event must not grow with the trace. */
export interface Watcher {
  /** The types of events that it wants to see; all of them when left out. */
  readonly sees?: ReadonlySet<EventType>;
  /** Looks at an event the moment it happened. @returns evidence when it breaks the invariant */
  see?(event: TraceEvent): Breach | undefined;
  /** Looks once more when the world has come to rest. */
  end?(): Breach | undefined;
  /** How often something happened that the invariant speaks about. Zero makes it `not exercised`. */
  exercised(): number;
}

/** Why an invariant is broken. */
export interface Breach {
  /** What happened, where (object, key, entry), what was expected. */
  readonly message: string;
  /** Sequence numbers of the events that show it. */
  readonly events: readonly number[];
  /** Handler it happened in, `Service/handler`, where one can be named. */
  readonly handler?: string | undefined;
  /** Finer distinction within the invariant, for telling findings apart. */
  readonly kind?: string | undefined;
  /** True for something worth knowing that is not wrong: it never changes the verdict. */
  readonly advice?: boolean;
}
