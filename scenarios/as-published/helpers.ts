import type { TraceEvent } from '../../sim/index.ts';
import type { Missing } from '../../objects/as-published/go.ts';

/** How the names of scenarios tell the variants of a listing apart. */
export function variant(missing: Missing): string {
  return missing === 'error' ? ', absence is an error' : '';
}

/** Stands for an effect where definitions are only named, not run. */
export function nowhere(): Promise<never> {
  return Promise.reject(new Error('There is no outside world outside a run.'));
}

/** When each invocation came into being. */
export class Births {
  readonly #atMs = new Map<string, number>();

  see(event: TraceEvent): void {
    if (event.type === 'invocation created') this.#atMs.set(event.invocation, event.atMs);
  }

  /** Before any code of the invocation ran; never, for one that is unknown. */
  of(invocation: string): number {
    return this.#atMs.get(invocation) ?? Infinity;
  }
}
