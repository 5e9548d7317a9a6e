import { AsyncLocalStorage } from 'node:async_hooks';
import type { Remark } from './remark.ts';
import type { Process, ProcessTimer } from './process.ts';

/**
 * What all code of one attempt shares, on whichever asynchronous path it runs. The engine enters it when a turn begins;
 * patched globals and effects look it up.
 */
export class Scope {
  readonly process: Process;
  readonly ledger: Ledger;
  /** Completion id of the run whose closure this code belongs to. */
  readonly insideRun: number | undefined;
  /** Name of that run. */
  readonly runName: string | undefined;
  /** In the scope of the real SDK's own code: what replaces `setImmediate()` of `node:timers/promises` there. */
  readonly hop: (() => Promise<void>) | undefined;

  constructor(process: Process, ledger: Ledger, insideRun?: number, hop?: () => Promise<void>, runName?: string) {
    this.process = process;
    this.ledger = ledger;
    this.insideRun = insideRun;
    this.hop = hop;
    this.runName = runName;
  }

  /** The scope of a closure of this attempt. */
  ofRun(completion: number, name?: string): Scope {
    return new Scope(this.process, this.ledger, completion, undefined, name);
  }

  /** The scope in which the SDK drives its promises; each of its steps begins with a hop. */
  ofProgress(hop: () => Promise<void>): Scope {
    return new Scope(this.process, this.ledger, undefined, hop);
  }

  /** Begins a wait that the world will end: an effect, a virtual timer. Each call needs one {@link leave}. */
  enter(): void {
    this.ledger.knownWaits++;
  }

  /** Ends such a wait. */
  leave(): void {
    this.ledger.knownWaits--;
  }
}

/** What the scopes of one attempt share. */
export class Ledger {
  /** How many waits of user code the world will end. */
  knownWaits = 0;
  /** False once the process died: nothing of this attempt may run again. */
  isAlive = true;
  #timers: Set<ProcessTimer> | undefined;
  #outside: Set<{ readonly what: string }> | undefined;
  #noted: Set<string> | undefined;
  readonly remark: (remark: Remark) => void;

  constructor(remark: (remark: Remark) => void) {
    this.remark = remark;
  }

  /** @returns true at the first call of this attempt with this argument: a remark of its kind is made once */
  isFirst(what: string): boolean {
    this.#noted ??= new Set();
    if (this.#noted.has(what)) return false;
    this.#noted.add(what);
    return true;
  }

  /** A call to what is real begins, which the world allows. @param what the call @returns what ends it; again, it does nothing */
  beginOutside(what: string): () => void {
    const call = { what };
    this.#outside ??= new Set();
    this.#outside.add(call);
    return () => void this.#outside?.delete(call);
  }

  /** The first such call that is in flight. */
  get outsideCall(): string | undefined {
    if (this.#outside === undefined) return undefined;
    for (const { what } of this.#outside) return what;
    return undefined;
  }

  /** Whether a virtual timer can end a wait. */
  get isTimed(): boolean {
    return this.#timers !== undefined && this.#timers.size > 0;
  }

  /** A virtual timer is armed. */
  arm(timer: ProcessTimer): void {
    this.#timers ??= new Set();
    this.#timers.add(timer);
  }

  /** A virtual timer has fired or was cleared. */
  disarm(timer: ProcessTimer): void {
    this.#timers?.delete(timer);
  }

  /** The process died: its timers are cancelled. */
  die(): void {
    this.isAlive = false;
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#timers = undefined;
  }
}

const storage = new AsyncLocalStorage<Scope | typeof OUTSIDE>();

/** In place of a scope: code that has left the simulation because it may. */
const OUTSIDE = Symbol('outside');

/** @returns the scope of the attempt whose code is running, or undefined outside of any simulation. */
export function currentScope(): Scope | undefined {
  const scope = storage.getStore();
  return scope === OUTSIDE ? undefined : scope;
}

/** Runs code in a scope; whatever it awaits goes on in the same scope. */
export function inScope<T>(scope: Scope, code: () => T): T {
  latest = scope;
  return storage.run(scope, code);
}

let latest: Scope | undefined;

/** @returns the scope of the attempt that runs now or last, where the code that asks is in none */
export function straying(): Scope | undefined {
  return storage.getStore() === undefined && latest?.ledger.isAlive === true ? latest : undefined;
}

/** Everything has settled: what runs from here on belongs to no attempt. */
export function settled(): void {
  latest = undefined;
}

/** Runs code of the simulator that must not count as code of an attempt. */
export function outOfScope<T>(code: () => T): T {
  return storage.exit(code);
}

/** Runs code that has left the simulation, as it may: it gets what is real, and no attempt is said to have lost it. */
export function outside<T>(code: () => T): T {
  return storage.run(OUTSIDE, code);
}

/** For the rest of the current synchronous code, and whatever it starts, there is no scope. */
export function leaveScope(): void {
  // The type of the store does not include its absence.
  storage.enterWith(undefined as unknown as Scope);
}

/** Binds a callback to the scope (and to every other async context) in which it was handed over. */
export function bindScope<A extends unknown[]>(callback: (...args: A) => void): (...args: A) => void {
  return AsyncLocalStorage.bind(callback);
}
