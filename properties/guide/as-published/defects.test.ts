/**
 * Goal: everything that `DEFECTS.md` says about the listings of the guide is so. Method: each stored plan is run again and
 * must break the same invariant in the same words; the file must be the one that is made from them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { faultsOf } from '../../../sim/search/finding/fault.ts';
import { defectsMd, explanationOf } from './defects-md.ts';
import { EXPLANATIONS } from './explanations.ts';
import { defect, FOLDER, rows } from './rows.ts';
import { invariantsOf, runSingle } from './single-invariant.ts';

const files = rows().flatMap(({ defects }) => defects);

describe('a defect of a listing', () => {
  it.each(files)('is shown by its plan, %s', async (file) => {
    const { scenario: name, invariant: of, handler, kind, message, plan } = defect(file);
    const scenario = AS_PUBLISHED.find((one) => one.name === name);
    const invariant = scenario && invariantsOf(scenario).find((one) => one.name === of);
    if (scenario === undefined || invariant === undefined) throw new Error(`${name} is not judged by "${of}"`);
    const faults = faultsOf(await runSingle(scenario, invariant, plan));
    expect(faults.map((fault) => [fault.invariant, fault.handler, fault.kind, fault.message])).toContainEqual([
      of,
      handler,
      kind,
      message,
    ]);
  });
});

describe('DEFECTS.md', () => {
  it('is what is made from the plans', () => {
    expect(readFileSync(new URL('../../../objects/as-published/DEFECTS.md', FOLDER), 'utf8')).toBe(defectsMd());
  });

  it('has a row for every listing', () => {
    const listed = new Set(rows().map(({ scenario }) => scenario));
    expect(AS_PUBLISHED.filter(({ name }) => !listed.has(name))).toEqual([]);
  });

  it('has a row for every invariant of a domain', () => {
    const judged = new Set(rows().map(({ scenario, invariant }) => `${scenario} | ${invariant}`));
    const missing = AS_PUBLISHED.flatMap(({ name, invariants }) =>
      invariants.map((invariant) => `${name} | ${invariant.name}`).filter((row) => !judged.has(row)),
    );
    expect(missing).toEqual([]);
  });

  it('explains nothing that was not found', () => {
    const used = new Set(files.map((file) => explanationOf(defect(file))));
    expect(EXPLANATIONS.filter((explanation) => !used.has(explanation))).toEqual([]);
  });
});
