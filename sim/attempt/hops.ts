import { realSetImmediate } from './ambient/real.ts';
import { MICROTASK } from './microtask.ts';
import { settled } from './scope.ts';

const nextTick = process.nextTick.bind(process);
const immediate = realSetImmediate;

/** An attempt whose code may still be running on ticks that the engine does not know. */
export interface Hopping {
  readonly waitsOutside: boolean;
  /** Everything has settled, and still the attempt waits for something that the engine does not know. */
  noteOutside(): void;
}

/** How many more ticks an empty queue waits while some attempt is neither blocked nor done. */
const MAX_EMPTY_TICKS = 16;

/** How many turns of the event loop without a hop must pass where web streams lie between the engine and the code. */
const MIN_QUIET_TURNS = 3;

/**
 * A queue of hops: where the SDK yields to the event loop, an attempt yields to this queue. Between two hops everything in
 * flight settles: all microtasks run, and none is counted. As long as no streams are involved, a tick is as good a barrier
 * as a turn of the event loop, and much cheaper.
 * At the end of each drain the event loop gets one turn: a process that only runs must receive signals and messages, too.
 */
export class Hops {
  readonly #queue: (() => void)[] = [];
  readonly #byTurns: boolean;
  #resolve: (() => void) | undefined;
  #onSettled: (() => void) | undefined;
  #emptyTicks = 0;
  #quietTurns = 0;
  /** Whether the event loop had its turn: only there does Node report a rejection that no code has handled. */
  #hasTurned = false;
  #latest: Hopping | undefined;

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
  push(owner: Hopping, hop: () => void): void {
    this.#latest = owner;
    this.#queue.push(hop);
  }

  /**
   * Performs hops until none is left and nothing is in flight.
   * @param onSettled called then, before the promise resolves
   */
  drain(onSettled?: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#onSettled = onSettled;
      this.#emptyTicks = 0;
      this.#quietTurns = 0;
      this.#hasTurned = this.#byTurns;
      // An effect or a timer moves code without a hop; that code has to settle as well.
      if (this.#queue.length === 0) this.#pause();
      else this.#step();
    });
  }

  readonly #step = (): void => {
    const hop = this.#queue.shift();
    if (hop !== undefined) {
      this.#quietTurns = 0;
      hop();
    } else if (this.#byTurns && this.#quietTurns < MIN_QUIET_TURNS) {
      this.#quietTurns++;
    } else if (!this.#hasTurned) {
      this.#hasTurned = true;
      immediate(this.#step);
      return;
    } else if (this.#isDone()) {
      if (this.#latest?.waitsOutside !== true) settled();
      this.#onSettled?.();
      this.#resolve?.();
      return;
    }
    this.#pause();
  };

  #pause(): void {
    if (this.#byTurns) immediate(this.#step);
    // A tick added by a tick runs before the microtasks. So the next tick is added by a microtask.
    else void MICROTASK.then(this.#afterMicrotasks);
  }

  readonly #afterMicrotasks = (): void => {
    nextTick(this.#step);
  };

  #isDone(): boolean {
    if (this.#latest?.waitsOutside !== true) return true;
    if (this.#emptyTicks < MAX_EMPTY_TICKS) {
      this.#emptyTicks++;
      return false;
    }
    this.#latest.noteOutside();
    return true;
  }
}
