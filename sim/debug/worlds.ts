import { World } from '../../reports/data/world.ts';
import type { WatchedRun } from './watched-run.ts';

/**
 * The world after any step of a run. Forwards it goes on from the last one that was asked for; backwards it begins again, which
 * takes a few ms for thousands of steps.
 */
export class Worlds {
  readonly #run: WatchedRun;
  #world = new World();
  #events = 0;
  #end: World | undefined;

  constructor(run: WatchedRun) {
    this.#run = run;
  }

  /** @returns the world after a step; it is valid until the next call */
  at(step: number): World {
    const until = this.#run.eventsUntil(step);
    if (until < this.#events) {
      this.#world = new World();
      this.#events = 0;
    }
    this.#events = this.#fed(this.#world, this.#events, until);
    return this.#world;
  }

  /** @returns the world after the last step */
  atEnd(): World {
    if (this.#end === undefined) {
      this.#end = new World();
      this.#fed(this.#end, 0, this.#run.events.length);
    }
    return this.#end;
  }

  #fed(world: World, from: number, until: number): number {
    for (let index = from; index < until; index++) {
      const event = this.#run.events[index];
      if (event !== undefined) world.see(event);
    }
    return until;
  }
}
