import { describe, expect, it } from 'vitest';
import { misfitsOfPage, misfitsOfReport } from '../testing/misfits.ts';
import { reportOf, RunBuilder } from '../testing/run-builder.ts';

describe('the schema of run.json', () => {
  it('reports what is missing, wrong or unknown', () => {
    const report = { ...reportOf(new RunBuilder().run()), seed: 'x', extra: 1, suite: undefined };
    expect(misfitsOfReport(report)).toEqual([
      'report.suite is missing',
      'report.seed is no integer',
      'report.extra is unknown',
    ]);
    expect(misfitsOfPage('<html></html>')).toEqual(['the page carries no data']);
  });
});
