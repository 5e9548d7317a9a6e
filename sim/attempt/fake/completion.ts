import type { NotificationResult } from '../../journal/notification.ts';
import type { Failure } from '../../journal/outcome.ts';
import type { AnySerde } from '../serde.ts';
import type { Sdk } from '../sdk-shape.ts';

/**
 * How the result of a command becomes a value, and how many microtasks after it was taken. The SDK's chains of completers
 * take the same number; it decides ties between branches.
 */
export interface Completion {
  /** The value of an empty result; `refused` when the command cannot have one. */
  readonly empty: null | undefined | 'refused';
  /** Microtasks before a value is decoded; undefined when the command has no value. */
  readonly valueHops: number | undefined;
  readonly failureHops: number | undefined;
}

/** `get`: an empty result is null. */
export const STATE: Completion = { empty: null, valueHops: 2, failureHops: undefined };
/** `run`, calls, `attach`, the value of a durable promise. */
export const VALUE: Completion = { empty: 'refused', valueHops: 1, failureHops: 1 };
/** Awakeables, signals, `peek`: an empty result is undefined. */
export const OPTIONAL: Completion = { empty: undefined, valueHops: 2, failureHops: 2 };
/** Completing a durable promise: no value, or a failure. */
export const DONE: Completion = { empty: undefined, valueHops: undefined, failureHops: 1 };
/** `sleep`, cancellation. */
export const VOID: Completion = { empty: undefined, valueHops: undefined, failureHops: undefined };

/** @returns how many microtasks lie between taking this result and settling the promise. */
export function hopsOf(completion: Completion, result: NotificationResult): number {
  if (result === 'empty') return 0;
  if ('ok' in result) return completion.valueHops ?? 0;
  return 'failure' in result ? (completion.failureHops ?? 0) : 0;
}

/**
 * Turns a result into the value that user code sees: always decoded from bytes, never the object that was written.
 * @throws when the command cannot have such a result, or when the serde refuses it; the attempt ends then
 */
export function valueOf(completion: Completion, result: NotificationResult, serde: AnySerde): unknown {
  if (result === 'empty') {
    if (completion.empty === 'refused') throw unexpected(result);
    return completion.empty;
  }
  if ('ok' in result && completion.valueHops !== undefined) return serde.deserialize(result.ok);
  if ('stateKeys' in result) return [...result.stateKeys];
  if ('invocationId' in result) return result.invocationId;
  throw unexpected(result);
}

/** @returns the error that a caller gets for a terminal failure: always a plain `TerminalError`. */
export function terminalError(failure: Failure, sdk: Sdk): Error {
  const metadata: Record<string, string> = {};
  for (const { key, value } of failure.metadata ?? []) metadata[key] = value;
  return new sdk.exports.TerminalError(failure.message, { errorCode: failure.code, metadata });
}

function unexpected(result: NotificationResult): Error {
  return new Error(`Unexpected variant in async result: ${JSON.stringify(result)}`);
}
