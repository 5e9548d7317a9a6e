import wrapAnsi from 'wrap-ansi';

/** The width of a terminal, in columns. The same everywhere, so that output does not depend on the window. */
export const WIDTH = 80;

/**
 * Wraps a line so that it is no wider than `width` columns. The following lines are indented to where the words of the
 * first begin: behind the time, in a line of a story. A word that is too long stands alone, and nothing is left out.
 */
export function wrappedLine(line: string, width: number = WIDTH): string[] {
  const [beginning = ''] = BEGINNING.exec(line) ?? [];
  const columns = width - beginning.length;
  // A line that fits keeps its spaces.
  if (line.length <= width || columns < 1) return [line];
  const lines = wrapAnsi(line.slice(beginning.length), columns, { hard: false }).split('\n');
  return lines.map((part, index) => (index === 0 ? beginning : ' '.repeat(beginning.length)) + part);
}

/** The blanks that a line begins with, and the time in a line of a story: `  1 min 2.5 s  `. */
const BEGINNING = /^\s*(?:−?\d+(?:\.\d+)? (?:d|h|min|s|ms)(?: \d+(?:\.\d+)? (?:h|min|s|ms))* {2})?/;

/** Wraps each line of a text. */
export function wrappedText(text: string, width: number = WIDTH): string {
  return text
    .split('\n')
    .flatMap((line) => wrappedLine(line, width))
    .join('\n');
}
