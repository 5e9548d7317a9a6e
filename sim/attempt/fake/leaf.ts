import type { Duration, RestatePromise, TerminalError } from '@restatedev/restate-sdk';
import type { Sdk } from '../sdk-shape.ts';
import type { Drivable } from './drivable.ts';
import { OneResult } from './one-result.ts';
import type { LeafPlan, PromiseHost } from './one-result.ts';
import type { Tree } from './results.ts';

/** A promise of one result, which the SDK's combinators accept as their own. */
export interface LeafPromise<T> extends RestatePromise<T>, Drivable {
  readonly isTaken: boolean;
  /** Whether any code has awaited it. */
  readonly isAwaited: boolean;
}

/**
 * Rule: docs/internals/sdk-semantics.md#consumption-of-results
 * @param handle its number in the SDK
 * @returns a promise of one result.
 */
export function leaf<T>(host: PromiseHost, plan: LeafPlan, handle: number): LeafPromise<T> {
  let Leaf = classes.get(host.sdk);
  if (Leaf === undefined) {
    Leaf = leafClass(host.sdk);
    classes.set(host.sdk, Leaf);
  }
  return new Leaf<T>(host, plan, handle);
}

type LeafClass = new <T>(host: PromiseHost, plan: LeafPlan, handle: number) => LeafPromise<T>;

/** One class for each copy of the SDK, as its base class is the SDK's. */
const classes = new WeakMap<Sdk, LeafClass>();

function leafClass({ PromiseBase, contextSymbol, map, orTimeout }: Sdk): LeafClass {
  return class Leaf<T> extends PromiseBase<T> implements LeafPromise<T> {
    readonly #result: OneResult<T>;
    readonly #handle: number;

    constructor(host: PromiseHost, plan: LeafPlan, handle: number) {
      super();
      this.#result = new OneResult<T>(host, plan);
      this.#handle = handle;
      (this as Record<symbol, unknown>)[contextSymbol] = host;
    }

    override get [Symbol.toStringTag](): string {
      return 'RestateSinglePromise';
    }

    override then<A = T, B = never>(
      onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
      onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      return this.#result.wait().then(onFulfilled, onRejected);
    }

    override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
      return this.#result.wait().catch(onRejected);
    }

    override finally(onFinally?: (() => void) | null): Promise<T> {
      return this.#result.wait().finally(onFinally);
    }

    override map<U>(mapper: (value?: T, failure?: TerminalError) => U): RestatePromise<U> {
      return map.call(this, mapper as never) as RestatePromise<U>;
    }

    override orTimeout(duration: number | Duration): RestatePromise<T> {
      return orTimeout.call(this, duration) as RestatePromise<T>;
    }

    get isTaken(): boolean {
      return this.#result.isTaken;
    }

    get isAwaited(): boolean {
      return this.#result.isAwaited;
    }

    /** The fields of the SDK's class: what code stores, sends or returns when it forgets to await the promise. */
    toJSON(): object {
      const { isDriven, isTaken } = this.#result;
      return {
        ...(isDriven ? { pollingPromise: {} } : {}),
        cancelPromise: { promise: {} },
        state: isTaken ? 0 : 1,
        completablePromise: { promise: {} },
        handle: this.#handle,
        ...('invocationId' in this ? { invocationIdPromise: this.invocationId } : {}),
      };
    }

    tryCancel(): void {
      this.#result.tryCancel();
    }

    tryComplete(): Promise<void> {
      return this.#result.tryComplete();
    }

    unresolvedFuture(): Tree | null {
      return this.#result.unresolvedFuture();
    }

    publicPromise(): Promise<T> {
      return this.#result.publicPromise();
    }
  };
}
