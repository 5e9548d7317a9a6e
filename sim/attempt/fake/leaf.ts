import type { Duration, RestatePromise, TerminalError } from '@restatedev/restate-sdk';
import type { AnySerde } from '../serde.ts';
import type { Sdk } from '../sdk-shape.ts';
import { hopsOf, terminalError, valueOf } from './completion.ts';
import type { Completion } from './completion.ts';
import type { Drivable } from './drivable.ts';
import { CommandFailure } from './failure.ts';
import type { Related } from './failure.ts';
import { MICROTASK } from '../microtask.ts';
import type { Handle, Tree } from './results.ts';
import type { Vm } from './vm.ts';

/** What promises need of their attempt; the SDK's combinators reach for the same members through the context symbol. */
export interface PromiseHost {
  readonly sdk: Sdk;
  readonly vm: Vm;
  readonly promisesExecutor: { doProgress(promise: Drivable): Promise<void> };
  sleep(duration: unknown): RestatePromise<void>;
  abortAttempt(error: unknown): void;
}

/** What one promise waits for, and what it makes of it. */
export interface LeafPlan {
  readonly handle: Handle;
  readonly completion: Completion;
  readonly serde: AnySerde;
  /** The command that failures to decode are blamed on; none for signals. */
  readonly related: Related | undefined;
}

/** A promise for one result, which the SDK's own combinators take for one of theirs. */
export interface LeafPromise<T> extends RestatePromise<T>, Drivable {
  readonly isTaken: boolean;
  /** Whether anything ever asked for its value. */
  readonly isAwaited: boolean;
}

/** @returns a promise over one result. */
export function leaf<T>(host: PromiseHost, plan: LeafPlan): LeafPromise<T> {
  let Leaf = classes.get(host.sdk);
  if (Leaf === undefined) {
    Leaf = leafClass(host.sdk);
    classes.set(host.sdk, Leaf);
  }
  return new Leaf<T>(host, plan);
}

type LeafClass = new <T>(host: PromiseHost, plan: LeafPlan) => LeafPromise<T>;

/** One class for each copy of the SDK, as its base class is the SDK's. */
const classes = new WeakMap<Sdk, LeafClass>();
const DONE = Promise.resolve();

function leafClass(sdk: Sdk): LeafClass {
  const { PromiseBase, contextSymbol, map, orTimeout } = sdk;
  return class Leaf<T> extends PromiseBase<T> implements LeafPromise<T> {
    isTaken = false;
    isAwaited = false;
    readonly #host: PromiseHost;
    readonly #plan: LeafPlan;
    /** Made only for combinators, which look at it directly. */
    #value: PromiseWithResolvers<T> | undefined;
    #settled: Settled<T> | undefined;
    readonly #waiting: PromiseWithResolvers<T>[] = [];
    /** How many waited before {@link #value} was made; the others are told by it, each in its turn. */
    #first = Infinity;
    #isDriven = false;
    #cancelled: Error | undefined;

    constructor(host: PromiseHost, plan: LeafPlan) {
      super();
      this.#host = host;
      this.#plan = plan;
      (this as Record<symbol, unknown>)[contextSymbol] = host;
    }

    override get [Symbol.toStringTag](): string {
      return 'RestateSinglePromise';
    }

    override then<A = T, B = never>(
      onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
      onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      return this.#await().then(onFulfilled, onRejected);
    }

    override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
      return this.#await().catch(onRejected);
    }

    override finally(onFinally?: (() => void) | null): Promise<T> {
      return this.#await().finally(onFinally);
    }

    override map<U>(mapper: (value?: T, failure?: TerminalError) => U): RestatePromise<U> {
      return map.call(this, mapper as never) as RestatePromise<U>;
    }

    override orTimeout(duration: number | Duration): RestatePromise<T> {
      return orTimeout.call(this, duration) as RestatePromise<T>;
    }

    tryCancel(): void {
      const error = new sdk.exports.CancelledError();
      this.#cancelled = error;
      for (const { reject } of this.#waiting) void MICROTASK.then(() => reject(error));
    }

    tryComplete(): Promise<void> {
      if (this.isTaken) return DONE;
      const result = this.#host.vm.take(this.#plan.handle);
      if (result === undefined) return DONE;
      this.isTaken = true;
      return this.#settle(result);
    }

    unresolvedFuture(): Tree | null {
      return this.isTaken ? null : { Single: this.#plan.handle };
    }

    publicPromise(): Promise<T> {
      this.isAwaited = true;
      if (this.#value === undefined) {
        this.#value = Promise.withResolvers<T>();
        this.#first = this.#waiting.length;
        if (this.#settled !== undefined) settle(this.#value, this.#settled);
      }
      return this.#value.promise;
    }

    /** Done two microtasks after the value is there: the SDK comes back through two functions. */
    async #settle(result: NonNullable<ReturnType<Vm['take']>>): Promise<void> {
      const { completion } = this.#plan;
      for (let hops = hopsOf(completion, result); hops > 0; hops--) await MICROTASK;
      try {
        this.#finish(this.#settledBy(result));
      } finally {
        await MICROTASK;
        await MICROTASK;
      }
    }

    #settledBy(result: NonNullable<ReturnType<Vm['take']>>): Settled<T> {
      const { completion, serde, related } = this.#plan;
      if (typeof result === 'object' && 'failure' in result && completion.failureHops !== undefined) {
        return { error: terminalError(result.failure, sdk) };
      }
      try {
        return { value: valueOf(completion, result, serde) as T };
      } catch (error) {
        throw related === undefined ? error : new CommandFailure(error, related);
      }
    }

    #finish(settled: Settled<T>): void {
      this.#settled = settled;
      for (const [index, waiting] of this.#waiting.entries()) {
        if (index < this.#first) void MICROTASK.then(() => settle(waiting, settled));
      }
      if (this.#value !== undefined) settle(this.#value, settled);
    }

    /** Value and cancellation raced: one microtask behind either, as `Promise.race` would be, but cheaper. */
    #await(): Promise<T> {
      this.isAwaited = true;
      const waiting = Promise.withResolvers<T>();
      const cancelled = this.#cancelled;
      const settled = this.#settled;
      if (cancelled !== undefined) void MICROTASK.then(() => waiting.reject(cancelled));
      if (settled !== undefined) {
        void MICROTASK.then(() => settle(waiting, settled));
      } else {
        this.#waiting.push(waiting);
        void this.#value?.promise.then(waiting.resolve, waiting.reject);
      }
      if (!this.#isDriven) {
        this.#isDriven = true;
        void this.#host.promisesExecutor.doProgress(this);
      }
      return waiting.promise;
    }
  };
}

type Settled<T> = { readonly value: T } | { readonly error: Error };

function settle<T>(promise: PromiseWithResolvers<T>, settled: Settled<T>): void {
  if ('error' in settled) promise.reject(settled.error);
  else promise.resolve(settled.value);
}
