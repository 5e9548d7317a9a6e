import type { CommandType } from '../../journal/command.ts';
import type { AttemptError, JournalMismatch } from '../attempt.ts';

/** Error codes of the SDK's state machine. */
export const CODES = { internal: 500, mismatch: 570, unsupported: 573, closed: 598, suspended: 599 } as const;

/** The command that an error is about. */
export interface Related {
  readonly index: number;
  readonly name: string;
  readonly type: CommandType;
}

/**
 * Why the state machine of an attempt has stopped. A plain object, not an `Error`: most attempts end in a suspension, and
 * collecting a stack would cost more than the attempt.
 */
export interface VmFailure {
  readonly code: number;
  readonly message: string;
  readonly related?: Related;
  readonly retryAfterMs?: number;
  readonly behavior?: 'pause' | 'fail';
  readonly mismatch?: JournalMismatch;
}

/** A failure of user code that belongs to one command, such as a serde that throws. */
export class CommandFailure {
  readonly cause: unknown;
  readonly related: Related;

  constructor(cause: unknown, related: Related) {
    this.cause = cause;
    this.related = related;
  }
}

/** @returns the failure as the server receives it. */
export function toAttemptError(failure: VmFailure): AttemptError {
  return {
    code: failure.code,
    message: failure.message,
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs }),
    ...(failure.behavior === undefined ? {} : { behavior: failure.behavior }),
    ...(failure.related === undefined ? {} : { related: failure.related }),
    ...(failure.mismatch === undefined ? {} : { mismatch: failure.mismatch }),
  };
}
