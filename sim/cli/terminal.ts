import { styleText } from 'node:util';
import { wrappedLine } from '../core/wrapped.ts';
import { visible } from '../trace/visible.ts';
import { ownStdout } from './own-stdout.ts';
import { progressBar, type Progress } from './progress.ts';

/** What the command prints to. */
export interface Terminal {
  /** Writes a line of the result, or several. No terminal obeys what is in it: only our own colours stay. */
  out(line: string): void;
  /** Shows how far the work is, on standard error: as a bar on a terminal, else as lines. */
  progress(at: Progress): void;
  /** Removes the bar. */
  clearProgress(): void;
  readonly color: boolean;
}

/** The process's own streams. @param quietOut write results to standard error, because data goes to standard output */
export function processTerminal(quietOut: boolean): Terminal {
  const stream = quietOut ? process.stderr : process.stdout;
  const out = quietOut ? process.stderr : ownStdout();
  // Node heeds the variables of the environment that switch colours off.
  const color = stream.isTTY && stream.hasColors();
  const bar = progressBar(process.stderr);
  return {
    color,
    out: (line) => {
      bar.clear();
      out.write(`${shown(line, color)}\n`);
    },
    progress: (at) => bar.show(at),
    clearProgress: () => bar.clear(),
  };
}

/** The styles of {@link paint}. */
// oxlint-disable-next-line no-control-regex -- it is what styles are made of
const STYLE = /(\u001B\[(?:1|2|22|31|32|33|39)m)/;

/** @returns a line as it may be printed */
export function shown(line: string, color: boolean): string {
  if (!color) return visible(line, true);
  const parts = line.split(STYLE);
  return parts.map((part, place) => (place % 2 === 0 ? visible(part, true) : part)).join('');
}

/** Ends the process without a word when the reader of its output ends, as `head` does. */
export function endWithItsReader(): void {
  if (process.stdout.listenerCount('error') > 0) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(READER_GONE);
  });
}

/** Nothing was decided as far as the reader knows. */
const READER_GONE = 2;

/** What text may be painted in. */
export type Color = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

export function paint(terminal: Terminal, color: Color, text: string): string {
  return terminal.color ? styleText(color, text, { validateStream: false }) : text;
}

/** Prints a line; the lines that it is wrapped into are indented as it is. */
export function printLine(terminal: Terminal, line: string, color?: Color): void {
  for (const part of wrappedLine(line)) terminal.out(color === undefined ? part : paint(terminal, color, part));
}

/** Prints a text as one paragraph. */
export function print(terminal: Terminal, text: string, indent: string, color?: Color): void {
  printLine(terminal, indent + text.trim().replaceAll(/\s+/g, ' '), color);
}
