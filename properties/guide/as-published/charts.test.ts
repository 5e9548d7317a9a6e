import { describe, expect, it } from 'vitest';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { chartsOf } from '../../../reports/charts/charts.ts';
import { exhibit } from '../../../sim/report/exhibit.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { GeneratedPlans } from '../../../sim/search/campaign/generated-plans.ts';
import { searchFor } from './single-invariant.ts';

const LIMITERS = AS_PUBLISHED.filter(({ name }) => /Limiter|Gateway/.test(name));

describe('a limiter as published is drawn against its bound', () => {
  it.each(LIMITERS.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const runner = new Runner({ ...scenario, invariants: [] }, { compares: false });
    const plans = new GeneratedPlans(scenario, 1);
    const kinds = new Set<string>();
    for (let place = 0; place < 4; place++) {
      const { run } = await exhibit(runner, plans.at(place));
      for (const { kind, dots, minY, maxY } of chartsOf(run.events, scenario.charts ?? [])) {
        if (kind === 'queue') continue;
        kinds.add(kind);
        expect(dots.length).toBeGreaterThan(0);
        // A level that is centuries below zero must not flatten the rest of the picture.
        expect(maxY - minY).toBeLessThan(200);
      }
    }
    expect([...kinds]).toEqual([scenario.name.startsWith('Sliding') ? 'sliding window' : 'token bucket']);
  });

  it('and the chart shows the breach that the invariant finds', async () => {
    const scenario = AS_PUBLISHED.find(({ name }) => name === 'RateLimiter');
    const invariant = scenario?.invariants.find(({ name }) => name.startsWith('a bucket admits at most'));
    if (scenario === undefined || invariant === undefined) throw new Error('The listing is gone.');
    const { finding } = await searchFor(scenario, invariant, { seed: 42, runs: 300, known: [] });
    const runner = new Runner({ ...scenario, invariants: [invariant] }, { compares: false });
    const { run } = await exhibit(runner, finding?.plan ?? new GeneratedPlans(scenario, 1).at(0));
    const [chart] = chartsOf(run.events, scenario.charts ?? []);
    expect(chart).toMatchObject({ kind: 'token bucket', broken: true });
  });
});
