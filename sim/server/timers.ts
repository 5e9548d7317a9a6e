import { stepOf } from '../core/address.ts';
import type { Step } from '../core/agenda.ts';
import type { Deadline } from '../core/clock.ts';
import type { Footprint } from '../core/footprint.ts';
import type { World } from './world.ts';

type TimerWorld = Pick<World, 'agenda' | 'clock'>;

/** A timer of the partition leader: a sleep of an invocation, or a delayed start. */
export interface ServerTimer {
  readonly atMs: number;
  readonly partition: number;
  /** Stable address: invocation and entry. */
  readonly address: string;
  /** Equal deadlines of one owner fire in the order of `rank`; those of different owners in any order. */
  readonly owner: string;
  readonly rank: number;
  footprint(): Footprint;
  fire(): void;
}

interface Armed {
  readonly timer: ServerTimer;
  readonly deadline: Deadline;
}

/**
 * Timers fire on the server's clock. Within a partition an earlier deadline always fires first; equal deadlines fire
 * in any order (the real tie-break is a random id), except that one invocation's fire in the order it armed them.
 * Rule: docs/internals/runtime-semantics.md#timers
 */
export class Timers {
  readonly #world: TimerWorld;
  readonly #due = new Map<number, DueTimers>();
  /** What each owner has armed, fired timers included. */
  readonly #armed = new Map<string, Set<Armed>>();

  constructor(world: TimerWorld) {
    this.#world = world;
  }

  /** @returns disarms this one timer; does nothing once it has fired */
  arm(timer: ServerTimer): () => void {
    const deadline = this.#world.clock.arm({
      atMs: timer.atMs,
      housekeeping: false,
      wakes: timer.owner,
      due: () => this.#dueIn(timer.partition).add(timer),
    });
    const armed = { timer, deadline };
    const timers = this.#armed.get(timer.owner);
    if (timers === undefined) this.#armed.set(timer.owner, new Set([armed]));
    else timers.add(armed);
    return () => {
      this.#armed.get(timer.owner)?.delete(armed);
      this.#disarm(armed);
    };
  }

  /** Disarms all timers of an owner, in the order in which it armed them. */
  disarmAll(owner: string): void {
    for (const armed of this.#armed.get(owner) ?? []) this.#disarm(armed);
    this.#armed.delete(owner);
  }

  #disarm({ timer, deadline }: Armed): void {
    this.#world.clock.cancel(deadline);
    this.#dueIn(timer.partition).remove(timer);
  }

  #dueIn(partition: number): DueTimers {
    let due = this.#due.get(partition);
    if (due === undefined) {
      due = new DueTimers(this.#world);
      this.#due.set(partition, due);
    }
    return due;
  }
}

/** The timers of one partition whose deadline has passed. Those that may fire next are on the agenda. */
class DueTimers {
  readonly #world: TimerWorld;
  #waiting: ServerTimer[] = [];
  readonly #enabled = new Map<ServerTimer, Step>();

  constructor(world: TimerWorld) {
    this.#world = world;
  }

  add(timer: ServerTimer): void {
    this.#waiting.push(timer);
    this.#refresh();
  }

  remove(timer: ServerTimer): void {
    const index = this.#waiting.indexOf(timer);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#refresh();
  }

  #refresh(): void {
    const next = new Set(nextToFire(this.#waiting));
    for (const [timer, step] of this.#enabled) {
      if (!next.has(timer)) {
        this.#world.agenda.drop(step);
        this.#enabled.delete(timer);
      }
    }
    for (const timer of next) {
      if (this.#enabled.has(timer)) continue;
      const step = this.#stepOf(timer);
      this.#enabled.set(timer, step);
      this.#world.agenda.add(step);
    }
  }

  #stepOf(timer: ServerTimer): Step {
    return new TimerStep(timer, () => {
      this.#enabled.delete(timer);
      this.#waiting = this.#waiting.filter((other) => other !== timer);
      timer.fire();
      this.#refresh();
    });
  }
}

/** A timer whose deadline has passed may fire. */
class TimerStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode = false;
  readonly perform: () => void;
  readonly #timer: ServerTimer;

  constructor(timer: ServerTimer, perform: () => void) {
    this.#timer = timer;
    this.chain = `timer ${timer.address}`;
    this.address = stepOf(timer.address, 'timer');
    this.perform = perform;
  }

  get footprint(): Footprint {
    return this.#timer.footprint();
  }
}

/** @returns the timers of the earliest deadline, for each owner only its first. */
export function nextToFire(waiting: readonly ServerTimer[]): ServerTimer[] {
  let earliest = Infinity;
  for (const timer of waiting) earliest = Math.min(earliest, timer.atMs);
  const first = new Map<string, ServerTimer>();
  for (const timer of waiting) {
    if (timer.atMs !== earliest) continue;
    const earlier = first.get(timer.owner);
    if (earlier === undefined || timer.rank < earlier.rank) first.set(timer.owner, timer);
  }
  return [...first.values()];
}
