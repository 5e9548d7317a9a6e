/** Goal: the list of lines stays short and says what it leaves out. Method: lists of all lengths. */
import { expect, it } from 'vitest';
import type { UnreachedLines } from '../../../reports/data/report.ts';
import { printUnreached } from './print-unreached.ts';

function printed(unreached: readonly UnreachedLines[], verbose = false): readonly string[] {
  const lines: string[] = [];
  const terminal = { color: false, out: (line: string) => void lines.push(line), annotate: () => undefined };
  printUnreached({ ...terminal, progress: () => undefined, clearProgress: () => undefined }, unreached, { verbose });
  return lines;
}

const many = (count: number): UnreachedLines[] =>
  Array.from({ length: count }, (_, index) => ({
    file: 'src/shop.ts',
    from: index,
    to: index,
    handler: `Shop/h${index}`,
  }));

it('joins the lines of a handler', () => {
  const own = { file: 'src/shop.ts', handler: 'Order/cancel' };
  expect(
    printed([
      { ...own, from: 41, to: 44 },
      { ...own, from: 50, to: 50 },
      { file: 'src/a.ts', from: 3, to: 3 },
    ]),
  ).toEqual(['', 'lines that no run reached:', '  src/shop.ts:41-44, 50 (Order/cancel)', '  src/a.ts:3']);
  expect(printed([])).toEqual(['', 'lines that no run reached: none']);
});

it('prints eight, never leaves out a single one, and all with --verbose', () => {
  expect(printed(many(9))).toHaveLength(11);
  const short = printed(many(20));
  expect(short).toHaveLength(11);
  expect(short.at(-1)).toBe('  and in 12 other handlers or files: --verbose, --json and --report list all');
  expect(printed(many(20), true)).toHaveLength(22);
});
