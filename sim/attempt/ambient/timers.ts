import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { bindScope, currentScope } from '../scope.ts';
import { patchFunction, patchGlobal } from './patch.ts';
import type { AnyFunction, Undo } from './patch.ts';
import { noteAmbient } from './remark.ts';
import { patchTimerPromises } from './timer-promises.ts';
import { VirtualTimer, delayMillis } from './virtual-timer.ts';

/** Lets timers wait in virtual time. Each fires in a step of its own, in the turn of the attempt that armed it. */
export function patchTimers(): Undo {
  const undos = [
    ...bothWays('setTimeout', (original) => arming('setTimeout', original, timersPromises.setTimeout)),
    ...bothWays('setInterval', (original) => arming('setInterval', original)),
    ...bothWays('setImmediate', (original) => arming('setImmediate', original, timersPromises.setImmediate)),
    ...bothWays('clearTimeout', clearing),
    ...bothWays('clearInterval', clearing),
    ...bothWays('clearImmediate', clearing),
    ...patchTimerPromises(timersPromises),
    patchFunction(AbortSignal, 'timeout', timeoutSignal),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** Patches a function as a global and as an export of `node:timers`. */
function bothWays(name: 'setTimeout' | 'setInterval' | 'setImmediate' | `clear${string}`, make: Make): Undo[] {
  return [patchGlobal<AnyFunction>(name, make), patchFunction(timers, name, make)];
}

type Make = (original: AnyFunction) => AnyFunction;
type Callback = (...args: unknown[]) => void;

function arming(
  name: 'setTimeout' | 'setInterval' | 'setImmediate',
  original: AnyFunction,
  promised?: unknown,
): AnyFunction {
  const ours: AnyFunction = (callback, ...rest) => {
    const scope = currentScope();
    if (scope === undefined) return original(callback, ...rest);
    noteAmbient(scope, name);
    const bound = bindScope(callback as Callback);
    if (name === 'setImmediate') return new VirtualTimer(scope, 0, () => bound(...rest), false);
    const [delay, ...args] = rest;
    return new VirtualTimer(scope, delayMillis(delay), () => bound(...args), name === 'setInterval');
  };
  if (promised !== undefined) Object.assign(ours, { [promisify.custom]: promised });
  return ours;
}

function clearing(original: AnyFunction): AnyFunction {
  return (timer) => {
    if (timer instanceof VirtualTimer) timer.close();
    else original(timer);
  };
}

function timeoutSignal(original: AnyFunction): AnyFunction {
  return function (this: unknown, delay) {
    const scope = currentScope();
    if (scope === undefined) return original.call(this, delay);
    noteAmbient(scope, 'AbortSignal.timeout');
    const controller = new AbortController();
    const abort = bindScope(() =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    // No code waits for the timeout itself.
    new VirtualTimer(scope, delayMillis(delay), abort, false).unref();
    return controller.signal;
  };
}
