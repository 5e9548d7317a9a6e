import type { Command } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';

/** The largest message that the server takes from a service (measured on 1.7.12). */
const MAX_MESSAGE_BYTES = 33_816_576;

/** What the server says of a command that it cannot read, followed by why. */
export const UNREADABLE = 'cannot decode entry: decoding error: ';

/** Why the server refuses a command; its attempt fails and is retried under the ordinary policy. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/**
 * Rule: docs/internals/runtime-semantics.md#shared-handlers-and-workflows
 * @returns the server's refusal of a command whose precondition fails; its documentation explains RT0017 and RT0018
 */
export function refused({ invocation }: AttemptStream, { type }: Command, why: string): Refusal {
  const index = invocation.journal.reduce((count, { kind }) => count + (kind === 'command' ? 1 : 0), 0);
  return {
    code: 500,
    message: `cannot process command Command: ${type} (command index ${index}) because of a failed precondition: ${why}`,
  };
}

/**
 * Rule: docs/internals/runtime-semantics.md#invocation-ids
 * @returns the server's refusal of a command that it cannot read; its documentation explains RT0012
 */
export function unreadable(why: string): Refusal {
  return { code: 500, message: `${UNREADABLE}${why}` };
}

/** @returns why the server refuses a command that carries too large a value */
export function sizeRefusal({ invocation }: AttemptStream, command: Command): Refusal | undefined {
  const { target } = invocation.origin;
  const size = 'value' in command && command.value !== undefined ? command.value.length : 0;
  if (size < MAX_MESSAGE_BYTES) return undefined;
  return {
    code: 500,
    message: `message encoding error: hit message size limit: ${size} >= ${MAX_MESSAGE_BYTES}, in ${command.type} of ${target.service}/${target.handler}. Keep large values elsewhere and store where they are.`,
  };
}
