import { bankScenario } from '../../scenarios/bank-account.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { WorkerPool } from '../../sim/search/campaign/workers/worker-pool.ts';
import { processorTime } from './measure.ts';

/** What a campaign cost. */
export interface CampaignCost {
  readonly wallMs: number;
  /** Of all threads together. */
  readonly processorMs: number;
}

/** Measures a campaign on worker threads that have run one before, so that starting them and compiling is not in it. */
export async function searchedBy(count: number, runs: number): Promise<CampaignCost> {
  const pool = new WorkerPool(count, new URL('../../scenarios/bank-account.ts', import.meta.url).href);
  try {
    const search = async (seed: number): Promise<void> => {
      await campaign(bankScenario, { seed, runs, judgeReach: false, workers: pool });
    };
    await search(1);
    const startMs = performance.now();
    const processorMs = await processorTime(() => search(2));
    return { wallMs: performance.now() - startMs, processorMs };
  } finally {
    await pool.close();
  }
}
