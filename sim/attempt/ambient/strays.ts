import type { Wall } from '../../core/refused-calls.ts';
import { straying } from '../scope.ts';
import { isAllowed, noteAllowed } from './allowed.ts';
import { callSite, ownCallSite } from './remark.ts';
import { isTestBody } from './test-body.ts';

let searches = 0;

/** Does a search, in which all code that runs between two steps of a world belongs to that world. */
export async function whileSearching<T>(search: () => Promise<T>): Promise<T> {
  searches++;
  try {
    return await search();
  } finally {
    searches--;
  }
}

const BY_OTHERS = ', by code outside of every handler';

/**
 * Records that code in no handler does something that leads out of the simulation while an attempt runs: a queue or a pool
 * that began when its module was loaded goes on in the asynchronous context of that time. Outside of searches it could be code
 * of a test.
 * @param what the call
 * @param kind what it uses, where that can be allowed
 * @param byPackages false where packages call it for reasons of their own
 */
export function noteStray(what: string, byPackages = true, kind?: Wall): void {
  if (searches === 0) return;
  const scope = straying();
  if (scope === undefined || isTestBody()) return;
  if (kind !== undefined && isAllowed(scope, kind)) return noteAllowed(scope, kind, what, BY_OTHERS);
  const where = byPackages ? callSite() : ownCallSite();
  if ((where === undefined && !byPackages) || !scope.ledger.isFirst(`stray ${what}`)) return;
  const text =
    `${what} is called${where === undefined ? '' : ` at ${where}`} by code outside of every handler, such as a queue that ` +
    'began when its module was loaded. That code is not simulated, so this run cannot be repeated exactly: call it in the ' +
    'handler itself, or stub the step that uses it.';
  scope.ledger.remark({ type: 'real-io', text });
}
