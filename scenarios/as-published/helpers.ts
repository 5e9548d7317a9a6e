import type { TraceEvent } from '../../sim/index.ts';
import type { Missing } from '../../objects/as-published/go.ts';

/** What the name of a scenario adds for a variant of its listing. */
export function variant(missing: Missing): string {
  return missing === 'error' ? ', absence is an error' : '';
}

/** Stands for an effect where definitions are only named, not run. */
export function nowhere(): Promise<never> {
  return Promise.reject(new Error('There is no outside world outside a run.'));
}

/** When each invocation was created. */
export class Births {
  readonly #atMs = new Map<string, number>();

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#atMs.set(event.invocation, event.atMs);
  }

  /** The time before any code of the invocation ran; infinity for an unknown invocation. */
  of(invocation: string): number {
    return this.#atMs.get(invocation) ?? Infinity;
  }
}
