import type { RunOptions } from '@restatedev/restate-sdk';
import type { BoundHandler } from '../definition.ts';
import { toWholeMillis } from '../duration.ts';
import type { AnySerde } from '../serde.ts';
import type { EarlyEnd } from './early-end.ts';
import { CODES } from './failure.ts';
import { afterFailure, ordinaryRetry, requestedRetry } from './run-retry.ts';
import type { RunRetry } from './run-retry.ts';
import { ensureError, toFailure } from './user-error.ts';
import type { Vm } from './vm.ts';

/** The `ctx.run` that an outcome belongs to. */
export interface RunOfOutcome {
  readonly completion: number;
  readonly name: string;
  readonly serde: AnySerde;
  readonly options: RunOptions<never> | undefined;
}

/** What a closure came to: the value that it returned, or whatever it threw. */
export type RunOutcome = { readonly value: unknown } | { readonly thrown: unknown };

/** Decides what the outcome of a closure means: a result to propose, another try, or the end of the attempt. */
export class RunOutcomes {
  readonly #handler: BoundHandler;
  readonly #vm: Vm;
  readonly #end: EarlyEnd;

  constructor(handler: BoundHandler, vm: Vm, end: EarlyEnd) {
    this.#handler = handler;
    this.#vm = vm;
    this.#end = end;
  }

  /**
   * Writes the outcome of a closure.
   * @param durationMs how long the closure took, by the clock of its process
   * @returns whether the attempt goes on
   */
  write(run: RunOfOutcome, outcome: RunOutcome, durationMs: number): boolean {
    const error = 'thrown' in outcome ? this.#errorOf(outcome.thrown) : undefined;
    if (this.#isOver) return false;
    try {
      if (error !== undefined) this.#proposeFailure(run, error, durationMs);
      else if ('value' in outcome) this.#vm.propose(run.completion, { ok: run.serde.serialize(outcome.value) });
    } catch (failure) {
      this.#end.abort(failure);
      return false;
    }
    // Proposing a failure may have ended the attempt.
    if (this.#isOver) this.#end.abort(this.#vm.failure);
    return !this.#isOver;
  }

  get #isOver(): boolean {
    return this.#vm.failure !== undefined;
  }

  #errorOf(thrown: unknown): Error {
    return ensureError(thrown, this.#handler.sdk, this.#handler.asTerminalError);
  }

  #proposeFailure(run: RunOfOutcome, error: Error, durationMs: number): void {
    const { TerminalError, RetryableError, PauseError } = this.#handler.sdk.exports;
    if (error instanceof TerminalError) {
      this.#vm.propose(run.completion, { failure: toFailure(error) });
    } else if (error instanceof RetryableError) {
      const afterMs = error.retryAfter === undefined ? undefined : toWholeMillis(error.retryAfter);
      this.#retry(run, error, durationMs, requestedRetry(afterMs, run.options));
    } else if (error instanceof PauseError) {
      this.#fail(run, error, { behavior: 'pause' });
    } else {
      this.#retry(run, error, durationMs, ordinaryRetry(run.options));
    }
  }

  #retry(run: RunOfOutcome, error: Error, durationMs: number, retry: RunRetry | undefined): void {
    const next = afterFailure(retry, this.#vm.triesOf(durationMs));
    if (!next.retry) {
      this.#vm.propose(run.completion, { failure: { code: CODES.internal, message: error.message } });
      return;
    }
    this.#fail(run, error, next.afterMs === undefined ? {} : { retryAfterMs: next.afterMs });
  }

  #fail({ completion, name }: RunOfOutcome, error: Error, how: { retryAfterMs?: number; behavior?: 'pause' }): void {
    const index = this.#vm.runs.get(completion)?.commandIndex ?? 0;
    const related = { index, name, type: 'Run' } as const;
    this.#vm.fail({ code: CODES.internal, message: error.message, related, ...how });
  }
}
