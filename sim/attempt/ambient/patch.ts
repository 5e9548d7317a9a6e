// Must be loaded before anything is patched.
import './real.ts';

/** Undoes a patch. */
export type Undo = () => void;

type Members = Record<PropertyKey, unknown>;

/** Any function: a patch passes its arguments on. */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Replaces a function of an object (a built-in module, `Math`, `performance`). The replacement decides at each call what
 * to do, and keeps the properties of the original.
 */
export function patchFunction(owner: object, name: PropertyKey, replace: (original: AnyFunction) => AnyFunction): Undo {
  const original = (owner as Members)[name];
  if (typeof original !== 'function') return () => {};
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor?.configurable === false) return () => {};
  const replacement = keepProperties(replace(original as AnyFunction), original);
  Object.defineProperty(owner, name, {
    value: replacement,
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
  });
  return () => {
    if ((owner as Members)[name] !== replacement) return;
    if (descriptor === undefined) delete (owner as Members)[name];
    else Object.defineProperty(owner, name, descriptor);
  };
}

/**
 * Replaces a global for good. A later assignment to it (by the fake timers of a test runner, say) changes what code
 * outside of simulations gets; simulated code keeps getting ours. Code that saves the global and assigns it again gets back
 * what was there when it saved it: fake timers do that when they end, and vitest does it around each message to its main
 * process, with the real timers in between.
 * @param make receives the value for code outside of simulations
 * @param replaced is called with what the global is from now on
 */
export function patchGlobal<T extends object>(
  name: string,
  make: (outside: T) => T,
  replaced: (ours: T) => void = () => {},
): Undo {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  const real = (globalThis as Members)[name] as T | undefined;
  if (real === undefined || descriptor?.configurable !== true) return () => {};
  const made = new WeakMap<T, T>();
  const ours = new WeakSet<T>();
  const madeOf = (outside: T): T => {
    if (ours.has(outside)) return outside;
    const replacement = made.get(outside) ?? make(outside);
    made.set(outside, replacement);
    ours.add(replacement);
    return replacement;
  };
  let current = madeOf(real);
  replaced(current);
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
    get: () => current,
    set: (value: T) => {
      current = typeof value === 'function' ? madeOf(value) : value;
      replaced(current);
    },
  });
  return () => {
    if (ours.has((globalThis as Members)[name] as T)) Object.defineProperty(globalThis, name, { ...descriptor });
  };
}

/** @returns the replacement, with the name and the properties (such as `promisify.custom`) of the original. */
function keepProperties<T extends object>(replacement: T, original: object): T {
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor === undefined || key === 'prototype' || key === 'length') continue;
    if (Object.getOwnPropertyDescriptor(replacement, key)?.configurable === false) continue;
    Object.defineProperty(replacement, key, descriptor);
  }
  return replacement;
}
