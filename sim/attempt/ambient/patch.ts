// Before anything is patched.
import './real.ts';

/** Takes a patch back. */
export type Undo = () => void;

type Members = Record<PropertyKey, unknown>;

/** A function as far as patches go: called with the arguments that it was called with. */
export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Replaces a function of an object (a built-in module, `Math`, `performance`) by one that decides at each call. The
 * replacement keeps the properties of the original.
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
 * What fake timers replace, as it was when this file was loaded: the first world may be made while they are in its place,
 * and what is found there then is theirs.
 */
const AT_LOAD: ReadonlyMap<string, unknown> = new Map(
  ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'].map(
    (name) => [name, (globalThis as Members)[name]],
  ),
);

/**
 * Replaces a global for good: whoever assigns to it later (fake timers of a test runner, say) replaces what code outside
 * of simulations gets, and simulated code goes on to get ours.
 * @param make gets a function that returns what code outside of simulations shall get
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
      // Who saved the global and puts it back puts back ours.
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
