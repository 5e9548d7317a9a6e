import { realNow, realSetImmediate, realSetTimeout } from '../../attempt/ambient/real.ts';
import { LimitReached } from '../../core/errors.ts';
import type { Server } from '../../server/server.ts';
import { processBaton } from './baton.ts';
import type { Loop } from './loop.ts';
import { StuckError } from './stuck-error.ts';
import { TimerChains } from './timer-chains.ts';

/** What a test waits for. */
interface Awaited {
  readonly what: string;
  /** Whether it has arrived. */
  readonly here: () => boolean;
  /** For a wait of a given length: the time at which it ends. */
  readonly untilMs: number | undefined;
  /** Whether it waits until the world has settled. */
  readonly rest: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Ends the work of a mover before everything that a test waits for has arrived. */
export interface Ends {
  /** Whether the run is over; checked before every step. */
  readonly over: () => boolean;
  /** Called when it is over, or with the error that stops the world. Promises that are still pending stay pending. */
  readonly stop: (error?: Error) => void;
}

/**
 * Moves a world only while a test awaits something of it, and only until the first awaited thing has arrived. Between two
 * moves, the test's own code runs until it settles.
 */
export class Mover {
  readonly #server: Server;
  readonly #loop: Loop;
  readonly #chains: TimerChains;
  readonly #awaited = new Set<Awaited>();
  readonly #ends: Ends | undefined;
  readonly #patienceMs: number;
  /** Since when, in real time, nothing in the world can move although a test waits. */
  #settledSince: number | undefined;
  #working = false;
  #closed = false;
  #why: ((what: string) => Error) | undefined;

  /**
   * @param patienceMs real time, in ms, for which to wait for another client when nothing in the world can move; 0 rejects
   * at once
   */
  constructor(server: Server, loop: Loop, ends?: Ends, patienceMs: number = 0) {
    this.#server = server;
    this.#loop = loop;
    this.#chains = new TimerChains(server, loop.startMs);
    this.#ends = ends;
    this.#patienceMs = patienceMs;
  }

  /**
   * Moves the world until something has arrived.
   * @param what names it in errors
   * @throws {StuckError} when it can never arrive
   */
  until(what: string, here: () => boolean): Promise<void> {
    return this.#wait({ what, here, untilMs: undefined, rest: false });
  }

  /** Lets a span of virtual time pass. @param ms 0 or more */
  pass(ms: number): Promise<void> {
    const { clock } = this.#server.world;
    const untilMs = clock.now + ms;
    return this.#wait({ what: `${ms} ms`, here: () => false, untilMs, rest: false });
  }

  /** Moves the world until nothing can move any more, except for jobs that schedule themselves forever. */
  toRest(): Promise<void> {
    return this.#wait({ what: 'rest', here: () => this.#chains.areAllThatIsLeft(), untilMs: undefined, rest: true });
  }

  /** Stops moving. Pending promises stay pending until {@link close}. */
  halt(): void {
    this.#closed = true;
  }

  /**
   * Moves the world no more.
   * @param why creates the error of each promise that is pending or requested later; without it they stay pending
   */
  close(why?: (what: string) => Error): void {
    this.#closed = true;
    this.#why = why;
    for (const { what, reject } of this.#awaited) if (why !== undefined) reject(why(what));
    this.#awaited.clear();
  }

  #wait(awaited: Omit<Awaited, 'resolve' | 'reject'>): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        if (this.#why !== undefined) reject(this.#why(awaited.what));
        return;
      }
      this.#awaited.add({ ...awaited, resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      while (this.#awaited.size > 0) {
        await testCodeSettles();
        if (this.#awaited.size > 0) await processBaton.hold(() => this.#move());
        if (this.#settledSince !== undefined) await later();
      }
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      if (this.#ends === undefined) this.#rejectAll(reason);
      else this.#stop(reason);
    } finally {
      this.#working = false;
      this.#settledSince = undefined;
    }
  }

  async #move(): Promise<void> {
    const untilMs = this.#nearest();
    const over = (): boolean => this.#closed || this.#ends?.over() === true;
    const moved = await this.#loop.run(() => over() || this.#somethingArrived(), untilMs);
    if (this.#closed) return;
    if (over()) {
      this.#stop();
      return;
    }
    if (moved) this.#settledSince = undefined;
    else await this.#whenSettled(untilMs);
    for (const awaited of this.#awaited) if (awaited.here()) this.#settle(awaited, awaited.resolve);
  }

  /** Nothing moves until `untilMs`: waits of a given length are over, and without one nothing more can arrive. */
  async #whenSettled(untilMs: number): Promise<void> {
    const { clock } = this.#server.world;
    if (untilMs < Infinity) {
      if (untilMs > clock.now) clock.advanceTo(untilMs);
      await this.#loop.run(() => this.#server.world.agenda.size === 0, untilMs);
      for (const awaited of this.#awaited) {
        if (awaited.untilMs !== undefined && awaited.untilMs <= clock.now) this.#settle(awaited, awaited.resolve);
      }
      return;
    }
    const isPatient = this.#isPatient();
    for (const awaited of this.#awaited) {
      if (awaited.rest) this.#settle(awaited, awaited.resolve);
      else if (!isPatient && !awaited.here())
        this.#settle(awaited, () => awaited.reject(new StuckError(awaited.what, this.#server)));
    }
  }

  #isPatient(): boolean {
    if (this.#patienceMs === 0) return false;
    this.#settledSince ??= realNow();
    if (realNow() - this.#settledSince < this.#patienceMs) return true;
    this.#settledSince = undefined;
    return false;
  }

  #stop(reason?: Error): void {
    this.close();
    this.#ends?.stop(reason);
  }

  #nearest(): number {
    let nearest = Infinity;
    for (const { untilMs } of this.#awaited) if (untilMs !== undefined) nearest = Math.min(nearest, untilMs);
    return nearest;
  }

  #somethingArrived(): boolean {
    for (const awaited of this.#awaited) if (awaited.here()) return true;
    return false;
  }

  #settle(awaited: Awaited, how: () => void): void {
    this.#awaited.delete(awaited);
    how();
  }

  #rejectAll(error: Error): void {
    const reason =
      error instanceof LimitReached
        ? new LimitReached(error.limit, `${error.message} The simulation cannot go on.`)
        : error;
    for (const awaited of this.#awaited) this.#settle(awaited, () => awaited.reject(reason));
  }
}

/** Two turns of the event loop: the test has reacted to the last move by then, microtasks included. */
async function testCodeSettles(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise<void>((resolve) => {
      realSetImmediate(resolve);
    });
  }
}

/** A short real time in which a request may arrive over the network. */
function later(): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(resolve, 2);
  });
}
