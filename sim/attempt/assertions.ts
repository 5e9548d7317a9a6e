import { currentScope } from './scope.ts';

/**
 * Says in a handler, or in an effect of a scenario, what must hold whenever the code gets here. A run in which it does not
 * is broken. Outside of a simulation it does nothing, so it may stay in code that is deployed.
 * @param name what is believed, in words; the same words mean the same belief
 * @param detail anything that helps to understand a failure
 */
export function always(name: string, condition: boolean, detail?: unknown): void {
  say('always', name, condition, detail);
}

/** Says what must never hold when the code gets here. @see {@link always} */
export function never(name: string, condition: boolean, detail?: unknown): void {
  say('never', name, !condition, detail);
}

/**
 * Says what must hold here at least once in a campaign: otherwise the search never tried what the code is there for, and
 * the verdict is `not exercised`.
 * @see {@link always}
 */
export function sometimes(name: string, condition: boolean, detail?: unknown): void {
  say('sometimes', name, condition, detail);
}

function say(kind: 'always' | 'sometimes' | 'never', name: string, held: boolean, detail: unknown): void {
  const scope = currentScope();
  if (scope === undefined) return;
  scope.ledger.remark({ type: 'assertion', kind, name, held, detail: detail === undefined ? undefined : text(detail) });
}

function text(detail: unknown): string {
  return typeof detail === 'string' ? detail : (JSON.stringify(detail) ?? String(detail));
}
