import { limitKeyProblem, valueProblem } from '../scopes.ts';
import type { VersionRules } from '../versions/version-rules.ts';
import { Refusal } from './refusal.ts';

/**
 * A server without queues refuses scopes, malformed ones with a reason of their own.
 * Rules: docs/internals/runtime-semantics.md#scopes-and-limit-keys and docs/internals/server-versions.md#scopes
 * @throws {Refusal} when the request may not name this scope
 */
export function admitScope({ scopes }: Pick<VersionRules, 'scopes'>, scope: string | undefined): void {
  if (scope === undefined) return;
  checkScope(scope);
  if (scopes === 'refused') throw new Refusal(400, 'scoped invocations require vqueues to be enabled');
}

/** @throws {Refusal} when a scope is malformed */
export function checkScope(scope: string): void {
  const problem = valueProblem(scope);
  if (problem !== undefined) throw new Refusal(400, `bad scope value: ${problem}`);
}

/** @throws {Refusal} when a limit key is malformed, or the request has no scope */
export function admitLimitKey(limitKey: string | undefined, scope: string | undefined): void {
  if (limitKey === undefined || limitKey === '') return;
  const problem = limitKeyProblem(limitKey);
  if (problem !== undefined) throw new Refusal(400, `invalid limit-key: ${problem}`);
  if (scope === undefined) throw new Refusal(400, 'limit-key requires a scope to be set');
}
