import type { ProcessTimer } from '../process.ts';
import type { Scope } from '../scope.ts';
import { noteUncaught } from './uncaught.ts';

/** What `setTimeout`, `setInterval` and `setImmediate` return in a simulation, with the members of Node's `Timeout`. */
export class VirtualTimer implements Disposable {
  readonly #scope: Scope;
  readonly #delayMs: number;
  readonly #callback: () => void;
  readonly #repeats: boolean;
  #armed: ProcessTimer | undefined;
  /** Whether the attempt counts as waiting for it. The world ends the wait by firing it. */
  #isRef = true;

  constructor(scope: Scope, delayMs: number, callback: () => void, repeats: boolean) {
    this.#scope = scope;
    this.#delayMs = delayMs;
    this.#callback = callback;
    this.#repeats = repeats;
    this.#arm();
  }

  /** Cancels the timer: its callback does not run any more. */
  close(): this {
    this.#armed?.cancel();
    this.#disarm();
    return this;
  }

  /** Starts the delay again, from now. */
  refresh(): this {
    this.close();
    this.#arm();
    return this;
  }

  ref(): this {
    if (!this.#isRef && this.#armed !== undefined) this.#scope.enter();
    this.#isRef = true;
    return this;
  }

  unref(): this {
    if (this.#isRef && this.#armed !== undefined) this.#scope.leave();
    this.#isRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #arm(): void {
    if (!this.#scope.ledger.isAlive) return;
    this.#armed = this.#scope.process.setTimer(this.#delayMs, () => this.#fire());
    this.#scope.ledger.arm(this.#armed);
    if (this.#isRef) this.#scope.enter();
  }

  #disarm(): void {
    if (this.#armed === undefined) return;
    this.#scope.ledger.disarm(this.#armed);
    this.#armed = undefined;
    if (this.#isRef) this.#scope.leave();
  }

  #fire(): void {
    this.#disarm();
    if (!this.#scope.ledger.isAlive) return;
    if (this.#repeats) this.#arm();
    try {
      this.#callback();
    } catch (error) {
      noteUncaught(this.#scope, error);
    }
  }
}

const MAX_DELAY_MS = 2 ** 31 - 1;

/** @returns the delay of a timer by Node's rule: anything outside of 1 ms to the maximum counts as 1 ms. */
export function delayMillis(delay: unknown): number {
  const millis = Number(delay);
  return millis >= 1 && millis <= MAX_DELAY_MS ? Math.trunc(millis) : 1;
}
