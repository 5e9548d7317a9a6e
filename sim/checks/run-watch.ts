import { SimulationError, UsageError } from '../core/errors.ts';
import { locationIn } from '../core/frames.ts';
import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import { visible } from '../trace/visible.ts';
import type { Breach, Invariant, RunView, StateView, Watcher } from './invariant.ts';

/**
 * Lets several invariants watch one run. Each stops at its first breach; advice is collected. Of invariants with the same
 * name the last one counts, so that a scenario can replace a built-in one.
 */
export class RunWatch {
  readonly #watched: Watched[];
  readonly #created = new Map<string, EventOf<'invocation created'>>();
  /** The watchers that get a type of event, filled when the first such event comes. */
  readonly #interested = new Map<EventType, readonly Watched[]>();
  /** Whether any invariant is broken, so that the run may stop. */
  broken = false;

  constructor(state: StateView, invariants: readonly Invariant[]) {
    const view: RunView = { ...state, who: (invocation) => this.#created.get(invocation) };
    const byName = new Map(invariants.map((invariant) => [invariant.name, invariant]));
    this.#watched = [...byName.values()].map((invariant) => ({
      name: invariant.name,
      watcher: invariant.watch(view),
      breach: undefined,
      advice: [],
    }));
  }

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#created.set(event.invocation, event);
    for (const watched of this.#interested.get(event.type) ?? this.#findInterested(event.type)) {
      if (watched.breach !== undefined) continue;
      try {
        this.#note(watched, watched.watcher.see?.(event));
      } catch (error) {
        throw thrownBy(watched, error);
      }
    }
  }

  #findInterested(type: EventType): readonly Watched[] {
    const interested = this.#watched.filter(({ watcher }) => 'see' in watcher && (watcher.sees?.has(type) ?? true));
    this.#interested.set(type, interested);
    return interested;
  }

  /** The run has settled. */
  end(): void {
    for (const watched of this.#watched) {
      if (watched.breach !== undefined) continue;
      try {
        this.#note(watched, watched.watcher.end?.());
      } catch (error) {
        throw thrownBy(watched, error);
      }
    }
  }

  results(): {
    readonly name: string;
    readonly breach: Breach | undefined;
    readonly advice: readonly Breach[];
    readonly exercised: number;
  }[] {
    return this.#watched.map(({ name, watcher, breach, advice }) => ({
      name,
      breach,
      advice,
      exercised: watcher.exercised(),
    }));
  }

  #note(watched: Watched, said: Breach | undefined): void {
    if (said === undefined) return;
    const breach = { ...said, message: visible(said.message, true) };
    if (breach.advice === true) {
      watched.advice.push(breach);
      return;
    }
    watched.breach = breach;
    this.broken = true;
  }
}

/** An invariant that throws has no verdict, so the search stops with an error that names the invariant and the location. */
function thrownBy({ name }: Watched, error: unknown): SimulationError {
  if (error instanceof SimulationError) return error;
  const location = locationIn(error instanceof Error ? (error.stack ?? '') : '');
  const thrown = new UsageError(
    'INVARIANT_THREW',
    `The invariant "${name}" throws an error instead of returning a verdict: ${String(error)} (${location}); fix it, and return what is wrong as a message.`,
  );
  thrown.cause = error;
  return thrown;
}

interface Watched {
  readonly name: string;
  readonly watcher: Watcher;
  breach: Breach | undefined;
  readonly advice: Breach[];
}
