import type { AttemptSetup } from '../attempt.ts';
import { bytesInSdk, isBytes, notBytesText } from '../bytes.ts';
import type { ContextUses } from '../context-uses.ts';
import { toWholeMillis } from '../duration.ts';
import type { FakeContext } from './context.ts';
import type { EarlyEnd, EarlyEndListener } from './early-end.ts';
import { CODES, CommandFailure } from './failure.ts';
import { raceWithEnd } from './hooks.ts';
import type { AttemptHooks } from './hooks.ts';
import { MICROTASK, microtasks } from '../microtask.ts';
import type { Output } from './output.ts';
import { inputOf } from './request.ts';
import { ensureError, messageOf, toFailure, wellFormed } from './user-error.ts';
import type { Vm } from './vm.ts';

/** What the run of a handler needs of its attempt. */
export interface HandlerRunParts {
  readonly setup: AttemptSetup;
  readonly vm: Vm;
  readonly hooks: AttemptHooks;
  readonly end: EarlyEnd;
  readonly uses: ContextUses;
  readonly output: Output;
  /** The last message was written. */
  readonly finish: () => void;
}

/**
 * Runs the handler of an attempt and writes how it ended: it returned, it threw, or something ended the attempt under
 * it. All three take a few microtasks, as in the SDK, in which other branches of the handler may still issue commands.
 */
export class HandlerRun implements EarlyEndListener {
  readonly #parts: HandlerRunParts;
  #isDecided = false;
  /** The error of a command that has ended the attempt under the handler, one microtask after it did. */
  #endedBy: CommandFailure | undefined;
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
    const reason = this.#reasonOf(error);
    if (reason instanceof CommandFailure) void MICROTASK.then(() => (this.#endedBy = reason));
    if (this.#rejectEnded === undefined) void this.#abortPlain(reason);
    else this.#rejectEnded(reason);
  }

  /** As in the SDK, the user's error mapper gets an `Error` for whatever ended the attempt under the handler. */
  #reasonOf(error: unknown): unknown {
    const { vm, setup } = this.#parts;
    const { sdk, asTerminalError } = setup.handler;
    const isWritten = vm.failure !== undefined && error === vm.failure && asTerminalError === undefined;
    return isWritten || error instanceof CommandFailure ? error : ensureError(error, sdk, undefined);
  }

  async #runPlain(context: FakeContext): Promise<void> {
    const { setup } = this.#parts;
    let output: unknown;
    try {
      output = await setup.handler.invoke(context, inputOf(setup).value);
      // In the SDK the outcome passes two races with the end of the attempt, and then two more functions.
      await microtasks(2);
      if (!this.#decide()) return;
      await microtasks(2);
    } catch (error) {
      await microtasks(2);
      if (!this.#decide()) return;
      await MICROTASK;
      const reported = this.#commandOf(error);
      await microtasks(2);
      this.#fail(reported);
      return;
    }
    this.#completePlain(output);
  }

  #completePlain(output: unknown): void {
    let bytes: Uint8Array;
    try {
      bytes = this.#bytesOf(output);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#complete(bytes);
  }

  /**
   * In the SDK an error of the handler counts as the error of the command whose error has ended the attempt meanwhile. That
   * makes it one that is retried, also where the handler threw a terminal one.
   */
  #commandOf(error: unknown): unknown {
    return this.#endedBy === undefined ? error : new CommandFailure(error, this.#endedBy.related);
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
    let output: unknown;
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
      this.#complete(this.#bytesOf(output));
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

  #bytesOf(output: unknown): Uint8Array {
    if (!isBytes(output)) this.#parts.uses.misuse('not-bytes', notBytesText(output, 'Output'));
    return bytesInSdk(output);
  }

  #complete(output: Uint8Array): void {
    const { vm, uses, finish } = this.#parts;
    if (vm.issue({ type: 'Output', result: { ok: output } }) !== undefined) {
      vm.end();
      uses.end(false);
    }
    // In the SDK an outcome is issued one function deeper than it is sent. A state machine that is broken sends nothing.
    void MICROTASK.then(() => {
      if (!vm.isBroken) finish();
    });
  }

  #fail(thrown: unknown): void {
    const { vm, output, finish } = this.#parts;
    try {
      this.#report(thrown);
    } catch {
      // Neither the error nor what reports it can be reported: the SDK gives up without a word.
      output.flush();
      vm.giveUp();
    }
    if (!vm.isBroken) finish();
  }

  #report(thrown: unknown): void {
    const { vm, setup } = this.#parts;
    const { sdk } = setup.handler;
    if (vm.isBroken) return;
    if (thrown instanceof CommandFailure) {
      const { related, cause } = thrown;
      vm.fail({ code: CODES.internal, message: messageOf(ensureError(cause, sdk, undefined)), related });
      return;
    }
    // The state machine has written its own failure or suspension already. Most attempts end here.
    if (vm.failure !== undefined && thrown === vm.failure) return;
    setup.process.noteLine?.(undefined, thrown);
    const error = ensureError(thrown, sdk, setup.handler.asTerminalError);
    try {
      this.#write(error);
    } catch (refused) {
      if (!vm.isBroken) this.#failWith({ message: messageOf(ensureError(refused, sdk, undefined)) });
    }
  }

  /** Writes a terminal error as the output, and any other as the error of the attempt. */
  #write(error: Error): void {
    const { vm, setup, uses } = this.#parts;
    const { TerminalError, RetryableError } = setup.handler.sdk.exports;
    if (error instanceof TerminalError) {
      const failure = wellFormed(toFailure(error), vm, uses);
      if (vm.issue({ type: 'Output', result: { failure } }) === undefined) return;
      vm.end();
      uses.end(true);
      return;
    }
    const retryAfterMs =
      error instanceof RetryableError && error.retryAfter !== undefined ? toWholeMillis(error.retryAfter) : undefined;
    this.#failWith({ message: messageOf(error), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }

  #failWith(failure: { readonly message: string; readonly retryAfterMs?: number }): void {
    this.#parts.uses.fail();
    this.#parts.vm.fail({ code: CODES.internal, ...failure });
  }
}
