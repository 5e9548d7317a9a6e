import type { UnreachedLines } from '../../../reports/data/report.ts';
import { unreachedGroups } from '../../../reports/data/unreached.ts';
import { count } from '../../core/count.ts';
import type { Options } from '../options.ts';
import { paint, printLine, type Terminal } from '../terminal.ts';

/** How many groups of lines are printed: of one handler, or of the rest of a file. */
const MAX_GROUPS = 8;

/** Prints the lines that no run reached: some of them, or with `--verbose` all. */
export function printUnreached(
  terminal: Terminal,
  unreached: readonly UnreachedLines[],
  { verbose }: Pick<Options, 'verbose'>,
): void {
  terminal.out('');
  const all = unreachedGroups({ unreached }) ?? [];
  if (all.length === 0) {
    terminal.out('lines that no run reached: none');
    return;
  }
  terminal.out(paint(terminal, 'yellow', 'lines that no run reached:'));
  const shown = verbose || all.length === MAX_GROUPS + 1 ? all : all.slice(0, MAX_GROUPS);
  for (const { file, lines, handler } of shown) printLine(terminal, `  ${file}:${lines}${handler}`);
  if (shown.length === all.length) return;
  const left = count(all.length - shown.length, 'other handler or file', 'other handlers or files');
  printLine(terminal, `  and in ${left}: --verbose, --json and --report list all`, 'dim');
}
