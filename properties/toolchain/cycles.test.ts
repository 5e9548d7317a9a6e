import { expect, it } from 'vitest';
import { cyclesOf } from './cycles.ts';
import { importsOf, sources } from './imports.ts';

const edges = (text: string): readonly { from: string; to: string }[] =>
  text.split(' ').map((edge) => ({ from: edge[0] ?? '', to: edge[1] ?? '' }));

it.each([
  ['ab bc', []],
  ['ab ba', ['ab']],
  ['ab bc ca cd de ed', ['abc', 'de']],
  ['ab ac bd cd', []],
  ['aa', []],
])('finds the circles of %s', (text, circles) => {
  expect(cyclesOf(edges(text)).map((files) => files.toSorted().join(''))).toEqual(circles);
});

it('no file imports itself through others, types aside', () => {
  expect(cyclesOf(importsOf(sources()).filter(({ typeOnly }) => !typeOnly))).toEqual([]);
});
