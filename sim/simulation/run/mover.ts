import { realNow, realSetImmediate, realSetTimeout } from '../../attempt/ambient/real.ts';
import { LimitReached } from '../../core/errors.ts';
import type { Server } from '../../server/server.ts';
import { processBaton } from './baton.ts';
import type { Loop } from './loop.ts';
import { StuckError } from './stuck.ts';

/** Something that a test waits for. */
interface Awaited {
  readonly what: string;
  /** Whether it has come. */
  readonly here: () => boolean;
  /** For a wait of a given length: the moment until which time may pass. */
  readonly untilMs: number | undefined;
  /** Content with the world coming to rest. */
  readonly rest: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What ends the work of a mover before those who wait have got what they wait for. */
export interface Ends {
  /** Whether the run is over; looked at before every step. */
  readonly over: () => boolean;
  /** Told that it is, or why the world cannot move any more; whoever still waits waits forever. */
  readonly stop: (error?: Error) => void;
}

/**
 * Moves a world only while somebody waits for it, and no further than the first of them needs. Between two moves the
 * test's own code runs until it rests.
 */
export class Mover {
  readonly #server: Server;
  readonly #loop: Loop;
  readonly #awaited = new Set<Awaited>();
  readonly #ends: Ends | undefined;
  readonly #patienceMs: number;
  /** Since when, in real time, nothing in the world can move although somebody waits. */
  #restsSince: number | undefined;
  #working = false;
  #closed = false;
  #why: ((what: string) => Error) | undefined;

  /** @param patienceMs real time in which somebody outside may still bring what nothing in the world can bring */
  constructor(server: Server, loop: Loop, ends?: Ends, patienceMs: number = 0) {
    this.#server = server;
    this.#loop = loop;
    this.#ends = ends;
    this.#patienceMs = patienceMs;
  }

  /** Moves the world until something is here. @throws {StuckError} when it can never come */
  until(what: string, here: () => boolean): Promise<void> {
    return this.#wait({ what, here, untilMs: undefined, rest: false });
  }

  /** Lets a span of virtual time pass. @param ms 0 or more */
  pass(ms: number): Promise<void> {
    const { clock } = this.#server.world;
    const untilMs = clock.now + ms;
    return this.#wait({ what: `${ms} ms`, here: () => false, untilMs, rest: false });
  }

  /** Moves the world until nothing can move any more and no deadline is pending. */
  toRest(): Promise<void> {
    return this.#wait({ what: 'rest', here: () => false, untilMs: undefined, rest: true });
  }

  /** Ends all moving. @param why told to whoever still waits, or comes to wait; without it they wait for ever */
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
        await testCodeRests();
        if (this.#awaited.size > 0) await processBaton.hold(() => this.#move());
        if (this.#restsSince !== undefined) await later();
      }
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      if (this.#ends === undefined) this.#rejectAll(reason);
      else this.#stop(reason);
    } finally {
      this.#working = false;
      this.#restsSince = undefined;
    }
  }

  async #move(): Promise<void> {
    const untilMs = this.#nearest();
    const over = (): boolean => this.#closed || this.#ends?.over() === true;
    const moved = await this.#loop.run(() => over() || this.#somebodyHas(), untilMs);
    if (this.#closed) return;
    if (over()) {
      this.#stop();
      return;
    }
    if (moved) this.#restsSince = undefined;
    else await this.#atRest(untilMs);
    for (const awaited of this.#awaited) if (awaited.here()) this.#settle(awaited, awaited.resolve);
  }

  /** Nothing moves before `untilMs`: waits of a given length are over, and without one nothing more will ever come. */
  async #atRest(untilMs: number): Promise<void> {
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
    this.#restsSince ??= realNow();
    if (realNow() - this.#restsSince < this.#patienceMs) return true;
    this.#restsSince = undefined;
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

  #somebodyHas(): boolean {
    for (const awaited of this.#awaited) if (awaited.here()) return true;
    return false;
  }

  #settle(awaited: Awaited, how: () => void): void {
    this.#awaited.delete(awaited);
    how();
  }

  #rejectAll(error: Error): void {
    const reason =
      error instanceof LimitReached ? new LimitReached(error.limit, `${error.message} The world was given up.`) : error;
    for (const awaited of this.#awaited) this.#settle(awaited, () => awaited.reject(reason));
  }
}

/** Two turns of the event loop: what the test does in answer to the last move is done, microtasks and all. */
async function testCodeRests(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise<void>((resolve) => {
      realSetImmediate(resolve);
    });
  }
}

/** A moment of real time, in which a request may come in over the network. */
function later(): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(resolve, 2);
  });
}
