import type { TerminalError } from '@restatedev/restate-sdk';
import type { Failure } from '../../journal/outcome.ts';
import type { ContextUses } from '../context-uses.ts';
import { malformedFailure, malformedText } from '../malformed.ts';
import type { Sdk } from '../sdk-shape.ts';
import type { VmFailure } from './failure.ts';
import { notString } from './strings.ts';
import type { Vm } from './vm.ts';

type AsTerminalError = ((error: unknown) => Error | undefined) | undefined;

/** @returns an `Error` for anything thrown, by the SDK's rules: terminal errors first, then the user's hook. */
export function ensureError(thrown: unknown, sdk: Sdk, asTerminalError: AsTerminalError): Error {
  if (thrown instanceof sdk.exports.TerminalError) return thrown;
  const mapped = asTerminalError?.(thrown);
  if (mapped) return mapped;
  if (thrown instanceof Error) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    return restateError(thrown as VmFailure, sdk);
  }
  return new Error(`Non-Error value: ${json(thrown)}`);
}

/** @returns the error that interceptors and hooks get when the state machine has stopped. */
function restateError(failure: { message: string; code: number }, sdk: Sdk): Error {
  return new sdk.exports.RestateError(failure.message, { errorCode: failure.code });
}

/** @returns a terminal error as it is written to the journal. Its class is lost. */
export function toFailure(error: TerminalError): Failure {
  // Read one by one, for the same error as in the SDK when there is none.
  const code = error.code;
  const message = error.message;
  const metadata = Object.entries(error.metadata ?? {}).map(([key, value]) => ({ key, value }));
  return { code, message, ...(metadata.length === 0 ? {} : { metadata }) };
}

/** @returns the failure with which a string or a terminal error rejects an awakeable or a signal. */
export function toRejection(reason: string | TerminalError): Failure {
  return typeof reason === 'string' ? { code: 500, message: reason } : toFailure(reason);
}

/**
 * Checks a failure before the state machine takes it.
 * @throws when it is malformed; the state machine is broken then
 */
export function wellFormed(failure: Failure, vm: Vm, uses: ContextUses): Failure {
  const problem = malformedFailure(failure);
  if (problem !== undefined) breakOn(problem, vm, uses);
  return failure;
}

/** Breaks the state machine, as a malformed error does. @param problem what is wrong with the error */
export function breakOn(problem: string, vm: Vm, uses: ContextUses): never {
  uses.misuse('malformed-failure', malformedText(problem));
  vm.break(problem);
  throw new Error(problem);
}

/** @returns the message of an error, as the SDK passes it on. @throws the SDK's error for one that is not a string */
export function messageOf({ message, stack }: Error): string {
  const wrong = notString(message) ?? (stack === undefined || stack === null ? undefined : notString(stack));
  if (wrong !== undefined) throw wrong;
  return message;
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return '(no JSON representation)';
  }
}
