import { describe, expect, it } from 'vitest';
import { changesByEvent } from '../../../reports/data/state-changes.ts';
import { startOf, stepsOf } from '../../../reports/data/steps.ts';
import type { ShownRun } from '../../../reports/data/report.ts';
import { stableJson } from '../../../reports/html/escape.ts';
import type { Layout } from '../../../reports/layout/geometry.ts';
import { layOut } from '../../../reports/layout/layout.ts';
import { misfitsOfReport } from '../../../reports/testing/misfits.ts';
import { CASES } from './cases.ts';
import { exampleNamed } from './example-named.ts';
import { exampleReport } from './example-report.ts';

function laidOut(run: ShownRun): Layout {
  const steps = stepsOf(run);
  const changes = changesByEvent(steps);
  return layOut(steps, { hidden: new Set(), toScale: false, startMs: startOf(run.events), changes });
}

describe.each(CASES)('the example $file', (example) => {
  it('is a finding with a story, a nearest run that holds, and the same data every time', async () => {
    const report = await exampleNamed(example.file);
    const [finding] = report.exhibits;
    expect(finding?.kind).toBe('finding');
    expect(finding?.shows.length).toBeGreaterThan(0);
    expect(finding?.story.length).toBeGreaterThan(0);
    expect(finding?.nearest?.run.verdict).toBe('held');
    expect(finding?.run.steps.some(({ ready }) => (ready?.length ?? 0) > 1)).toBe(true);
    expect(stableJson(await exampleReport(example))).toBe(stableJson(report));
  });

  it('fits the schema of run.json', async () => {
    expect(misfitsOfReport(await exampleNamed(example.file))).toEqual([]);
  });

  it('is drawn without boxes on top of each other, each mark inside of the column of its step', async () => {
    for (const { run } of (await exampleNamed(example.file)).exhibits) {
      const { marks, columns } = laidOut(run);
      const boxes = marks.filter(({ shape }) => shape === 'box').toSorted((a, b) => a.y - b.y || a.x - b.x);
      for (const [index, box] of boxes.entries()) {
        const next = boxes[index + 1];
        if (next?.y === box.y) expect(box.x + box.width / 2).toBeLessThanOrEqual(next.x - next.width / 2);
      }
      const byStep = new Map(columns.map((column) => [column.step, column]));
      for (const { step, x, width } of marks) {
        const column = byStep.get(step);
        expect(x - width / 2).toBeGreaterThanOrEqual(column?.x ?? Infinity);
        expect(x + width / 2).toBeLessThanOrEqual((column?.x ?? 0) + (column?.width ?? 0));
      }
    }
  });
});
