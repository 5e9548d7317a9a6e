import { describe, expect, it } from 'vitest';
import { misfitsOfReport } from '../../../reports/testing/misfits.ts';
import { rateLimiterAsPublished } from '../../../scenarios/as-published/limiters.ts';
import { bankScenario } from '../../../scenarios/bank-account.ts';
import { searched } from './searched.ts';

/** All scenarios and listings have their turn in `schema.deep.test.ts`. */
describe('the schema of run.json', () => {
  it.each(['crashes', 'exhaustive', 'pct', 'surw'] as const)('fits what the strategy %s finds', async (strategy) => {
    expect(misfitsOfReport(await searched(bankScenario, { strategy, runs: 20 }))).toEqual([]);
  });

  it('fits a finding, with its shrinking, its charts and the nearest run that holds', async () => {
    const report = await searched(rateLimiterAsPublished('error'), { runs: 30 });
    expect(report.exhibits[0]).toMatchObject({ kind: 'finding', shrinking: {}, nearest: {} });
    expect(misfitsOfReport(report)).toEqual([]);
  });
});
