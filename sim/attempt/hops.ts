import { realSetImmediate } from './ambient/real.ts';
import { MICROTASK } from './microtask.ts';

const nextTick = process.nextTick.bind(process);
const immediate = realSetImmediate;

/** An attempt, of which it can be told whether its code may still be on its way, through ticks of its own. */
export interface Restless {
  readonly waitsOutside: boolean;
  /** Everything has come to rest, and still it waits for something that nobody here knows of. */
  noteOutside(): void;
}

/** How often a quiet queue is looked at again while some attempt is neither blocked nor done. */
const PATIENCE = 16;

/**
 * How often, counted in pauses, the event loop gets a turn where ticks are the barrier: else a process that does nothing but
 * run would never hear of a signal or of a message.
 */
const TURN_EVERY = 20_000;

let pauses = 0;

/** How many quiet turns of the event loop have to pass where code is reached through web streams. */
const QUIET_TURNS = 3;

/**
 * The steps between which everything in flight has to come to rest: where the SDK yields to the event loop, an attempt
 * yields to this queue. Between two hops all microtasks run, however many there are; nothing is counted. A tick is as
 * good a barrier as a turn of the event loop, at a fraction of its price, as long as no streams are involved.
 */
export class Hops {
  readonly #queue: (() => void)[] = [];
  readonly #byTurns: boolean;
  #resolve: (() => void) | undefined;
  #atRest: (() => void) | undefined;
  #patience = 0;
  #quietTurns = 0;
  #latest: Restless | undefined;

  /** @param barrier what lies between two hops */
  constructor(barrier: 'tick' | 'turn' = 'tick') {
    this.#byTurns = barrier === 'turn';
  }

  /** @returns a promise for the attempt's next hop. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push(resolve);
    });
  }

  /** Adds a hop by which the world moves an attempt. */
  push(owner: Restless, hop: () => void): void {
    this.#latest = owner;
    this.#queue.push(hop);
  }

  /**
   * Performs hops until none is left and nothing is in flight.
   * @param atRest called when that is so, before anybody goes on
   */
  drain(atRest?: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#atRest = atRest;
      this.#patience = 0;
      this.#quietTurns = 0;
      // What moved code from outside (an effect, a timer) was no hop: it has to come to rest as well.
      if (this.#queue.length === 0) this.#pause();
      else this.#step();
    });
  }

  readonly #step = (): void => {
    const hop = this.#queue.shift();
    if (hop !== undefined) {
      this.#quietTurns = 0;
      hop();
    } else if (this.#byTurns && this.#quietTurns < QUIET_TURNS) {
      this.#quietTurns++;
    } else if (this.#isDone()) {
      this.#atRest?.();
      this.#resolve?.();
      return;
    }
    this.#pause();
  };

  #pause(): void {
    if (this.#byTurns || ++pauses % TURN_EVERY === 0) immediate(this.#step);
    // Ticks that are added by a tick run before the microtasks do, so the way to the next tick leads through one.
    else void MICROTASK.then(this.#afterMicrotasks);
  }

  readonly #afterMicrotasks = (): void => {
    nextTick(this.#step);
  };

  #isDone(): boolean {
    if (this.#latest?.waitsOutside !== true) return true;
    if (this.#patience < PATIENCE) {
      this.#patience++;
      return false;
    }
    this.#latest.noteOutside();
    return true;
  }
}

/** @returns a promise for the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    immediate(resolve);
  });
}
