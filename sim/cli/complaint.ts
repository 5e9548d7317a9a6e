import { wrappedText } from '../core/wrapped.ts';

/**
 * @returns the message of a usage error as it is printed: one line, so that it can be searched for; wrapped on a terminal
 */
export function complaint(text: string, isTerminal: boolean = process.stderr.isTTY): string {
  const line = `restate-sim: ${text}`;
  return `${isTerminal ? wrappedText(line) : line}\n`;
}
