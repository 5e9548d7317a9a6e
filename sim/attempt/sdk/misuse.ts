import type { Command } from '../../journal/command.ts';
import type { AttemptSetup } from '../attempt.ts';
import type { Remark } from '../remark.ts';

type Misuse = Extract<Remark, { type: 'misuse' }>;

/**
 * @param entry number of the command
 * @returns the misuse of the context that a command shows; undefined for nearly all commands. Other misuse, such as a run
 *   that is never awaited, does not show in what the SDK writes: only the engine `fake` reports it
 */
export function misuseBy({ type }: Command, { handler }: AttemptSetup, entry: number): Misuse | undefined {
  const what = WRITES[type];
  if (what === undefined) return undefined;
  if (handler.kind === 'SERVICE') {
    const text = `ctx.${what} is used in '${handler.name}', but a service has no state.`;
    return { type: 'misuse', what: 'state-in-service', text, entry };
  }
  if (handler.kind !== 'SHARED') return undefined;
  const text = `ctx.${what} is used in the shared handler '${handler.name}'; the server refuses it.`;
  return { type: 'misuse', what: 'write-in-shared', text, entry };
}

/** Commands that write state, by the call of the context that issues them. */
const WRITES: Readonly<Partial<Record<Command['type'], string>>> = {
  SetState: 'set',
  ClearState: 'clear',
  ClearAllState: 'clearAll',
};
