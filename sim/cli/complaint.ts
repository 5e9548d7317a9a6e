import { foldedText } from '../core/folded.ts';

/**
 * @returns what is said of a usage error: one line, for whoever searches for it; on a terminal in lines that fit there
 * @param terminal whether somebody looks at it there
 */
export function complaint(text: string, terminal: boolean = process.stderr.isTTY): string {
  const line = `restate-sim: ${text}`;
  return `${terminal ? foldedText(line) : line}\n`;
}
