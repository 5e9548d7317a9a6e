import { describe, expect, it } from 'vitest';
import { stableJson } from '../../../reports/html/escape.ts';
import { CASES } from './cases.ts';
import { exampleReport } from './example-report.ts';

describe.each(CASES)('the example $file', (example) => {
  it('is a finding with a story, a run that holds beside it, and the same data every time', async () => {
    const report = await exampleReport(example);
    const [finding] = report.exhibits;
    expect(finding?.kind).toBe('finding');
    expect(finding?.shows.length).toBeGreaterThan(0);
    expect(finding?.story.length).toBeGreaterThan(0);
    expect(finding?.nearest?.run.verdict).toBe('held');
    expect(finding?.run.steps.some(({ ready }) => (ready?.length ?? 0) > 1)).toBe(true);
    expect(stableJson(await exampleReport(example))).toBe(stableJson(report));
  });
});
