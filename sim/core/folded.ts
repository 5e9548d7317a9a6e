/** As wide as terminals are that nobody has made wider. */
export const WIDTH = 80;

/**
 * Breaks a line at blanks so that it is no wider than `width`. What goes on stands below the beginning of its words:
 * behind the time, in a line of a story. Words that are too long stand alone, and nothing is left out.
 */
export function folded(line: string, width: number = WIDTH): string[] {
  if (line.length <= width) return [line];
  const beginning = line.slice(0, line.length - line.replace(/^\s*(?:\d+\.\d+s {2})?/, '').length);
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

/** Folds each line of a text that has some already. */
export function foldedText(text: string, width: number = WIDTH): string {
  return text
    .split('\n')
    .flatMap((line) => folded(line, width))
    .join('\n');
}
