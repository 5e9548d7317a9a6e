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
 * The globals that fake timers replace, as they were when this file was loaded. The first world may be made while fake
 * timers are installed.
 */
const AT_LOAD: ReadonlyMap<string, unknown> = new Map(
  ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'].map(
    (name) => [name, (globalThis as Members)[name]],
  ),
);

/**
 * Replaces a global for good. A later assignment to it (by the fake timers of a test runner, say) changes what code
 * outside of simulations gets; simulated code keeps getting ours.
 * @param make receives a function that returns the value for code outside of simulations
 */
export function patchGlobal<T extends object>(name: string, make: (current: () => T) => T): Undo {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
  const real = (globalThis as Members)[name] as T | undefined;
  if (real === undefined || descriptor?.configurable !== true) return () => {};
  let current: T = real;
  const ours = make(() => current);
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: descriptor.enumerable ?? false,
    get: () => ours,
    set: (value: T) => {
      // Code that saved the global and restores it restores ours.
      current = value === ours ? ((AT_LOAD.get(name) as T | undefined) ?? real) : value;
    },
  });
  return () => {
    if ((globalThis as Members)[name] === ours) Object.defineProperty(globalThis, name, { ...descriptor });
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
