import { Refusal } from './refusal.ts';

/**
 * Scopes and limit keys need flow control, which is off by default: the server refuses them, malformed ones with a reason
 * of their own.
 * Rule: docs/internals/runtime-semantics.md#scopes-and-limit-keys
 * @throws {Refusal} when the request names a scope
 */
export function refuseScope(scope: string | undefined): void {
  if (scope === undefined) return;
  checkScope(scope);
  throw new Refusal(400, 'scoped invocations require vqueues to be enabled');
}

/** @throws {Refusal} when a scope is malformed */
export function checkScope(scope: string): void {
  const problem = valueProblem(scope);
  if (problem !== undefined) throw new Refusal(400, `bad scope value: ${problem}`);
}

/** @throws {Refusal} when the request, which has no scope, names a limit key */
export function refuseLimitKey(limitKey: string | undefined): void {
  if (limitKey === undefined || limitKey === '') return;
  const parts = limitKey.split('/');
  if (parts.length > 2) {
    throw new Refusal(400, 'invalid limit-key: too many path components in the given limit-key (max 2)');
  }
  for (const part of parts) {
    const problem = valueProblem(part);
    if (problem !== undefined) throw new Refusal(400, `invalid limit-key: invalid limit-key component: ${problem}`);
  }
  throw new Refusal(400, 'limit-key requires a scope to be set');
}

const MAX_BYTES = 36;

function valueProblem(value: string): string | undefined {
  if (value === '') return 'value cannot be empty';
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_BYTES) return `value too long: ${bytes} bytes (max ${MAX_BYTES})`;
  return /^[a-zA-Z0-9_.-]*$/.test(value)
    ? undefined
    : 'value contains characters outside the allowed set [a-zA-Z0-9_.-]';
}
