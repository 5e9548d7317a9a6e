/**
 * Goal: a seed names a sample, and what a person found out about a mutant is found again after other lines have changed.
 * Method: samples of the real sources; the mutants of a text before and after an edit.
 */
import { describe, expect, it } from 'vitest';
import { ROOT } from '../toolchain/imports.ts';
import { judgementOf, readJudgements } from './judgements.ts';
import { allMutants, mutatedFiles, namedMutants, shuffledMutants, type NamedMutant } from './sample.ts';

const FILES = mutatedFiles(ROOT, ['sim/journal']);

describe('a sample', () => {
  it('follows from its seed', () => {
    expect(idsOf(7)).toEqual(idsOf(7));
    expect(idsOf(7)).not.toEqual(idsOf(8));
    expect(idsOf(7).toSorted()).not.toEqual(idsOf(8).toSorted());
  });

  it('has one mutant of each point', () => {
    const sample = shuffledMutants(ROOT, FILES, 7);
    expect(new Set(sample.map(({ file, start, end }) => `${file} ${start} ${end}`)).size).toBe(sample.length);
  });

  it('is drawn from sources, not from tests and what only tests use', () => {
    const files = mutatedFiles(ROOT, ['sim/server']);
    expect(files).toContain('sim/server/timers.ts');
    expect(files.filter((file) => /test/.test(file))).toEqual([]);
    expect(mutatedFiles(ROOT, ['sim/server/timers.ts'])).toEqual(['sim/server/timers.ts']);
  });

  it('is a part of all mutants', () => {
    const all = new Set(allMutants(ROOT, FILES).map(({ id }) => id));
    for (const id of idsOf(7)) expect(all).toContain(id);
    expect(all.size).toBeGreaterThan(shuffledMutants(ROOT, FILES, 7).length);
  });
});

describe('the name of a mutant', () => {
  const text = 'a = b + c;\nd = e < f;\n';

  it('is the same after an edit of other lines', () => {
    const edited = `// A new line.\n${text}g();\n`;
    const names = namedMutants('a.ts', edited).flat();
    for (const { id } of namedMutants('a.ts', text).flat()) expect(names.map((one) => one.id)).toContain(id);
  });

  it('is another one for each of two equal lines', () => {
    const names = namedMutants('a.ts', `${text}${text}`).flat();
    expect(new Set(names.map(({ id }) => id)).size).toBe(names.length);
  });

  it('shows the line without and with the change', () => {
    expect(changeOf('boundary of a comparison')).toMatchObject({ before: 'd = e < f;', after: 'd = e <= f;' });
  });

  it('finds what is known about the mutant, and only about that one', () => {
    const known = {
      file: 'a.ts',
      before: 'd = e < f;',
      after: 'd = e <= f;',
      verdict: 'equivalent',
      reason: '',
    } as const;
    expect(judgementOf([known], changeOf('boundary of a comparison'))).toBe(known);
    expect(judgementOf([known], changeOf('arithmetic operator swapped'))).toBeUndefined();
  });

  function changeOf(kind: string): NamedMutant {
    const found = namedMutants('a.ts', text)
      .flat()
      .find((mutant) => mutant.kind === kind);
    if (found === undefined) throw new Error(`There is no such mutant: ${kind}.`);
    return found;
  }
});

it('each judgement says what it is and why, and none contradicts another', () => {
  const judgements = readJudgements();
  for (const { verdict, reason } of judgements) {
    expect(['equivalent', 'observable']).toContain(verdict);
    expect(reason).toMatch(/\w.*\.$/);
  }
  const names = judgements.map(({ file, before, after }) => JSON.stringify([file, before, after]));
  expect(new Set(names).size).toBe(names.length);
});

function idsOf(seed: number): readonly string[] {
  return shuffledMutants(ROOT, FILES, seed)
    .slice(0, 20)
    .map(({ id }) => id);
}
