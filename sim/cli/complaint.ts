import type { Encoded } from '../core/encoded.ts';
import { wrappedText } from '../core/wrapped.ts';
import { visible } from '../trace/visible.ts';
import { terminalText } from './shown.ts';

/**
 * @returns the message of a usage error as it is printed: one line, so that it can be searched for; wrapped on a terminal.
 *   Names and values of files may be in it: what a terminal would obey is visible, and the middle of a long one left out.
 */
export function complaint(text: string, isTerminal: boolean = process.stderr.isTTY): Encoded<'terminal'> {
  const line = `restate-sim: ${short(visible(text))}`;
  return terminalText.markup`${terminalText(isTerminal ? wrappedText(line) : line)}\n`;
}

/** The end of a message says what to do. */
function short(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  const [beginning, end] = [text.slice(0, MAX_LENGTH / 2), text.slice(-MAX_LENGTH / 4)];
  // Not in the middle of a character.
  return `${beginning.replace(HALF_AT_END, '')} […] ${end.replace(HALF_AT_BEGINNING, '')}`;
}

const MAX_LENGTH = 1_000;
const HALF_AT_END = /[\uD800-\uDBFF]$/;
const HALF_AT_BEGINNING = /^[\uDC00-\uDFFF]/;
