import type { ContextUses } from '../context-uses.ts';
import { MICROTASK } from '../microtask.ts';
import type { Closures } from './closures.ts';
import type { Drivable } from './drivable.ts';
import type { EarlyEnd } from './early-end.ts';
import type { Output } from './output.ts';
import type { Vm } from './vm.ts';
import type { Wakeups } from './wakeups.ts';

/** What the executor needs of its attempt. */
export interface ExecutorParts {
  readonly vm: Vm;
  readonly output: Output;
  readonly closures: Closures;
  readonly wakeups: Wakeups;
  readonly end: EarlyEnd;
  readonly uses: ContextUses;
}

/**
 * Drives awaited promises, with the same awaits as the SDK's `PromisesExecutor`. They decide which of two branches goes on
 * first, and so which command is issued first.
 */
export class Executor {
  readonly #parts: ExecutorParts;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** Drives one awaited promise until it has its result. Called by the promise itself, once. */
  async doProgress(promise: Drivable): Promise<void> {
    const { uses } = this.#parts;
    uses.begin(promise);
    await this.#drive(promise);
    uses.done(promise);
  }

  async #drive(promise: Drivable): Promise<void> {
    const { vm, output, closures, end } = this.#parts;
    // The first await after a write waits for that write; a later one does not.
    if (output.flush()) await output.hop();
    else await MICROTASK;
    let isAlone = false;
    for (;;) {
      try {
        await promise.tryComplete();
        if (promise.isTaken === true) return;
        // Lets combinators react to what has completed. Directly after a wake-up nothing else is in flight, and a single
        // promise that has not completed has nothing to react to.
        if (!isAlone || promise.isTaken === undefined) await output.hop();
        const future = promise.unresolvedFuture();
        if (future === null) return;
        const progress = vm.progress(future);
        isAlone = false;
        if (progress === 'completed') continue;
        if (progress === 'cancelled') {
          promise.tryCancel();
          return;
        }
        if (progress === 'ended') {
          end.abort(vm.failure);
          return;
        }
        if (progress === 'wait') {
          // From version 7 on the server is notified of what is awaited, which is a write as well.
          if (output.flush() || vm.announcesAwaits) await output.hop();
          else await MICROTASK;
          isAlone = await this.#next();
        } else {
          closures.start(progress.execute);
          await output.hop();
        }
      } catch (error) {
        end.abort(error);
        return;
      }
    }
  }

  /** @returns true when it had to wait, so that nothing else is in flight afterwards */
  #next(): Promise<boolean> {
    const { wakeups, uses } = this.#parts;
    if (wakeups.isWaiting) {
      uses.noteSecondBlock();
      throw new Error('awaitNext already pending');
    }
    return wakeups.next();
  }
}
