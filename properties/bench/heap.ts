import { bankScenario } from '../../scenarios/bank-account.ts';
import { campaign } from '../../sim/search/campaign/campaign.ts';
import { heapUsed } from './measure.ts';

/** What the heap did while a campaign ran. */
export interface HeapCourse {
  readonly runs: number;
  /** Bytes in use, each time after a collection. */
  readonly samples: readonly number[];
  /** By how much of its mean the heap grew in the part that counts, by the line that fits it best. */
  readonly growth: number;
  readonly flat: boolean;
}

const SAMPLES = 60;
/** What is left out at the beginning, of the samples: code is compiled then, and caches fill. */
const WARM_UP = 1 / 3;
/** Growth that counts as flat. A leak of a kilobyte per run would be ten times as much after ten minutes. */
const FLAT = 0.1;

/**
 * Runs one campaign for some time, or for so many runs, and looks at the heap again and again.
 * @param leak bytes that each run leaves behind on purpose; for showing that it is noticed
 */
export async function heapCourse(
  budget: { readonly minutes: number; readonly runs: number },
  leak: number,
  print: (line: string) => void,
): Promise<HeapCourse> {
  const startMs = performance.now();
  const stepMs = (budget.minutes * 60_000) / SAMPLES;
  const stepRuns = budget.runs / SAMPLES;
  const samples: number[] = [];
  const left: number[][] = [];
  const { runs } = await campaign(bankScenario, {
    seed: 42,
    runs: Infinity,
    judgeReach: false,
    stop: () => samples.length >= SAMPLES,
    progress: (runsSoFar) => {
      if (leak > 0) left.push(Array.from({ length: leak / 8 }, () => runsSoFar + 0.5));
      const part = Math.max((performance.now() - startMs) / stepMs, runsSoFar / stepRuns);
      if (part < samples.length + 1) return;
      const bytes = heapUsed();
      samples.push(bytes);
      if (samples.length % (SAMPLES / 10) === 0) print(`${runsSoFar} runs: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
    },
  });
  const growth = growthOf(samples.slice(Math.floor(SAMPLES * WARM_UP)));
  return { runs, samples, growth, flat: growth < FLAT };
}

/** @returns by how much of its mean a series grows: the median of all slopes between two of its points, over its length */
export function growthOf(series: readonly number[]): number {
  const slopes = series.flatMap((from, at) => series.slice(at + 1).map((to, further) => (to - from) / (further + 1)));
  const slope = slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  return (slope * (series.length - 1)) / mean;
}
