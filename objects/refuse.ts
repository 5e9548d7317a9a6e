/**
 * Checks of a handler's input. A caller can send any JSON, in spite of the handler's type.
 *
 * A handler that fails on bad input with a plain error is retried forever, with its lock held. So every check here throws a
 * `TerminalError`, which goes back to the caller and is not retried. Code 409 is never used: Restate itself responds with it
 * when an invocation is cancelled or killed, and a caller must be able to distinguish the two.
 */
import { TerminalError } from '@restatedev/restate-sdk';

/** Ends the invocation with an error that is not retried. */
export function refuse(errorCode: 400 | 402 | 404 | 422 | 429, message: string): never {
  throw new TerminalError(message, { errorCode });
}

/** The fields of an input that must be an object. Later checks validate the fields. */
export function fieldsOf<T extends object>(input: T): { readonly [K in keyof T]?: unknown } {
  if (typeof input !== 'object' || input === null) return refuse(400, `expected an object, got ${shown(input)}`);
  return input;
}

/** A whole number from `min` to `max`, both included; neither may leave the range in which numbers are exact. */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  return refuse(400, `${name} must be a whole number from ${min} to ${max}, got ${shown(value)}`);
}

/** A string that is neither empty nor longer than `maxLength` UTF-16 units. */
export function text(name: string, value: unknown, maxLength = 256): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= maxLength) return value;
  return refuse(400, `${name} must be a text of 1 to ${maxLength} characters, got ${shown(value)}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
