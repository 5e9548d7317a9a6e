import type { Handle } from './results.ts';

/** A run whose result the journal does not hold yet. */
export interface Run {
  readonly commandIndex: number;
  readonly name: string;
  executing: boolean;
}

/**
 * The runs of this attempt that have no result yet.
 * Rules: docs/internals/runtime-semantics.md#ctxrun and
 * docs/internals/sdk-semantics.md#ctxrun
 */
export class Runs {
  #runs: Map<Handle, Run> | undefined;

  add(completion: number, commandIndex: number, name: string): void {
    this.#runs ??= new Map();
    this.#runs.set(completion, { commandIndex, name, executing: false });
  }

  get(completion: Handle): Run | undefined {
    return this.#runs?.get(completion);
  }

  /**
   * @returns the first of these that has not been started; it counts as executing from now on. The SDK takes them in the
   * order of a hash map; the world chooses when each is released.
   */
  startAny(handles: readonly Handle[]): number | undefined {
    if (this.#runs === undefined) return undefined;
    for (const [handle, run] of this.#runs) {
      if (run.executing || typeof handle !== 'number' || !handles.includes(handle)) continue;
      run.executing = true;
      return handle;
    }
    return undefined;
  }

  anyExecuting(handles: readonly Handle[]): boolean {
    return this.#runs !== undefined && handles.some((handle) => this.#runs?.get(handle)?.executing === true);
  }

  /** Whether any closure executes, awaited or not. */
  get areExecuting(): boolean {
    if (this.#runs === undefined) return false;
    for (const run of this.#runs.values()) if (run.executing) return true;
    return false;
  }

  finish(completion: number): void {
    this.#runs?.delete(completion);
  }
}
