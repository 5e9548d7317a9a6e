import { SimulatorFault } from '../../core/errors.ts';
import type { ReadyClosure } from '../attempt.ts';
import { HeldClosures } from '../held-closures.ts';
import { inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';

/** The run closures of one attempt on the real SDK: each is held where the SDK starts it, until the world releases it. */
export class Closures {
  readonly #scope: Scope;
  /** The run commands of this attempt, replayed or written, in the order in which they were issued. */
  readonly #commands: ReadyClosure[] = [];
  readonly #held: HeldClosures;
  readonly #executing = new Set<number>();

  /** @param started is called when there are closures to announce, see {@link takeAnnounced} */
  constructor(scope: Scope, started: () => void) {
    this.#scope = scope;
    this.#held = new HeldClosures(started);
  }

  /** How many were released and have not finished. */
  get executing(): number {
    return this.#executing.size;
  }

  /** Completion ids of those that the SDK has started and that have not finished. */
  get started(): readonly number[] {
    return [...this.#held.completions, ...this.#executing];
  }

  /** A run command was replayed or written. */
  issued(closure: ReadyClosure): void {
    this.#commands.push(closure);
  }

  /**
   * @param index index of the run in the attempt, in the order of the calls of `ctx.run`
   * @param closure the SDK's function that executes it
   * @returns the function that the SDK must execute instead
   */
  gated(index: number, closure: () => Promise<unknown>): () => Promise<unknown> {
    return () => {
      const command = this.#commands[index];
      if (command === undefined)
        throw new SimulatorFault(`The SDK executes run ${index}, whose command was not written.`);
      return new Promise<void>((resolve) => this.#held.hold(command, resolve)).then(() =>
        this.#execute(command, closure),
      );
    };
  }

  /** Lets a closure execute; does nothing when it is not held. */
  release(completion: number): void {
    this.#held.release(completion)?.();
  }

  /**
   * @returns the closures that the SDK has started since the last call, by completion id. The order in which it starts those
   * of one await depends on the seed of a hash map.
   */
  takeAnnounced(): readonly ReadyClosure[] {
    return this.#held.takeAnnounced();
  }

  /** @returns the closures that never start; see {@link HeldClosures.takeDropped} */
  takeDropped(isEnded: boolean): readonly number[] {
    return this.#held.takeDropped(isEnded);
  }

  /** The user's part of a closure has ended, with any outcome. */
  finished(completion: number): void {
    this.#executing.delete(completion);
  }

  #execute({ completion, name }: ReadyClosure, closure: () => Promise<unknown>): Promise<unknown> {
    this.#executing.add(completion);
    return inScope(this.#scope.ofRun(completion, name), closure);
  }
}
