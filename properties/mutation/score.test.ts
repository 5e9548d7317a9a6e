import { expect, it } from 'vitest';
import { summaryOf } from './print.ts';
import type { Result } from './results.ts';
import { inWords, scoreOf } from './score.ts';
import type { Fate } from './trial.ts';

it.each([
  // Figures of the audit that asked for this measurement: 31 of 41.
  [31, 41, '31 of 41, 75.6 % (95 % interval 60.7 to 86.2)'],
  [10, 10, '10 of 10, 100.0 % (95 % interval 72.2 to 100.0)'],
  [0, 10, '0 of 10, 0.0 % (95 % interval 0.0 to 27.8)'],
  [0, 0, 'no mutants'],
])('the share of %i of %i has the interval of Wilson', (killed, of, words) => {
  expect(inWords(scoreOf(killed, of))).toBe(words);
});

it('equivalent mutants do not count; a timeout counts as killed', () => {
  const results = [
    result('a', { type: 'killed', by: 'a test', near: true }),
    result('b', { type: 'timeout', near: false }),
    result('c', { type: 'survived', notRun: 0 }),
    result('d', { type: 'survived', notRun: 3 }),
  ];
  const judgements = [
    { file: 'sim/x/c.ts', before: 'c', after: 'c!', verdict: 'equivalent', reason: 'Dead.' },
  ] as const;
  const summary = summaryOf(1, ['sim/x', 'sim/y'], results, judgements);
  expect(summary).toMatchObject({ mutants: 4, killed: 1, killedNear: 1, timeouts: 1, equivalent: 1, survived: 1 });
  expect(summary.score).toMatchObject({ killed: 2, of: 3 });
  expect(summary.folders['sim/x']).toEqual(summary.score);
  expect(summary.folders['sim/y']).toMatchObject({ of: 0, share: undefined });
  expect(summary.survivors).toEqual([
    { place: 'sim/x/d.ts:9', kind: 'a kind', before: 'd', after: 'd!', judged: undefined, notRun: 3 },
  ]);
});

function result(name: string, fate: Fate): Result {
  const mutant = { file: `sim/x/${name}.ts`, kind: 'a kind', start: 0, end: 1, replacement: '', id: name };
  return { mutant: { ...mutant, before: name, after: `${name}!` }, line: 9, fate };
}
