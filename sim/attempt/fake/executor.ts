import type { MisuseKind } from '../attempt.ts';
import type { Hops } from '../hops.ts';
import { MICROTASK } from '../microtask.ts';
import type { Tree } from './results.ts';
import type { Vm } from './vm.ts';

/** What the executor drives: a promise of ours, or one of the SDK's combinators over such promises. */
export interface Drivable {
  /** Takes its result from the state machine, if that is ready. */
  tryComplete(): Promise<void>;
  /** What is still missing; null when nothing is. */
  unresolvedFuture(): Tree | null;
  tryCancel(): void;
  /** Set by promises of ours only: true once the result was taken. */
  readonly isTaken?: boolean;
}

/** What the executor asks of its attempt. */
export interface ExecutorHost {
  /** Sends what was written. @returns true when there was anything */
  flush(): boolean;
  /** A closure of a run has to start. */
  execute(completion: number): void;
  abort(error: unknown): void;
  misuse(kind: MisuseKind, text: string): void;
}

/**
 * Moves awaited promises on, with the awaits of the SDK's `PromisesExecutor` one for one: which of two branches goes on
 * first, and so which command is issued first, depends on them.
 */
export class Executor {
  readonly #vm: Vm;
  readonly #hops: Hops;
  readonly #host: ExecutorHost;
  /** The promise that was awaited last, as long as it is being driven. */
  #latest: Drivable | undefined;
  #branchesNoted = false;
  #signals = 0;
  #waiter: (() => void) | undefined;

  constructor(vm: Vm, hops: Hops, host: ExecutorHost) {
    this.#vm = vm;
    this.#hops = hops;
    this.#host = host;
  }

  /** True while an await is blocked until something comes from outside. */
  get isWaiting(): boolean {
    return this.#waiter !== undefined;
  }

  /** Something came from outside: a notification, the end of the input, the outcome of a closure. */
  signal(): void {
    const waiter = this.#waiter;
    if (waiter === undefined) {
      this.#signals++;
      return;
    }
    this.#waiter = undefined;
    waiter();
  }

  /** Drives one awaited promise until it has its result. Called by the promise itself, once. */
  async doProgress(promise: Drivable): Promise<void> {
    this.#noteBranches();
    this.#latest = promise;
    await this.#drive(promise);
    if (this.#latest === promise) this.#latest = undefined;
  }

  async #drive(promise: Drivable): Promise<void> {
    // The first await after a write waits for the write; a later one does not.
    if (this.#host.flush()) await this.#hops.next();
    else await MICROTASK;
    let isAlone = false;
    for (;;) {
      try {
        await promise.tryComplete();
        if (promise.isTaken === true) return;
        // Let combinators notice what was completed. Straight after a wake-up nothing else is in flight, and a single
        // promise that has not completed has nothing to notice.
        if (!isAlone || promise.isTaken === undefined) await this.#hops.next();
        const future = promise.unresolvedFuture();
        if (future === null) return;
        const progress = this.#vm.progress(future);
        isAlone = false;
        if (progress === 'completed') continue;
        if (progress === 'cancelled') {
          promise.tryCancel();
          return;
        }
        if (progress === 'ended') {
          this.#host.abort(this.#vm.failure);
          return;
        }
        if (progress === 'wait') {
          // From version 7 on the server is told what is awaited, and that is a write as well.
          if (this.#host.flush() || this.#vm.tellsAwaits) await this.#hops.next();
          else await MICROTASK;
          isAlone = await this.#next();
        } else {
          this.#host.execute(progress.execute);
          await this.#hops.next();
        }
      } catch (error) {
        this.#host.abort(error);
        return;
      }
    }
  }

  /** An await begins while another one has not got its result: branches that nothing combines. */
  #noteBranches(): void {
    const other = this.#latest;
    if (other === undefined || this.#branchesNoted || this.#vm.failure !== undefined) return;
    if (other.isTaken ?? other.unresolvedFuture() === null) return;
    this.#branchesNoted = true;
    this.#host.misuse('concurrent-branches', 'Branches of the handler await the context side by side.');
  }

  /** @returns true when it had to wait, so that nothing else is in flight afterwards */
  #next(): Promise<boolean> {
    if (this.#waiter !== undefined) {
      const text =
        'Two awaits of the context are blocked at the same time: combine them with RestatePromise.all, race, any or ' +
        'allSettled (the SDK itself says "awaitNext already pending").';
      this.#host.misuse('concurrent-await', text);
      throw new Error('awaitNext already pending');
    }
    if (this.#signals > 0) {
      this.#signals--;
      return Promise.resolve(false);
    }
    return new Promise((resolve) => {
      // A function that is written right into a property is made old by V8, and would keep its world until the next
      // full collection.
      const wake = (): void => resolve(true);
      this.#waiter = wake;
    });
  }
}
