import type { RestatePromise } from '@restatedev/restate-sdk';
import { currentScope } from './scope.ts';
import type { SdkExports } from './sdk-probe.ts';

type Race = (values: readonly RestatePromise<unknown>[]) => RestatePromise<unknown>;

/**
 * Notes which attempts await a race that nobody takes part in. Such a promise never settles, so that nobody has to wait in
 * real time to find out whether its attempt goes on.
 */
export function noteEndlessRaces(exports: SdkExports): void {
  const combinators = exports.RestatePromise as { race: Race };
  const { race } = combinators;
  const noting: Race = (values) => {
    const promise = race.call(combinators, values);
    return Array.isArray(values) && values.length === 0 ? noted(promise) : promise;
  };
  combinators.race = noting;
}

function noted(promise: RestatePromise<unknown>): RestatePromise<unknown> {
  const plain = promise.then.bind(promise);
  const noting: typeof promise.then = (...reactions) => {
    const ledger = currentScope()?.ledger;
    if (ledger !== undefined) ledger.awaitsForEver = true;
    return plain(...reactions);
  };
  // oxlint-disable-next-line unicorn/no-thenable -- it has one already; this one tells of it
  void Object.defineProperty(promise, 'then', { value: noting });
  return promise;
}
