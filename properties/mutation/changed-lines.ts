import { mutated, type Mutant } from './mutants.ts';

/** The lines of a source that a mutant changes, without their indentation. */
export interface ChangedLines {
  readonly before: string;
  readonly after: string;
}

/** How much of the text around a change is kept, in characters. */
const CONTEXT = 160;

/** @returns the changed lines; what is far away from the change in them is cut */
export function linesOf(text: string, mutant: Mutant): ChangedLines {
  const { start, end, replacement } = mutant;
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, start - CONTEXT);
  const next = text.indexOf('\n', end);
  const to = Math.min(next < 0 ? text.length : next, end + CONTEXT);
  const changed = mutated(text, mutant);
  return {
    before: inOneLine(text.slice(from, to)),
    after: inOneLine(changed.slice(from, to + replacement.length - (end - start))),
  };
}

/** @returns the number of the line in which the change begins, counted from 1 */
export function lineNumber(text: string, { start }: Mutant): number {
  return text.slice(0, start).split('\n').length;
}

function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 3 * CONTEXT ? line : `${line.slice(0, 2 * CONTEXT)} … ${line.slice(-CONTEXT / 2)}`;
}
