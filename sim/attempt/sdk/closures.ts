import { SimulatorFault } from '../../core/errors.ts';
import type { ReadyClosure } from '../attempt.ts';
import { inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';

/** The run closures of one attempt on the real SDK: each is held where the SDK starts it, until the world lets it go. */
export class Closures {
  readonly #scope: Scope;
  readonly #started: () => void;
  /** The run commands of this attempt, replayed or written, in the order in which they were issued. */
  readonly #commands: ReadyClosure[] = [];
  #announcing: ReadyClosure[] = [];
  readonly #held = new Map<number, () => void>();
  readonly #executing = new Set<number>();

  /** @param started is called when the SDK has started a closure, which is to be announced */
  constructor(scope: Scope, started: () => void) {
    this.#scope = scope;
    this.#started = started;
  }

  /** How many were let go and have not finished. */
  get executing(): number {
    return this.#executing.size;
  }

  /** Completion ids of those that the SDK has started and that have not finished. */
  get started(): readonly number[] {
    return [...this.#held.keys(), ...this.#executing];
  }

  /** A run command is replayed or was written. */
  issued(closure: ReadyClosure): void {
    this.#commands.push(closure);
  }

  /**
   * @param index which run of the attempt it is, in the order of the calls of `ctx.run`
   * @param closure the SDK's way of executing it
   * @returns what the SDK shall execute instead
   */
  gated(index: number, closure: () => Promise<unknown>): () => Promise<unknown> {
    return () => {
      const command = this.#commands[index];
      if (command === undefined)
        throw new SimulatorFault(`The SDK executes run ${index}, whose command was not written.`);
      this.#announcing.push(command);
      this.#started();
      return new Promise<void>((resolve) => {
        this.#held.set(command.completion, resolve);
      }).then(() => this.#execute(command, closure));
    };
  }

  /** Lets a closure go on; does nothing when it is not waiting for that. */
  release(completion: number): void {
    const go = this.#held.get(completion);
    this.#held.delete(completion);
    go?.();
  }

  /**
   * @returns the closures that the SDK has started since the last call. Which of several it starts first depends on the
   * seed of a hash map, so they are told by completion id, once all are there.
   */
  takeAnnounced(): readonly ReadyClosure[] {
    const announced = this.#announcing.toSorted((left, right) => left.completion - right.completion);
    this.#announcing = [];
    return announced;
  }

  /** The user's part of a closure is over, whatever came of it. */
  finished(completion: number): void {
    this.#executing.delete(completion);
  }

  #execute({ completion, name }: ReadyClosure, closure: () => Promise<unknown>): Promise<unknown> {
    this.#executing.add(completion);
    return inScope(this.#scope.ofRun(completion, name), closure);
  }
}
