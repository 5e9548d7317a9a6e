import { UsageError } from '../../core/errors.ts';
import type { ChartSpec, Quantity } from '../../trace/charts/chart-spec.ts';

/**
 * @returns the charts of a scenario, unchanged
 * @throws {UsageError} when a path in one of them is malformed, or a number is negative or not finite
 */
export function checkedCharts(scenario: string, charts: readonly ChartSpec[]): readonly ChartSpec[] {
  for (const chart of charts) {
    for (const [name, quantity] of quantitiesOf(chart)) {
      const problem = quantity === undefined ? undefined : problemOf(quantity);
      if (problem === undefined) continue;
      throw new UsageError(
        'INVALID_CHART',
        `The ${chart.kind} chart of ${chart.service} in the scenario "${scenario}" cannot be drawn: its ${name} ${problem}.`,
      );
    }
  }
  return charts;
}

function quantitiesOf(chart: ChartSpec): readonly (readonly [string, Quantity | undefined])[] {
  const { granted, atMs } = chart;
  const both = [['granted', granted] as const, ['atMs', atMs] as const];
  if (chart.kind === 'sliding window') return [...both, ['limit', chart.limit], ['windowMs', chart.windowMs]];
  return [
    ...both,
    ['tokens', chart.tokens],
    ['capacity', chart.capacity],
    ['refill.amount', chart.refill.amount],
    ['refill.everyMs', chart.refill.everyMs],
    ['level', chart.level],
    ['configure.full', chart.configure?.full],
  ];
}

function problemOf(quantity: Quantity): string | undefined {
  if (typeof quantity === 'number') {
    return Number.isFinite(quantity) && quantity >= 0 ? undefined : `is ${quantity}; give a number of 0 or more`;
  }
  if (/^(input|answer)(\..+)?$|^state\..+$/.test(quantity)) return undefined;
  return `is the path "${quantity}"; give one like "input.tokens", "answer.allowed" or "state.bucket.capacity"`;
}
