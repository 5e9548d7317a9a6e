/** What the command prints to. */
export interface Terminal {
  /** Writes a line of the result. */
  out(line: string): void;
  /** Shows how far the work is: in place on a terminal, as plain lines when piped. */
  progress(text: string): void;
  /** Removes what {@link progress} has left in place. */
  clearProgress(): void;
  readonly color: boolean;
}

/** The process's own streams. @param quietOut send results to standard error, because data goes to standard output */
export function processTerminal(quietOut: boolean): Terminal {
  const out = quietOut ? process.stderr : process.stdout;
  const { stderr } = process;
  const color = out.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  let shown = '';
  const clearProgress = (): void => {
    if (stderr.isTTY && shown !== '') stderr.write('\r\u001B[K');
    shown = '';
  };
  return {
    color,
    out: (line) => {
      clearProgress();
      out.write(`${line}\n`);
    },
    progress: (text) => {
      if (text === shown) return;
      shown = text;
      stderr.write(stderr.isTTY ? `\r\u001B[K${text.slice(0, 79)}` : `${text}\n`);
    },
    clearProgress,
  };
}

/** What text may be painted in. */
export type Color = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

const CODES: Readonly<Record<Color, number>> = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 };

export function paint(terminal: Terminal, color: Color, text: string): string {
  return terminal.color ? `\u001B[${CODES[color]}m${text}\u001B[0m` : text;
}

/** Breaks text at spaces so that no line is longer than `width`; words that are longer stand alone. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}
