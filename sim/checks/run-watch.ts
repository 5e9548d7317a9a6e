import { SimulationError, UsageError } from '../core/errors.ts';
import { locationIn } from '../core/frames.ts';
import type { EventOf, EventType, TraceEvent } from '../trace/event.ts';
import { visible } from '../trace/visible.ts';
import type { Breach, Invariant, LeftWaiting, RunView, StateView, Watcher } from './invariant.ts';
import { evidenceIn, evidenceOfThrow } from './verdicts.ts';

/**
 * Lets several invariants watch one run. Each stops at its first breach; advice is collected. Of invariants with the same
 * name the last one counts, so that a scenario can replace a built-in one.
 */
export class RunWatch {
  readonly #watched: Watched[];
  readonly #created = new Map<string, EventOf<'invocation created'>>();
  /** The watchers that get a type of event, filled when the first such event comes. */
  readonly #interested = new Map<EventType, readonly Watched[]>();
  #ended = false;
  /** Whether any invariant is broken, so that the run may stop. */
  broken = false;

  constructor(state: StateView, invariants: readonly Invariant[]) {
    const view: RunView = { ...state, who: (invocation) => this.#created.get(invocation) };
    const byName = new Map(invariants.map((invariant) => [invariant.name, invariant]));
    this.#watched = [...byName.values()].map((invariant) => ({
      name: invariant.name,
      watcher: watcherOf(invariant, view),
      breach: undefined,
      advice: [],
    }));
  }

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#created.set(event.invocation, event);
    for (const watched of this.#interested.get(event.type) ?? this.#findInterested(event.type)) {
      if (watched.breach !== undefined) continue;
      let said: unknown;
      try {
        said = watched.watcher.see?.(event);
      } catch (error) {
        said = evidenceFrom(error);
      }
      this.#note(watched, said);
    }
  }

  #findInterested(type: EventType): readonly Watched[] {
    const interested = this.#watched.filter(({ watcher }) => 'see' in watcher && (watcher.sees?.has(type) ?? true));
    this.#interested.set(type, interested);
    return interested;
  }

  /** The run has settled. */
  end(): void {
    this.#ended = true;
    for (const watched of this.#watched) {
      if (watched.breach !== undefined) continue;
      let said: unknown;
      try {
        said = watched.watcher.end?.();
      } catch (error) {
        said = evidenceFrom(error);
      }
      this.#note(watched, said);
    }
  }

  /** @returns the waits that were waived; none before {@link end} */
  left(): readonly LeftWaiting[] {
    return this.#ended ? this.#watched.flatMap(({ watcher }) => watcher.left?.() ?? []) : [];
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

  #note(watched: Watched, said: unknown): void {
    const evidence = evidenceIn(watched.name, said);
    if (evidence === undefined) return;
    const breach = { ...evidence, message: visible(evidence.message, true) };
    if (breach.advice === true) {
      watched.advice.push(breach);
      return;
    }
    watched.breach = breach;
    this.broken = true;
  }
}

/** What a watcher throws is a breach, unless it is an error of the simulator. */
function evidenceFrom(error: unknown): Breach {
  if (error instanceof SimulationError) throw error;
  return evidenceOfThrow(error);
}

/** @throws {UsageError} when the invariant cannot make a watcher: then no run can be judged */
function watcherOf(invariant: Invariant, view: RunView): Watcher {
  try {
    return invariant.watch(view);
  } catch (error) {
    if (error instanceof SimulationError) throw error;
    const location = locationIn(error instanceof Error ? (error.stack ?? '') : '');
    const thrown = new UsageError(
      'INVARIANT_THREW',
      `The invariant "${invariant.name}" throws an error where a run begins, before it has seen anything: ${String(error)} (${location}); fix it.`,
    );
    thrown.cause = error;
    throw thrown;
  }
}

interface Watched {
  readonly name: string;
  readonly watcher: Watcher;
  breach: Breach | undefined;
  readonly advice: Breach[];
}
