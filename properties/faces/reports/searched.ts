import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { CampaignOptions } from '../../../sim/search/campaign/types.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { Report } from '../../../reports/data/report.ts';
import { reportOf } from '../../../sim/report/report-of.ts';

/** What a search of a scenario reports, as the command line writes it. */
export async function searched(scenario: Scenario, options: Partial<CampaignOptions> = {}): Promise<Report> {
  const given = { seed: 42, runs: 2, judgeReach: false, ...options };
  return reportOf([{ scenario, result: await campaign(scenario, given) }], given);
}
