import type { TerminalError } from '@restatedev/restate-sdk';
import type { Failure } from '../../journal/outcome.ts';
import type { Sdk } from '../sdk-shape.ts';
import type { VmFailure } from './failure.ts';

type AsTerminalError = ((error: unknown) => Error | undefined) | undefined;

/** @returns an `Error` for anything thrown, by the SDK's rules: terminal errors first, then the user's hook. */
export function ensureError(thrown: unknown, sdk: Sdk, asTerminalError: AsTerminalError): Error {
  if (thrown instanceof sdk.exports.TerminalError) return thrown;
  const mapped = asTerminalError?.(thrown);
  if (mapped !== undefined) return mapped;
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
  const metadata = Object.entries(error.metadata ?? {}).map(([key, value]) => ({ key, value }));
  return { code: error.code, message: error.message, ...(metadata.length === 0 ? {} : { metadata }) };
}

/** @returns the failure with which a string or a terminal error rejects an awakeable or a signal. */
export function toRejection(reason: string | TerminalError): Failure {
  return typeof reason === 'string' ? { code: 500, message: reason } : toFailure(reason);
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return '(no JSON representation)';
  }
}
