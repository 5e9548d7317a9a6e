import { expect, it } from 'vitest';
import { MAX_LEVELS, parsedJson } from './parsed-json.ts';

const nested = (levels: number, [open, close]: readonly [string, string], inside: string): string =>
  open.repeat(levels) + inside + close.repeat(levels);

it.each([
  ['lists', ['[', ']'], ''],
  ['objects', ['{"a":', '}'], '1'],
] as const)('nested %s are read up to a limit, and refused beyond it in a clause', (_what, brackets, inside) => {
  expect(JSON.stringify(parsedJson(nested(MAX_LEVELS, brackets, inside)))).toHaveLength(
    nested(MAX_LEVELS, brackets, inside).length,
  );
  for (const levels of [MAX_LEVELS + 1, 2_000_000]) {
    expect(() => parsedJson(nested(levels, brackets, inside))).toThrow('it is nested more than 1000 levels deep');
  }
});

it('counts no brackets of strings, and none twice', () => {
  const text = JSON.stringify(['['.repeat(2_000), '"\\"[[', ...Array.from({ length: 2_000 }, () => ({ a: [] }))]);
  expect(parsedJson(text)).toEqual(JSON.parse(text));
});

it.each(['', '"', '"\\', '[', 'nul', '{"a":1}}'])('refuses what is not JSON: %j', (text) => {
  expect(() => parsedJson(text)).toThrow(SyntaxError);
});
