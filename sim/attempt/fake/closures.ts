import type { ReadyClosure } from '../attempt.ts';
import { HeldClosures } from '../held-closures.ts';
import { inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { AttemptHooks } from './hooks.ts';
import type { Output } from './output.ts';
import type { RunOfOutcome, RunOutcome, RunOutcomes } from './run-outcome.ts';
import type { Wakeups } from './wakeups.ts';

/** The closure of one `ctx.run`, before it has an outcome. */
export interface Closure extends RunOfOutcome {
  readonly action: () => unknown;
}

/** What closures need of their attempt. */
export interface ClosureParts {
  readonly scope: Scope;
  readonly hooks: AttemptHooks;
  readonly outcomes: RunOutcomes;
  readonly output: Output;
  readonly wakeups: Wakeups;
}

/**
 * The closures of an attempt: registered by `ctx.run`, started by an await, and held until the world releases them.
 * Rules: docs/internals/runtime-semantics.md#ctxrun and
 * docs/internals/sdk-semantics.md#ctxrun
 */
export class Closures {
  readonly #parts: ClosureParts;
  readonly #held: HeldClosures;
  #registered: Map<number, Closure> | undefined;
  #executing = 0;

  /** @param started is called when there are closures to announce, see {@link takeAnnounced} */
  constructor(parts: ClosureParts, started: () => void) {
    this.#parts = parts;
    this.#held = new HeldClosures(started);
  }

  /** How many were released and have not finished. */
  get executing(): number {
    return this.#executing;
  }

  register(closure: Closure): void {
    this.#registered ??= new Map();
    this.#registered.set(closure.completion, closure);
  }

  /** An await needs this closure's result: announces it, and runs it as soon as it is released. */
  start(completion: number): void {
    const closure = this.#registered?.get(completion);
    if (closure === undefined) return;
    this.#registered?.delete(completion);
    void this.#run(closure);
  }

  /** @returns the closures started since the last call, by completion id: the SDK starts those of one await in any order. */
  takeAnnounced(): readonly ReadyClosure[] {
    return this.#held.takeAnnounced();
  }

  /** @returns the closures that never start; see {@link HeldClosures.takeDropped} */
  takeDropped(isEnded: boolean): readonly number[] {
    return this.#held.takeDropped(isEnded);
  }

  /** Lets a closure execute; does nothing when it is not held. */
  release(completion: number): void {
    const go = this.#held.release(completion);
    if (go === undefined) return;
    this.#executing++;
    go();
  }

  async #run(closure: Closure): Promise<void> {
    const { completion, name } = closure;
    const { scope, hooks, outcomes, output, wakeups } = this.#parts;
    // Awaited here, so that the closure runs in the async context of the code that awaits it.
    await new Promise<void>((resolve) => this.#held.hold({ completion, name }, resolve));
    const startedAtMs = scope.process.now();
    let value: unknown;
    const body = async (): Promise<void> => {
      value = await execute(closure, scope);
    };
    let outcome: RunOutcome;
    try {
      // No function of its own: each would put a microtask between the end of the closure and its proposal.
      await inScope(scope.ofRun(completion, name), () => hooks.run(name, body));
      outcome = { value };
    } catch (thrown) {
      outcome = { thrown };
    }
    this.#executing--;
    const written = outcomes.write(closure, outcome, scope.process.now() - startedAtMs);
    if (written === 'over') return;
    if (written === 'written' && output.flush()) await output.hop();
    wakeups.signal();
  }
}

/** Runs the user's function, or what a test has put in its place. */
function execute({ name, action }: Closure, { process }: Scope): unknown {
  return process.execute === undefined ? action() : process.execute(name, action);
}
