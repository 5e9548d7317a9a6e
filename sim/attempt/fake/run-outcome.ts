import { invariant } from '../../core/errors.ts';
import type { RunOptions } from '@restatedev/restate-sdk';
import type { BoundHandler } from '../definition.ts';
import { toWholeMillis } from '../duration.ts';
import { bytesInSdk, isBytes, notBytesText } from '../bytes.ts';
import type { ContextUses } from '../context-uses.ts';
import type { AnySerde } from '../serde.ts';
import type { EarlyEnd } from './early-end.ts';
import { CODES } from './failure.ts';
import { afterFailure, ordinaryRetry, requestedRetry, retryProblem } from './run-retry.ts';
import type { RunRetry } from './run-retry.ts';
import { breakOn, ensureError, messageOf, toFailure, wellFormed } from './user-error.ts';
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
  readonly #uses: ContextUses;

  constructor(handler: BoundHandler, vm: Vm, end: EarlyEnd, uses: ContextUses) {
    this.#handler = handler;
    this.#vm = vm;
    this.#end = end;
    this.#uses = uses;
  }

  /**
   * Writes the outcome of a closure.
   * @param durationMs how long the closure took, by the clock of its process
   * @returns `written`; `lost` when the run will never have an outcome, and `over` when the attempt has ended
   */
  write(run: RunOfOutcome, outcome: RunOutcome, durationMs: number): 'written' | 'lost' | 'over' {
    let error: Error | undefined;
    try {
      if ('thrown' in outcome) error = this.#errorOf(outcome.thrown);
    } catch {
      // In the SDK the closure of a run whose error cannot be mapped simply has no outcome.
      return 'lost';
    }
    // As in the SDK, the serde runs even when the attempt is over.
    try {
      if (error !== undefined) this.#proposeFailure(run, error, durationMs);
      else if ('value' in outcome) this.#vm.propose(run.completion, { ok: this.#bytesOf(run, outcome.value) });
    } catch (failure) {
      this.#end.abort(failure);
      return 'over';
    }
    // Proposing a failure may have ended the attempt.
    if (!this.#isOver) return 'written';
    this.#end.abort(this.#vm.failure);
    return 'over';
  }

  get #isOver(): boolean {
    return this.#vm.failure !== undefined;
  }

  #errorOf(thrown: unknown): Error {
    return ensureError(thrown, this.#handler.sdk, this.#handler.asTerminalError);
  }

  #bytesOf({ serde }: RunOfOutcome, value: unknown): Uint8Array {
    const bytes: unknown = serde.serialize(value);
    if (!isBytes(bytes)) this.#uses.misuse('not-bytes', notBytesText(bytes, 'Run'));
    return bytesInSdk(bytes);
  }

  #proposeFailure(run: RunOfOutcome, error: Error, durationMs: number): void {
    const { TerminalError, RetryableError, PauseError } = this.#handler.sdk.exports;
    if (error instanceof TerminalError) {
      this.#vm.propose(run.completion, { failure: wellFormed(toFailure(error), this.#vm, this.#uses) });
    } else if (error instanceof RetryableError) {
      const afterMs = error.retryAfter === undefined ? undefined : toWholeMillis(error.retryAfter);
      this.#retry(run, error, durationMs, requestedRetry(afterMs, run.options));
    } else if (error instanceof PauseError) {
      this.#fail(run, error, { behavior: 'pause' });
    } else {
      const problem = retryProblem(run.options);
      if (problem !== undefined) breakOn(problem, this.#vm, this.#uses);
      this.#retry(run, error, durationMs, ordinaryRetry(run.options));
    }
  }

  #retry(run: RunOfOutcome, error: Error, durationMs: number, retry: RunRetry | undefined): void {
    const message = messageOf(error);
    const next = afterFailure(retry, this.#vm.triesOf(durationMs));
    if (!next.retry) {
      this.#vm.propose(run.completion, { failure: { code: CODES.internal, message } });
      return;
    }
    this.#fail(run, error, next.afterMs === undefined ? {} : { retryAfterMs: next.afterMs });
  }

  #fail({ completion, name }: RunOfOutcome, error: Error, how: { retryAfterMs?: number; behavior?: 'pause' }): void {
    const index = this.#vm.runs.get(completion)?.commandIndex;
    invariant(index !== undefined, () => `The run with completion ${completion} has failed, but was never issued.`);
    const related = { index, name, type: 'Run' } as const;
    this.#vm.fail({ code: CODES.internal, message: messageOf(error), related, ...how });
  }
}
