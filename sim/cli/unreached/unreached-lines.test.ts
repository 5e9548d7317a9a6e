/** Goal: lines count as reached exactly where a block of them ran. Method: scripts with the counts of V8, as literals. */
import { expect, it } from 'vitest';
import { unreachedLines, type CountedFunction, type CountedScript } from './unreached-lines.ts';

const SOURCE = [
  'function pay() {',
  '  if (late) {',
  '    fine();',
  '  }',
  '  done();',
  '}',
  'function idle() {',
  '  wait();',
  '}',
];
/** Ten characters for each line, one place in each. */
const lines = {
  places: SOURCE.map((_, index) => ({ offset: index * 10, line: index + 1 })),
  offsetOf: (line: number, column: number) => line * 10 + column,
};

const ranges = (...all: readonly (readonly [number, number, number])[]): CountedFunction => ({
  ranges: all.map(([startOffset, endOffset, count]) => ({ startOffset, endOffset, count })),
});

function found(functions: readonly CountedFunction[], ...more: readonly CountedScript[]) {
  const handlers = [{ offset: 12, name: 'Shop/pay' }];
  return unreachedLines('shop.ts', [{ functions, lines, handlers }, ...more], SOURCE.join('\n'));
}

it('lists blocks and functions that did not run, with the handler that they are in', () => {
  const functions = [ranges([0, 90, 1]), ranges([5, 59, 3], [18, 35, 0]), ranges([65, 89, 0])];
  expect(found(functions)).toEqual([
    { file: 'shop.ts', from: 3, to: 3, handler: 'Shop/pay' },
    { file: 'shop.ts', from: 8, to: 8 },
  ]);
});

it('joins lines, also over lines of punctuation, unless a line that ran is between them', () => {
  expect(found([ranges([0, 90, 1]), ranges([5, 59, 1], [8, 59, 0])])).toEqual([
    { file: 'shop.ts', from: 2, to: 5, handler: 'Shop/pay' },
  ]);
  expect(found([ranges([0, 90, 1]), ranges([5, 59, 1], [8, 15, 0], [38, 59, 0])])).toEqual([
    { file: 'shop.ts', from: 2, to: 2, handler: 'Shop/pay' },
    { file: 'shop.ts', from: 5, to: 5, handler: 'Shop/pay' },
  ]);
});

it('counts a line as reached when it ran in one of the scripts that were made of the file', () => {
  const idle = [ranges([0, 90, 1]), ranges([5, 59, 1]), ranges([65, 89, 0])];
  const again: CountedScript = { functions: [ranges([0, 90, 1]), ranges([65, 89, 2])], lines, handlers: [] };
  expect(found(idle)).toEqual([{ file: 'shop.ts', from: 8, to: 8 }]);
  expect(found(idle, again)).toEqual([]);
});
