import type { TraceEvent } from '../trace/event.ts';

/** Knows of which runs the result is stored. Of an invocation that has ended only that it has: its runs are over. */
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
        if (this.#runs.delete(event.invocation)) this.#over.add(event.invocation);
        this.#stored.delete(event.invocation);
        return;
      case 'forgotten':
        this.#over.delete(event.invocation);
        return;
      default:
        return;
    }
  }

  isStored(invocation: string, entry: number): boolean {
    return this.#stored.get(invocation)?.has(entry) ?? this.#over.has(invocation);
  }

  /** Entry of the run that is answered under a completion id. */
  entryOf(invocation: string, completion: number): number | undefined {
    return this.#runs.get(invocation)?.get(completion);
  }
}
