import { currentScope } from './scope.ts';

/**
 * Asserts, in a handler or in an effect of a scenario, that a condition holds whenever the code gets here. A run in which
 * it does not hold is broken. Outside of a simulation the call does nothing, so it may stay in deployed code.
 * @param name the assertion in words; calls with the same name are one assertion
 * @param condition what must be true
 * @param detail anything that helps to understand a failure; printed with it
 */
export function always(name: string, condition: boolean, detail?: unknown): void {
  assert('always', name, condition, detail);
}

/** Asserts that a condition never holds when the code gets here. @see {@link always} */
export function never(name: string, condition: boolean, detail?: unknown): void {
  assert('never', name, !condition, detail);
}

/**
 * Asserts that a condition holds here at least once in a campaign. Otherwise the search has never tried what the code is
 * for, and the verdict is `not exercised`.
 * @see {@link always}
 */
export function sometimes(name: string, condition: boolean, detail?: unknown): void {
  assert('sometimes', name, condition, detail);
}

function assert(kind: 'always' | 'sometimes' | 'never', name: string, held: boolean, detail: unknown): void {
  const scope = currentScope();
  if (scope === undefined) return;
  scope.ledger.remark({ type: 'assertion', kind, name, held, detail: detail === undefined ? undefined : text(detail) });
}

function text(detail: unknown): string {
  return typeof detail === 'string' ? detail : (JSON.stringify(detail) ?? String(detail));
}
