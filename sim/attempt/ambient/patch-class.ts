import { currentScope } from '../scope.ts';
import { patchFunction, type AnyFunction, type Undo } from './patch.ts';

type AnyClass = new (...args: unknown[]) => object;

/** Makes an instance by the function that it gets, or throws. */
export type Making = (args: readonly unknown[], make: () => object) => object;

/** Lets code run where an instance of a class is made, by `new` or by a class that extends it. */
export function patchClass(owner: object, name: string, making: Making): Undo {
  return patchFunction(owner, name, (original) => {
    const ours: AnyFunction = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        const made = newTarget === ours ? target : newTarget;
        return making(args, () => Reflect.construct(target as unknown as AnyClass, args, made) as object);
      },
    });
    return ours;
  });
}

/** @returns a making before which code runs; it may throw */
export function after(before: (args: readonly unknown[]) => void): Making {
  return (args, make) => {
    before(args);
    return make();
  };
}

/** Lets code run before simulated code reads a property, and not before Node does. Its value stays what it is. */
export function patchReading(owner: object, name: string, before: () => void): Undo {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor?.configurable !== true) return () => {};
  // oxlint-disable-next-line typescript/unbound-method -- called with its receiver below
  const { get, value, enumerable = true } = descriptor as PropertyDescriptor & { value: unknown };
  const ours = function (this: unknown): unknown {
    if (currentScope() !== undefined && !isReadByNode()) before();
    return get === undefined ? value : get.call(this);
  };
  Object.defineProperty(owner, name, { configurable: true, enumerable, get: ours });
  return () => {
    if (Object.getOwnPropertyDescriptor(owner, name)?.get === ours) Object.defineProperty(owner, name, descriptor);
  };
}

/** The third frame is that of the code that reads. */
function isReadByNode(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const frames = (new Error().stack ?? '').split('\n');
  Error.stackTraceLimit = limit;
  return /[ (]node:/.test(frames.at(-1) ?? '');
}
