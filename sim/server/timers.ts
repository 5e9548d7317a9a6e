import type { Step } from '../core/agenda.ts';
import type { Footprint } from '../core/footprint.ts';
import type { World } from './world.ts';

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

/**
 * Timers fire on the server's clock. Within a partition an earlier deadline always fires first; equal deadlines fire
 * in any order (the real tie-break is a random id), except that one invocation's fire in the order it armed them.
 */
export class Timers {
  readonly #world: World;
  readonly #due = new Map<number, DueTimers>();

  constructor(world: World) {
    this.#world = world;
  }

  arm(timer: ServerTimer): () => void {
    const deadline = this.#world.clock.arm({
      atMs: timer.atMs,
      housekeeping: false,
      due: () => this.#dueIn(timer.partition).add(timer),
    });
    return () => {
      this.#world.clock.cancel(deadline);
      this.#dueIn(timer.partition).remove(timer);
    };
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

/** The timers of one partition whose moment has come. Those that may fire next are on the agenda. */
class DueTimers {
  readonly #world: World;
  #waiting: ServerTimer[] = [];
  readonly #enabled = new Map<ServerTimer, Step>();

  constructor(world: World) {
    this.#world = world;
  }

  add(timer: ServerTimer): void {
    this.#waiting.push(timer);
    this.#refresh();
  }

  remove(timer: ServerTimer): void {
    const at = this.#waiting.indexOf(timer);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
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

/** A timer whose moment has come may fire. */
class TimerStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode = false;
  readonly perform: () => void;
  readonly #timer: ServerTimer;

  constructor(timer: ServerTimer, perform: () => void) {
    this.#timer = timer;
    this.chain = `timer ${timer.address}`;
    this.address = `${timer.address}:timer`;
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
    const rival = first.get(timer.owner);
    if (rival === undefined || timer.rank < rival.rank) first.set(timer.owner, timer);
  }
  return [...first.values()];
}
