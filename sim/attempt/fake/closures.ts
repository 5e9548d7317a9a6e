import type { RunOptions } from '@restatedev/restate-sdk';
import type { AnySerde } from '../serde.ts';
import { toWholeMillis } from '../duration.ts';
import { inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { Sdk } from '../sdk-shape.ts';
import { CODES } from './failure.ts';
import { afterFailure, ordinaryRetry, requestedRetry } from './run-retry.ts';
import type { RunRetry } from './run-retry.ts';
import { ensureError, toFailure } from './user-error.ts';
import type { Vm } from './vm.ts';

/** The closure of one `ctx.run`, before it has an outcome. */
export interface Closure {
  readonly completion: number;
  readonly name: string;
  readonly action: () => unknown;
  readonly serde: AnySerde;
  readonly options: RunOptions<never> | undefined;
}

/** What closures ask of their attempt. */
export interface ClosureHost {
  readonly sdk: Sdk;
  readonly vm: Vm;
  readonly scope: Scope;
  readonly asTerminalError: ((error: unknown) => Error | undefined) | undefined;
  closureReady(closure: { readonly completion: number; readonly name: string }): void;
  /** The interceptors of hooks around one closure. */
  interceptRun(name: string, next: () => Promise<void>): Promise<void>;
  abort(error: unknown): void;
  /** Sends what was written. @returns true when there was anything */
  flush(): boolean;
  /** The next hop, for the write of a proposal. */
  hop(): Promise<void>;
  /** A closure has finished, whatever came of it. */
  signal(): void;
}

/** The closures of an attempt: registered by `ctx.run`, started by an await, held back until the world lets them go. */
export class Closures {
  readonly #host: ClosureHost;
  #registered: Map<number, Closure> | undefined;
  #held: Map<number, () => void> | undefined;
  #executing = 0;

  constructor(host: ClosureHost) {
    this.#host = host;
  }

  /** How many were let go and have not finished. */
  get executing(): number {
    return this.#executing;
  }

  /** How many have been announced and not let go. */
  get held(): number {
    return this.#held?.size ?? 0;
  }

  register(closure: Closure): void {
    this.#registered ??= new Map();
    this.#registered.set(closure.completion, closure);
  }

  /** An await wants this closure's result: announces it, and runs it as soon as it is let go. */
  start(completion: number): void {
    const closure = this.#registered?.get(completion);
    if (closure === undefined) return;
    this.#registered?.delete(completion);
    void this.#run(closure);
  }

  /** Lets a closure go on. @returns false when it is not waiting for that */
  release(completion: number): boolean {
    const go = this.#held?.get(completion);
    if (go === undefined) return false;
    this.#held?.delete(completion);
    this.#executing++;
    go();
    return true;
  }

  async #run(closure: Closure): Promise<void> {
    const { vm, scope } = this.#host;
    // Awaited here, so that the closure goes on in the async context of the code that awaits it.
    await new Promise<void>((resolve) => {
      this.#held ??= new Map();
      this.#held.set(closure.completion, resolve);
      this.#host.closureReady({ completion: closure.completion, name: closure.name });
    });
    const startedAtMs = scope.process.now();
    let value: unknown;
    let error: Error | undefined;
    try {
      await inScope(scope.ofRun(closure.completion, closure.name), () =>
        this.#host.interceptRun(closure.name, async () => {
          const { process } = scope;
          value = await (process.execute === undefined
            ? closure.action()
            : process.execute(closure.name, closure.action));
        }),
      );
    } catch (thrown) {
      error = ensureError(thrown, this.#host.sdk, this.#host.asTerminalError);
    }
    this.#executing--;
    if (vm.failure !== undefined) return;
    try {
      if (error === undefined) vm.propose(closure.completion, { ok: closure.serde.serialize(value) });
      else this.#proposeFailure(closure, error, scope.process.now() - startedAtMs);
    } catch (failure) {
      this.#host.abort(failure);
      return;
    }
    if (wasEnded(vm)) {
      this.#host.abort(vm.failure);
      return;
    }
    if (this.#host.flush()) await this.#host.hop();
    this.#host.signal();
  }

  #proposeFailure(closure: Closure, error: Error, durationMs: number): void {
    const { sdk, vm } = this.#host;
    const { TerminalError, RetryableError, PauseError } = sdk.exports;
    if (error instanceof TerminalError) {
      vm.propose(closure.completion, { failure: toFailure(error) });
    } else if (error instanceof RetryableError) {
      const afterMs = error.retryAfter === undefined ? undefined : toWholeMillis(error.retryAfter);
      this.#retry(closure, error, durationMs, requestedRetry(afterMs, closure.options));
    } else if (error instanceof PauseError) {
      this.#fail(closure, error, { behavior: 'pause' });
    } else {
      this.#retry(closure, error, durationMs, ordinaryRetry(closure.options));
    }
  }

  #retry(closure: Closure, error: Error, durationMs: number, retry: RunRetry | undefined): void {
    const next = afterFailure(retry, this.#host.vm.triesOf(durationMs));
    if (!next.retry) {
      this.#host.vm.propose(closure.completion, { failure: { code: CODES.internal, message: error.message } });
      return;
    }
    this.#fail(closure, error, next.afterMs === undefined ? {} : { retryAfterMs: next.afterMs });
  }

  #fail(closure: Closure, error: Error, how: { retryAfterMs?: number; behavior?: 'pause' }): void {
    const { vm } = this.#host;
    const run = vm.runs.get(closure.completion);
    const related = { index: run?.commandIndex ?? 0, name: closure.name, type: 'Run' } as const;
    vm.fail({ code: CODES.internal, message: error.message, related, ...how });
  }
}

/** Asked again, because proposing a failure may have ended the attempt. */
function wasEnded(vm: Vm): boolean {
  return vm.failure !== undefined;
}
