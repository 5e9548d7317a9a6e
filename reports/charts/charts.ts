import type { ShownEvent } from '../data/shown.ts';
import { startOf } from '../data/steps.ts';
import type { Chart } from './chart.ts';
import { queueCharts } from './queue.ts';
import { slidingWindowCharts } from './sliding-window.ts';
import { KNOWN_CHARTS, type ChartSpec } from './spec.ts';
import { tokenBucketCharts } from './token-bucket.ts';

/** The charts of a run, broken ones first. */
export function chartsOf(events: readonly ShownEvent[], specs: readonly ChartSpec[] = KNOWN_CHARTS): readonly Chart[] {
  const startMs = startOf(events);
  const charts = specs.flatMap((spec) =>
    spec.kind === 'token bucket'
      ? tokenBucketCharts(events, spec, startMs)
      : slidingWindowCharts(events, spec, startMs),
  );
  const all = [...charts, ...queueCharts(events, startMs)];
  return [...all.filter(({ broken }) => broken), ...all.filter(({ broken }) => !broken)];
}
