import type { RestatePromise } from '@restatedev/restate-sdk';
import { MICROTASK } from '../microtask.ts';
import type { AnySerde } from '../serde.ts';
import type { Sdk } from '../sdk-shape.ts';
import { hopsOf, terminalError, valueOf } from './completion.ts';
import type { Completion } from './completion.ts';
import type { Drivable } from './drivable.ts';
import { CommandFailure } from './failure.ts';
import type { Related } from './failure.ts';
import type { Handle, Tree } from './results.ts';
import type { Vm } from './vm.ts';

/** What promises need of their attempt. The SDK's combinators use the same members, through the context symbol. */
export interface PromiseHost {
  readonly sdk: Sdk;
  readonly vm: Vm;
  readonly promisesExecutor: { doProgress(promise: Drivable): Promise<void> };
  sleep(duration: unknown): RestatePromise<void>;
  abortAttempt(error: unknown): void;
}

/** What one promise waits for, and how it decodes it. */
export interface LeafPlan {
  readonly handle: Handle;
  readonly completion: Completion;
  readonly serde: AnySerde;
  /** The command that a failure to decode belongs to; undefined for signals. */
  readonly related: Related | undefined;
}

/** What a promise of one result does, apart from being a promise of the SDK. */
export class OneResult<T> implements Drivable {
  isTaken = false;
  /** Whether any code has awaited it. */
  isAwaited = false;
  readonly #host: PromiseHost;
  readonly #plan: LeafPlan;
  /** Made only for combinators, which read it directly. */
  #value: PromiseWithResolvers<T> | undefined;
  #settled: Settled<T> | undefined;
  readonly #waiting: PromiseWithResolvers<T>[] = [];
  /** How many waited before {@link #value} was made. It settles the others, each in its turn. */
  #first = Infinity;
  /** Whether the executor drives it, or has. */
  isDriven = false;
  #cancelled: Error | undefined;

  constructor(host: PromiseHost, plan: LeafPlan) {
    this.#host = host;
    this.#plan = plan;
  }

  tryCancel(): void {
    const error = new this.#host.sdk.exports.CancelledError();
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

  /** A race of value and cancellation: one microtask behind either, like `Promise.race`, but cheaper. */
  wait(): Promise<T> {
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
    if (!this.isDriven) {
      this.isDriven = true;
      void this.#host.promisesExecutor.doProgress(this);
    }
    return waiting.promise;
  }

  /** Resolves two microtasks after the value is set: the SDK returns through two functions. */
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
      return { error: terminalError(result.failure, this.#host.sdk) };
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
}

type Settled<T> = { readonly value: T } | { readonly error: Error };

const DONE = Promise.resolve();

function settle<T>(promise: PromiseWithResolvers<T>, settled: Settled<T>): void {
  if ('error' in settled) promise.reject(settled.error);
  else promise.resolve(settled.value);
}
