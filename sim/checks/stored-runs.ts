import type { Command } from '../journal/command.ts';
import type { Notification } from '../journal/notification.ts';
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
      case 'appended':
        this.#appended(event.invocation, event.entry, event.command);
        return;
      case 'notified':
        this.#notified(event.invocation, event.notification);
        return;
      case 'journal copied': {
        let entry = 1;
        for (const row of event.rows) {
          if (row.kind === 'command') this.#appended(event.invocation, entry++, row.command);
          else this.#notified(event.invocation, row.notification);
        }
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

  #appended(invocation: string, entry: number, command: Command): void {
    if (command.type !== 'Run') return;
    let runs = this.#runs.get(invocation);
    if (runs === undefined) this.#runs.set(invocation, (runs = new Map()));
    runs.set(command.completion, entry);
  }

  #notified(invocation: string, notification: Notification): void {
    if (notification.type !== 'completion' || notification.of !== 'Run') return;
    const entry = this.#runs.get(invocation)?.get(notification.completion);
    if (entry === undefined) return;
    let stored = this.#stored.get(invocation);
    if (stored === undefined) this.#stored.set(invocation, (stored = new Set()));
    stored.add(entry);
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
