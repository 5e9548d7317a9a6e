import { realSetTimeout } from '../../attempt/ambient/real.ts';
import type { Process, ProcessTimer } from '../../attempt/process.ts';
import type { World } from '../../server/world.ts';

/**
 * The service process while it loads modules again: what a module draws at load follows from the seed and from how often the
 * process has been restarted, so that another process draws something else, and a repeated run the same.
 */
export class LoadProcess implements Process {
  readonly #world: Pick<World, 'clock' | 'random'>;
  readonly #restart: number;
  #draws = 0;

  /** @param restart how often the process has been restarted */
  constructor(world: Pick<World, 'clock' | 'random'>, restart: number) {
    this.#world = world;
    this.#restart = restart;
  }

  now(): number {
    return this.#world.clock.now;
  }

  ambientNow(): number {
    return this.#world.clock.now;
  }

  elapsed(): number {
    return 0;
  }

  random(): number {
    return this.#world.random.unit('load', `${this.#restart}/${this.#draws++}`);
  }

  /** In real time: the world stands still until everything is loaded. */
  setTimer(delayMs: number, callback: () => void): ProcessTimer {
    const timer = realSetTimeout(callback, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }
}
