import type { Command } from './command.ts';

/** @returns the ids of the completions that a command gets, that of a callee's invocation id included */
export function completionsOf(command: Command): readonly number[] {
  return [
    ...('invocationIdCompletion' in command ? [command.invocationIdCompletion] : []),
    ...('completion' in command ? [command.completion] : []),
  ];
}
