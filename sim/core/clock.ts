import { invariant } from './errors.ts';

/** 2026-01-01T00:00:00Z: every run begins here, whatever the clock and the time zone of the machine are. */
export const EPOCH_MS = 1_767_225_600_000;

/** What happens when the clock reaches a time. */
export interface Deadline {
  readonly atMs: number;
  /** Time does not pass because of housekeeping (sweeps, retention): it is due only when time passes it anyway. */
  readonly housekeeping: boolean;
  /** The invocation that goes on then by itself: a sleep, or a delayed start. Absent for everything else. */
  readonly wakes?: string;
  /** The invocation that the server stops waiting for then: an attempt that is idle. */
  readonly suspends?: string;
  /** Called once, when the clock has reached `atMs`. */
  due(): void;
  /** Set by {@link VirtualClock.cancel}. */
  cancelled?: boolean;
}

/** Equal deadlines become due in the order in which they were armed. */
interface Armed extends Deadline {
  order: number;
}

/**
 * The server's wall clock. It moves only when the run advances it, from deadline to deadline.
 * Rule: docs/internals/runtime-semantics.md#clocks-and-random-numbers
 */
export class VirtualClock {
  #now: number;
  readonly #heap: Armed[] = [];
  #awake = 0;
  #armed = 0;
  #dead = 0;

  constructor(startMs: number = EPOCH_MS) {
    this.#now = startMs;
  }

  /** Ms since the Unix epoch. */
  get now(): number {
    return this.#now;
  }

  /** Arms a deadline. One that lies in the past is due at the next advance, without a change of the time. */
  arm(deadline: Deadline): Deadline {
    // Completed in place: a copy would not be the deadline that its owner cancels.
    const armed = deadline as Armed;
    armed.order = this.#armed++;
    if (!armed.housekeeping) this.#awake++;
    this.#push(armed);
    return armed;
  }

  cancel(deadline: Deadline): void {
    if (deadline.cancelled) return;
    deadline.cancelled = true;
    if (!deadline.housekeeping) this.#awake--;
    this.#dead++;
    if (this.#dead > 64 && this.#dead * 2 > this.#heap.length) this.#compact();
  }

  /** Whether a deadline other than housekeeping is pending. */
  get pending(): boolean {
    return this.#awake > 0;
  }

  /** @returns the pending deadlines other than housekeeping, in no order */
  *awake(): Generator<Deadline> {
    for (const deadline of this.#heap) if (!deadline.housekeeping && deadline.cancelled !== true) yield deadline;
  }

  /** The time of the next deadline; undefined when none is pending. */
  get next(): number | undefined {
    this.#discardCancelled();
    return this.#heap[0]?.atMs;
  }

  /** Whether the next deadline is housekeeping, at which no work of the world is due. */
  get nextIsHousekeeping(): boolean {
    this.#discardCancelled();
    return this.#heap[0]?.housekeeping === true;
  }

  /** Moves to the next deadline, or stays when it lies in the past, and calls everything that is due then. */
  advance(): void {
    const next = this.next;
    invariant(next !== undefined, () => 'The clock was advanced without a deadline.');
    this.advanceTo(Math.max(next, this.#now));
  }

  /** Moves forward to a time and calls everything that is due by then, in the order of the deadlines. */
  advanceTo(atMs: number): void {
    invariant(atMs >= this.#now, () => `The clock was set back from ${this.#now} to ${atMs}.`);
    for (let next = this.next; next !== undefined && next <= atMs; next = this.next) {
      const deadline = this.#pop();
      this.#now = Math.max(this.#now, deadline.atMs);
      if (!deadline.housekeeping) this.#awake--;
      deadline.cancelled = true;
      deadline.due();
    }
    this.#now = atMs;
  }

  /**
   * Jumps the wall clock, as an operator or NTP might. After a jump forward, the deadlines that it passes are due. A jump
   * backwards leaves deadlines where they are, so they are due later.
   */
  jump(byMs: number): void {
    if (byMs >= 0) this.advanceTo(this.#now + byMs);
    else this.#now += byMs;
  }

  #discardCancelled(): void {
    while (this.#heap[0]?.cancelled) {
      this.#pop();
      this.#dead--;
    }
  }

  /** Most deadlines (inactivity, retries) are cancelled long before they are due; the heap must not grow with them. */
  #compact(): void {
    const alive = this.#heap.filter((deadline) => !deadline.cancelled);
    this.#heap.length = 0;
    this.#dead = 0;
    for (const deadline of alive) this.#push(deadline);
  }

  #push(deadline: Armed): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(deadline);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(deadline, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = deadline;
  }

  #pop(): Armed {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    invariant(top !== undefined && last !== undefined, () => 'The clock popped a deadline from an empty heap.');
    const size = heap.length;
    if (size > 0) {
      let at = 0;
      for (;;) {
        let down = 2 * at + 1;
        if (down >= size) break;
        const right = heap[down + 1];
        let child = heap[down];
        if (right !== undefined && child !== undefined && before(right, child)) {
          child = right;
          down++;
        }
        if (child === undefined || !before(child, last)) break;
        heap[at] = child;
        at = down;
      }
      heap[at] = last;
    }
    return top;
  }
}

function before(a: Armed, b: Armed): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
