import type { TraceEvent } from '../trace/event.ts';

/**
 * Knows which runs have a stored result. For an invocation that has ended with all its runs stored it keeps only that
 * fact; a cancelled invocation may leave a closure that never started.
 */
export class StoredRuns {
  /** Invocation -> completion id -> entry of the run. */
  readonly #runs = new Map<string, Map<number, number>>();
  /** Invocation -> entries of runs whose result is stored. */
  readonly #stored = new Map<string, Set<number>>();
  readonly #over = new Set<string>();

  see(event: TraceEvent): void {
    switch (event.type) {
      case 'appended': {
        if (event.command.type !== 'Run') return;
        let runs = this.#runs.get(event.invocation);
        if (runs === undefined) this.#runs.set(event.invocation, (runs = new Map()));
        runs.set(event.command.completion, event.entry);
        return;
      }
      case 'notified': {
        const { notification } = event;
        if (notification.type !== 'completion' || notification.of !== 'Run') return;
        const entry = this.#runs.get(event.invocation)?.get(notification.completion);
        if (entry === undefined) return;
        let stored = this.#stored.get(event.invocation);
        if (stored === undefined) this.#stored.set(event.invocation, (stored = new Set()));
        stored.add(entry);
        return;
      }
      case 'completed':
        this.#end(event.invocation);
        return;
      case 'forgotten':
        this.#over.delete(event.invocation);
        this.#stored.delete(event.invocation);
        return;
      default:
        return;
    }
  }

  isStored(invocation: string, entry: number): boolean {
    return this.#stored.get(invocation)?.has(entry) ?? this.#over.has(invocation);
  }

  /** @returns the entry of the run with a completion id */
  entryOf(invocation: string, completion: number): number | undefined {
    return this.#runs.get(invocation)?.get(completion);
  }

  #end(invocation: string): void {
    const runs = this.#runs.get(invocation);
    if (runs === undefined) return;
    this.#runs.delete(invocation);
    const stored = this.#stored.get(invocation) ?? new Set();
    if (stored.size < runs.size) {
      this.#stored.set(invocation, stored);
      return;
    }
    this.#stored.delete(invocation);
    this.#over.add(invocation);
  }
}
