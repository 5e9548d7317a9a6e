import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { GOALS, limitOf, missed, type Measured } from './goals.ts';

const BASELINE = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8')) as Measured;

describe('the goals of the benchmark', () => {
  it('are met by what was accepted last', () => {
    expect(missed(BASELINE, BASELINE)).toEqual([]);
    expect(Object.keys(BASELINE).toSorted()).toEqual(Object.keys(GOALS).toSorted());
  });

  it('are one third of the runs of fast-check, and a tenth of a second for a crash matrix', () => {
    expect(missed({ schedule: 3.01, crashMatrix: 100.1 }, {})).toEqual([
      'whole run / schedule of fast-check with as many steps, cost: 3.01 x is above 3.00 x, the goal.',
      'crash matrix of 30 entries, 90 places: 100 ms is above 100 ms, the goal.',
    ]);
    expect(missed({ schedule: 2.99, crashMatrix: 99 }, {})).toEqual([]);
  });

  it('are missed by what has become much worse, although it would still do', () => {
    expect(limitOf('schedule', { schedule: 1 })).toBe(1.5);
    expect(missed({ schedule: 1.6 }, { schedule: 1 })).toEqual([
      'whole run / schedule of fast-check with as many steps, cost: 1.60 x is above 1.50 x, what was accepted last, 1, and some tolerance.',
    ]);
  });

  it('say nothing about what was not measured', () => {
    expect(missed({}, BASELINE)).toEqual([]);
  });
});
