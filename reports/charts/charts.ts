import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { byKey, decisionsOf } from '../../sim/trace/charts/decisions.ts';
import type { ReadJson } from '../../sim/trace/charts/seen.ts';
import type { Payload, ShownEvent } from '../../sim/trace/shown.ts';
import { startOf } from '../data/steps.ts';
import type { Chart } from './chart.ts';
import { queueCharts } from './queue.ts';
import { slidingWindowChart } from './sliding-window.ts';
import { tokenBucketChart } from './token-bucket.ts';
import { payloadJson } from '../../sim/trace/words/payload-text.ts';

/** The charts of a run, broken ones first: one for each key of a limiter that decided anything, and for each queue. */
export function chartsOf(events: readonly ShownEvent[], specs: readonly ChartSpec[]): readonly Chart[] {
  const startMs = startOf(events);
  const charts = specs.flatMap((spec) =>
    [...byKey(decisionsOf(events, spec, readJson))].flatMap(([key, decisions]) => {
      if (decisions.every(({ granted }) => granted === undefined)) return [];
      const name = key === '' ? spec.service : `${spec.service}/${key}`;
      const chart =
        spec.kind === 'token bucket'
          ? tokenBucketChart(name, decisions, spec, startMs)
          : slidingWindowChart(name, decisions, spec, startMs);
      return chart ?? [];
    }),
  );
  const all = [...charts, ...queueCharts(events, startMs)];
  return [...all.filter(({ broken }) => broken), ...all.filter(({ broken }) => !broken)];
}

const readJson: ReadJson = (payload) => payloadJson(payload as Payload | undefined);
