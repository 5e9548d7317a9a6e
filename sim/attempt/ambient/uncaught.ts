import { currentScope, leaveScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { Undo } from './patch.ts';
import { realSetImmediate } from './real.ts';
import { siteIn } from './remark.ts';

/**
 * Turns an error of simulated code that nothing catches into a remark of its attempt. A service process would end there,
 * and so would this one. Errors of all other code go on to the listeners of the process, as before.
 */
export function watchUncaught(): Undo {
  // oxlint-disable-next-line typescript/unbound-method -- called with its receiver below
  const original = process.emit;
  const noted = new WeakSet<object>();
  const emit = function (this: NodeJS.Process, event: string | symbol, ...args: unknown[]): boolean {
    // Node warns of a rejection that is handled later unless a listener takes note of it.
    if (event === 'rejectionHandled' && noted.has(args[0] as object)) return true;
    const scope = event === 'unhandledRejection' || event === 'uncaughtException' ? currentScope() : undefined;
    if (scope === undefined) return Reflect.apply(original, this, [event, ...args]) as boolean;
    if (event === 'unhandledRejection') {
      noted.add(args[1] as object);
      noteUnhandled(scope, args[0]);
    } else {
      noteUncaught(scope, args[0]);
    }
    // Node goes on to set an immediate of its own, which must not become a timer of the attempt.
    leaveScope();
    realSetImmediate(() => {});
    return true;
  };
  process.emit = emit as typeof process.emit;
  return () => {
    if (process.emit === (emit as typeof process.emit)) process.emit = original;
  };
}

/** Code of the attempt has thrown where nothing catches it, such as in a timer. */
export function noteUncaught(scope: Scope, error: unknown): void {
  const text = `${shown(error)} is thrown where nothing catches it. ${CONSEQUENCE}`;
  scope.ledger.remark({ type: 'misuse', what: 'uncaught-error', text });
}

function noteUnhandled(scope: Scope, reason: unknown): void {
  const text = `A promise is rejected with ${shown(reason)}, and no code handles it. ${CONSEQUENCE}`;
  scope.ledger.remark({ type: 'misuse', what: 'unhandled-rejection', text });
}

/** What it means in production that simulated code ends its process. */
export const PROCESS_ENDS =
  'The service process ends there, and so does every attempt that runs in it: each is retried, into the same end.';
const CONSEQUENCE = `${PROCESS_ENDS} Await the promise, or catch the error.`;

/** `Error: no stock (src/cart.ts:12:5)`. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? String(error);
  const where = siteIn(error.stack ?? '');
  return `${error.name}: ${error.message}${where === undefined ? '' : ` (${where})`}`;
}
