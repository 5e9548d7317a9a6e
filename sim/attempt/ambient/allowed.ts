import type { Allowance } from '../../core/allowances.ts';
import type { Wall } from '../../core/refused-calls.ts';
import { outside, type Scope } from '../scope.ts';
import type { AnyFunction } from './patch.ts';
import { callSite } from './remark.ts';

/** @returns whether the world lets simulated code through to what is real */
export function isAllowed(scope: Scope, kind: Wall | Allowance): boolean {
  return kind !== 'process' && scope.process.allowed?.has(kind) === true;
}

/**
 * Records, once per attempt and kind, that simulated code uses what is real, and is allowed to.
 * @param by what makes the call, where that is no handler
 */
export function noteAllowed(scope: Scope, kind: Wall | Allowance, what: string, by = ''): void {
  // An attempt that waits for it needs no other remark that it waits.
  scope.ledger.isFirst('real-io');
  if (kind === 'process' || !scope.ledger.isFirst(`allowed ${kind}${by}`)) return;
  const where = callSite();
  scope.ledger.remark({ type: 'allowed', kind, text: `${what}${where === undefined ? '' : ` at ${where}`}${by}` });
}

/**
 * Makes an allowed call in the scope of its attempt, so that what it calls back stays simulated. While it is in flight the
 * world waits for it in real time: until its promise has settled, its callback was called, or what it returns has ended.
 */
export function callAllowed(scope: Scope, what: string, call: AnyFunction, self: unknown, args: unknown[]): unknown {
  const end = scope.ledger.beginOutside(what);
  const last = args.at(-1);
  const takesCallback = typeof last === 'function';
  const callback = (...results: unknown[]): unknown => {
    end();
    return (last as AnyFunction).apply(undefined, results);
  };
  try {
    const made = call.apply(self, takesCallback ? [...args.slice(0, -1), callback] : args);
    if (made instanceof Promise) made.then(end, end);
    else if (isEmitter(made)) endsWith(made, ENDS, end);
    // Where code has kept a function that starts a process, only the method that all of them use is seen.
    else if (isEmitter(self) && 'pid' in self) endsWith(self, ENDS, end);
    else if (!takesCallback) end();
    return made;
  } catch (error) {
    end();
    throw error;
  }
}

/**
 * Makes an allowed `fetch` outside of the scope: its own timers and clocks are real. Its response counts as in flight until its
 * headers are there, and again while its body is read.
 */
export function fetchAllowed(scope: Scope, what: string, request: () => Promise<Response>): Promise<Response> {
  const until = <T>(read: () => Promise<T>): Promise<T> => {
    const end = scope.ledger.beginOutside(what);
    const reading = outside(read);
    reading.then(end, end);
    return reading;
  };
  return until(request).then((response) => {
    for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const) {
      const read = response[name].bind(response);
      Object.defineProperty(response, name, { value: () => until<unknown>(read), configurable: true });
    }
    return response;
  });
}

interface Emitter {
  once(event: string, listener: () => void): unknown;
}

/** A request or a child process has ended with `close`, and what fails may not come to it. */
const ENDS: readonly string[] = ['close', 'error'];

/** Calls a function at the first of some events. */
export function endsWith(emitter: Emitter, events: readonly string[], end: () => void): void {
  // A listener for errors would hide from Node that the code has none.
  for (const event of events) if (event !== 'error' || hasErrorListener(emitter)) emitter.once(event, end);
}

function hasErrorListener(emitter: Emitter): boolean {
  return 'listenerCount' in emitter && (emitter as { listenerCount(event: string): number }).listenerCount('error') > 0;
}

function isEmitter(value: unknown): value is Emitter {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Emitter>).once === 'function';
}
