import { styleText } from 'node:util';
import { wrappedLine } from '../core/wrapped.ts';
import type { Encoded } from '../core/encoded.ts';
import { annotation } from '../../reports/faces/annotation.ts';
import { ownStdout } from './own-stdout.ts';
import { shown, terminalText } from './shown.ts';
import { standardError } from './standard-error.ts';
import { progressBar, type Progress } from './progress.ts';

/** What the command prints to. */
export interface Terminal {
  /** Writes a line of the result, or several. No terminal obeys what is in it: only our own colours stay. */
  out(line: string): void;
  /** Writes a command for the runner of a CI. */
  annotate(line: Encoded<'annotation'>): void;
  /** Shows how far the work is, on standard error: as a bar on a terminal, else as lines. */
  progress(at: Progress): void;
  /** Removes the bar. */
  clearProgress(): void;
  readonly color: boolean;
}

/** The process's own streams. @param quietOut write results to standard error, because data goes to standard output */
export function processTerminal(quietOut: boolean): Terminal {
  const stream = quietOut ? process.stderr : process.stdout;
  const out = quietOut ? standardError : ownStdout();
  // Node heeds the variables of the environment that switch colours off.
  const color = stream.isTTY && stream.hasColors();
  const bar = progressBar(process.stderr);
  return {
    color,
    out: (line) => {
      bar.clear();
      out.write(terminalText.markup`${shown(line, color)}\n`);
    },
    annotate: (line) => {
      bar.clear();
      out.write(annotation.markup`${line}\n`);
    },
    progress: (at) => bar.show(at),
    clearProgress: () => bar.clear(),
  };
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
