import { describe, expect, it } from 'vitest';
import { misfitsOfReport } from '../../../reports/testing/misfits.ts';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { ALL } from '../../../scenarios/index.ts';
import { searched } from './searched.ts';

describe('the schema of run.json fits', () => {
  it.each([...ALL, ...AS_PUBLISHED].map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_, scenario) => {
      expect(misfitsOfReport(await searched(scenario, { runs: 10, shrink: false }))).toEqual([]);
    },
  );
});
