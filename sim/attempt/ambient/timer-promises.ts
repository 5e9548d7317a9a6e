import type timersPromises from 'node:timers/promises';
import { bindScope, currentScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import { patchFunction } from './patch.ts';
import type { Undo } from './patch.ts';
import { noteAmbient } from './remark.ts';
import { VirtualTimer, delayMillis } from './virtual-timer.ts';

/** Lets `node:timers/promises` wait in virtual time. */
export function patchTimerPromises(module: typeof timersPromises): Undo[] {
  return [
    patchFunction(module, 'setTimeout', (original) => (delay, value, options) => {
      const scope = currentScope();
      return scope === undefined
        ? original(delay, value, options)
        : wait(scope, 'setTimeout', delayMillis(delay), value, options);
    }),
    patchFunction(module, 'setImmediate', (original) => (value, options) => {
      const scope = currentScope();
      if (scope === undefined) return original(value, options);
      return scope.hop === undefined ? wait(scope, 'setImmediate', 0, value, options) : scope.hop();
    }),
    patchFunction(module, 'setInterval', (original) => (delay, value, options) => {
      const scope = currentScope();
      return scope === undefined ? original(delay, value, options) : repeat(scope, delay, value, options);
    }),
    patchFunction(module.scheduler, 'wait', (original) => (delay, options) => {
      const scope = currentScope();
      return scope === undefined
        ? original.call(module.scheduler, delay, options)
        : wait(scope, 'scheduler.wait', delayMillis(delay), undefined, options);
    }),
    patchFunction(module.scheduler, 'yield', (original) => () => {
      const scope = currentScope();
      return scope === undefined ? original.call(module.scheduler) : wait(scope, 'scheduler.yield', 0);
    }),
  ];
}

function wait(scope: Scope, what: string, delayMs: number, value?: unknown, options?: unknown): Promise<unknown> {
  noteAmbient(scope, what);
  const signal = signalOf(options);
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const timer = new VirtualTimer(
      scope,
      delayMs,
      bindScope(() => resolve(value)),
      false,
    );
    signal?.addEventListener(
      'abort',
      () => {
        timer.close();
        reject(abortError(signal));
      },
      { once: true },
    );
  });
}

async function* repeat(scope: Scope, delay: unknown, value: unknown, options: unknown): AsyncGenerator<unknown> {
  for (;;) yield await wait(scope, 'setInterval', delayMillis(delay), value, options);
}

function signalOf(options: unknown): AbortSignal | undefined {
  return (options as { signal?: AbortSignal } | undefined)?.signal;
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
