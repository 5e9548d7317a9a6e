import { everyEffectCall, type Invariant } from '../../sim/index.ts';

/** No invocation that holds the lock of an object calls a slow part of the outside world. */
export function lockIsFree(effect: string): Invariant {
  return everyEffectCall(
    `no lock is held while "${effect}" is called`,
    effect,
    ({ by }) =>
      by.kind !== 'EXCLUSIVE' ||
      'an exclusive handler, so the key is locked until the call returns; call the effect from a plain service.',
  );
}
