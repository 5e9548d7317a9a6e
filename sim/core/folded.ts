/** Default width of a terminal, in columns. */
export const WIDTH = 80;

/**
 * Breaks a line at blanks so that no part is wider than `width`. Later parts are indented as far as the first word of the
 * line: in a story, that is after the time. A word that is too long gets a line of its own.
 */
export function folded(line: string, width: number = WIDTH): string[] {
  if (line.length <= width) return [line];
  const beginning = line.slice(0, line.length - line.replace(BEGINNING, '').length);
  const hanging = ' '.repeat(beginning.length);
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(beginning.length).split(' ')) {
    if (current !== '' && beginning.length + current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].map((part, place) => (place === 0 ? beginning : hanging) + part);
}

/** The blanks that a line begins with, and the time in a line of a story: `  1 min 2.5 s  `. */
const BEGINNING = /^\s*(?:−?\d+(?:\.\d+)? (?:d|h|min|s|ms)(?: \d+(?:\.\d+)? (?:h|min|s|ms))* {2})?/;

/** Folds each line of a string that has several. */
export function foldedText(text: string, width: number = WIDTH): string {
  return text
    .split('\n')
    .flatMap((line) => folded(line, width))
    .join('\n');
}
