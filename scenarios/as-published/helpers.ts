import type { TraceEvent } from '../../sim/index.ts';
import type { Missing } from '../../objects/as-published/go.ts';

/** @returns the suffix of a scenario's name for a variant of a listing */
export function variant(missing: Missing): string {
  return missing === 'error' ? ', absence is an error' : '';
}

/** An effect for definitions that are only named, not run. */
export function nowhere(): Promise<never> {
  return Promise.reject(new Error('There is no outside world outside a run.'));
}

/** The creation time of each invocation. */
export class CreationTimes {
  readonly #atMs = new Map<string, number>();

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#atMs.set(event.invocation, event.atMs);
  }

  /** @returns a time before any code of the invocation ran; Infinity for an unknown invocation */
  of(invocation: string): number {
    return this.#atMs.get(invocation) ?? Infinity;
  }
}
