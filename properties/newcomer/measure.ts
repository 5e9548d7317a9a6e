import type { Service } from './catalogue.ts';
import type { Projects } from './project.ts';
import { reported, trial, type Trial } from './trial.ts';

/** What came of the twins of one service, from several seeds. */
export interface Measured {
  readonly service: Service;
  readonly seeds: number;
  /** How many seeds reported the planted bug. */
  readonly found: number;
  /** How it was reported: as a finding, where one seed did. */
  readonly how: 'finding' | 'advice' | 'missed';
  /** Runs to the first finding: the median of the seeds that found it. A test does not say it. */
  readonly runs: number | undefined;
  /** Real time of the command that found it: the median. */
  readonly seconds: number | undefined;
  /** What was wrong, a line for each seed: a finding or this advice in the fixed twin, or noise. Empty where the twin holds. */
  readonly alarms: readonly string[];
}

/** Runs both twins of a service from the seeds 1 to `seeds`. */
export async function measure(projects: Projects, service: Service, seeds: number): Promise<Measured> {
  const trials: Trial[] = [];
  const alarms: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const planted = await trial(projects, service, 'bug', seed);
    trials.push(planted);
    alarms.push(...noiseOf(planted, seed), ...alarmsOf(await trial(projects, service, 'fixed', seed), service, seed));
  }
  const hits = trials.filter((one) => reported(one, service) !== undefined);
  const ways = hits.map((one) => reported(one, service));
  return {
    service,
    seeds,
    found: hits.length,
    how: ways.includes('finding') ? 'finding' : (ways[0] ?? 'missed'),
    runs: median(hits.flatMap(({ run }) => run ?? [])),
    seconds: median(hits.map(({ seconds }) => seconds)),
    alarms,
  };
}

/** @returns what is wrong about a run of the fixed twin, in words */
function alarmsOf(fixed: Trial, service: Service, seed: number): string[] {
  const alarms = noiseOf(fixed, seed);
  if (fixed.status !== 0) alarms.push(`seed ${seed}: status ${fixed.status}: ${fixed.findings.slice(0, 300)}`);
  if (service.says.test(fixed.advice)) alarms.push(`seed ${seed}: the advice is given to the fixed twin`);
  return alarms;
}

const noiseOf = ({ noise }: Trial, seed: number): string[] =>
  noise === '' ? [] : [`seed ${seed}: standard error: ${noise.slice(0, 300)}`];

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
