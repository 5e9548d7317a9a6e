import { Ledger, Scope, inScope } from '../../attempt/scope.ts';
import { firstLine } from '../../core/first-line.ts';
import type { World } from '../../server/world.ts';
import { LoadProcess } from './load-process.ts';

/** Loads modules again when the service process crashes. A module that cannot be loaded again stays as it is. */
export class Reloads<T> {
  readonly #world: Pick<World, 'clock' | 'random'>;
  readonly #load: () => Promise<T>;
  #restarts = 0;
  #failure: string | undefined;

  constructor(world: Pick<World, 'clock' | 'random'>, load: () => Promise<T>) {
    this.#world = world;
    this.#load = load;
  }

  /** Why the modules could not be loaded again; undefined where they could. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** @returns what the modules make; undefined when they cannot be loaded again, because they connect at load, for instance */
  async next(): Promise<T | undefined> {
    const scope = new Scope(new LoadProcess(this.#world, ++this.#restarts), new Ledger(() => undefined));
    try {
      return await inScope(scope, this.#load);
    } catch (error) {
      this.#failure = firstLine(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
