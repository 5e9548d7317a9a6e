import { atRest, responsesAgree, type ClientResponse, type Invariant, type StateView } from '../../../sim/index.ts';

/**
 * An invariant over all responses that clients got, checked when the run has settled.
 * @param wrong says what is wrong, or undefined
 */
export function answersAgree(
  name: string,
  wrong: (responses: readonly ClientResponse[], view: StateView) => string | undefined,
): Invariant {
  return responsesAgree(name, (responses, view) => wrong(responses, view) ?? true);
}

/** An invariant over the outside world, checked when the run has settled. */
export function outsideAtRest<State>(
  name: string,
  effect: string,
  wrong: (state: State) => string | undefined,
): Invariant {
  return atRest(name, (view) => wrong(view.effect(effect) as State) ?? true);
}
