import type { AttemptSetup } from '../attempt.ts';
import { toWholeMillis } from '../duration.ts';
import type { FakeContext } from './context.ts';
import type { EarlyEnd, EarlyEndListener } from './early-end.ts';
import { CODES, CommandFailure } from './failure.ts';
import { raceWithEnd } from './hooks.ts';
import type { AttemptHooks } from './hooks.ts';
import { MICROTASK, microtasks } from '../microtask.ts';
import { inputOf } from './request.ts';
import { ensureError, toFailure } from './user-error.ts';
import type { Vm } from './vm.ts';

/** What the run of a handler needs of its attempt. */
export interface HandlerRunParts {
  readonly setup: AttemptSetup;
  readonly vm: Vm;
  readonly hooks: AttemptHooks;
  readonly end: EarlyEnd;
  /**
   * The last message was written.
   * @param refused whether the handler threw a terminal error, as a cancelled one does: what it would have awaited later
   *   is unknown
   */
  readonly finish: (refused: boolean) => void;
}

/**
 * Runs the handler of an attempt and writes how it ended: it returned, it threw, or something ended the attempt under
 * it. All three take a few microtasks, as in the SDK, in which other branches of the handler may still issue commands.
 */
export class HandlerRun implements EarlyEndListener {
  readonly #parts: HandlerRunParts;
  #isDecided = false;
  /** Rejects when the attempt ends under the handler; only for handlers with hooks. */
  #rejectEnded: ((error: unknown) => void) | undefined;

  constructor(parts: HandlerRunParts) {
    this.#parts = parts;
    parts.end.listen(this);
  }

  /** Runs the handler, and writes its outcome. */
  start(context: FakeContext): void {
    const { handler } = this.#parts.setup;
    void (handler.hooks.length === 0 ? this.#runPlain(context) : this.#runHooked(context));
  }

  endedEarly(error: unknown): void {
    if (this.#rejectEnded === undefined) void this.#abortPlain(error);
    else this.#rejectEnded(error);
  }

  async #runPlain(context: FakeContext): Promise<void> {
    const { setup } = this.#parts;
    let output: Uint8Array;
    try {
      output = await setup.handler.invoke(context, inputOf(setup).value);
      // In the SDK the outcome passes two races with the end of the attempt, and then two more functions.
      await microtasks(2);
      if (!this.#decide()) return;
      await microtasks(2);
    } catch (error) {
      await microtasks(2);
      if (!this.#decide()) return;
      await microtasks(3);
      this.#fail(error);
      return;
    }
    this.#complete(output);
  }

  async #abortPlain(error: unknown): Promise<void> {
    await microtasks(2);
    if (!this.#decide()) return;
    await microtasks(3);
    this.#fail(error);
  }

  async #runHooked(context: FakeContext): Promise<void> {
    const { setup, hooks } = this.#parts;
    const { handler } = setup;
    let output: Uint8Array | undefined;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    ended.catch(() => {});
    this.#rejectEnded = reject;
    try {
      const interceptors = hooks.create();
      await raceWithEnd(
        handler,
        ended,
        (next) => interceptors.handler(next),
        async () => {
          output = await handler.invoke(context, inputOf(setup).value);
        },
      );
      if (output === undefined) throw new TypeError('An interceptor swallowed the error of the handler.');
      this.#complete(output);
    } catch (error) {
      // In the SDK a failure is handled one function further up than an outcome.
      await MICROTASK;
      this.#fail(error);
    }
  }

  /** @returns true at the first call: either the handler's outcome or its early end counts */
  #decide(): boolean {
    const isFirst = !this.#isDecided;
    this.#isDecided = true;
    return isFirst;
  }

  #complete(output: Uint8Array): void {
    const { vm, finish } = this.#parts;
    if (vm.issue({ type: 'Output', result: { ok: output } }) !== undefined) vm.end();
    // In the SDK an outcome is issued one function deeper than it is sent.
    void MICROTASK.then(() => finish(false));
  }

  #fail(thrown: unknown): void {
    this.#report(thrown);
    this.#parts.finish(thrown instanceof this.#parts.setup.handler.sdk.exports.TerminalError);
  }

  #report(thrown: unknown): void {
    const { vm, setup } = this.#parts;
    const { sdk } = setup.handler;
    const { TerminalError, RetryableError } = sdk.exports;
    if (thrown instanceof CommandFailure) {
      vm.fail({
        code: CODES.internal,
        message: ensureError(thrown.cause, sdk, undefined).message,
        related: thrown.related,
      });
      return;
    }
    // The state machine has written its own failure or suspension already. Most attempts end here.
    if (thrown === vm.failure && setup.handler.asTerminalError === undefined) return;
    setup.process.noteLine?.(undefined, thrown);
    const error = ensureError(thrown, sdk, setup.handler.asTerminalError);
    if (error instanceof TerminalError) {
      const failure = toFailure(error);
      if (vm.issue({ type: 'Output', result: { failure } }) !== undefined) vm.end();
      return;
    }
    let retryAfterMs: number | undefined;
    if (error instanceof RetryableError && error.retryAfter !== undefined) {
      try {
        retryAfterMs = toWholeMillis(error.retryAfter);
      } catch (refused) {
        vm.fail({ code: CODES.internal, message: ensureError(refused, sdk, undefined).message });
        return;
      }
    }
    vm.fail({
      code: CODES.internal,
      message: error.message,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}
