import type { Target } from '../journal/command.ts';

const MAX_BYTES = 36;

/** @returns what is wrong with a scope or a part of a limit key, in the server's words */
export function valueProblem(value: string): string | undefined {
  if (value === '') return 'value cannot be empty';
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_BYTES) return `value too long: ${bytes} bytes (max ${MAX_BYTES})`;
  return /^[a-zA-Z0-9_.-]*$/.test(value)
    ? undefined
    : 'value contains characters outside the allowed set [a-zA-Z0-9_.-]';
}

/** Limit keys have at most two levels. */
const MAX_PARTS = 2;

/** @returns the parts of a limit key; a slash at its end adds none */
export function limitKeyParts(limitKey: string): readonly string[] {
  const parts = limitKey.split('/');
  return parts.length > 1 && parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

/** @returns what is wrong with a limit key, in the server's words */
export function limitKeyProblem(limitKey: string): string | undefined {
  const parts = limitKeyParts(limitKey);
  if (parts.length > MAX_PARTS) return `too many path components in the given limit-key (max ${MAX_PARTS})`;
  const problem = parts.map((part) => valueProblem(part)).find((found) => found !== undefined);
  return problem === undefined ? undefined : `invalid limit-key component: ${problem}`;
}

/** @returns the field of a target for a limit key that is well formed; an empty one is none */
export function limitKeyIn(limitKey: string | undefined): Pick<Target, 'limitKey'> {
  return limitKey === undefined || limitKey === '' ? {} : { limitKey: limitKeyParts(limitKey).join('/') };
}

/** @returns why the server refuses a call of a handler with these; undefined when it does not */
export function scopeProblem(scope: string | undefined, limitKey: string | undefined): string | undefined {
  if (scope === undefined) {
    return limitKey === undefined
      ? undefined
      : 'limit key was provided without a scope. Limit keys take effect only when used in combination with scope';
  }
  const ofScope = valueProblem(scope);
  if (ofScope !== undefined) return `the provided scope '${scope}' is invalid: ${ofScope}`;
  const ofKey = limitKey === undefined || limitKey === '' ? undefined : limitKeyProblem(limitKey);
  return ofKey === undefined ? undefined : `the provided limit key '${limitKey}' is invalid: ${ofKey}`;
}
