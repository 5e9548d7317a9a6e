import { currentScope } from '../scope.ts';
import { patchFunction, type AnyFunction, type Undo } from './patch.ts';

type AnyClass = new (...args: unknown[]) => object;

/** Lets code run before each instance of a class is made, by `new` or by a class that extends it. It may throw. */
export function patchClass(owner: object, name: string, before: (args: readonly unknown[]) => void): Undo {
  return patchFunction(owner, name, (original) => {
    const ours: AnyFunction = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        before(args);
        return Reflect.construct(
          target as unknown as AnyClass,
          args,
          newTarget === ours ? target : newTarget,
        ) as object;
      },
    });
    return ours;
  });
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
