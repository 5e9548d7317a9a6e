import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { ChartSpec } from '../../trace/charts/chart-spec.ts';
import { checkedCharts } from './checked-charts.ts';

const BUCKET: ChartSpec = {
  kind: 'token bucket',
  service: 'Quota',
  handler: 'spend',
  tokens: 'input.tokens',
  granted: 'answer',
  capacity: 3,
  refill: { amount: 'state.limits.rate', everyMs: 1_000 },
  level: 'state.left',
  configure: { handler: 'limit', full: 'input.reset' },
};

describe('the charts of a scenario', () => {
  it('may be numbers, and paths into input, answer and state', () => {
    expect(checkedCharts('spending', [BUCKET])).toEqual([BUCKET]);
  });

  it.each<[Partial<ChartSpec>, string]>([
    [{ capacity: 'limits.capacity' }, 'its capacity is the path "limits.capacity"; give one like "input.tokens"'],
    [{ level: 'state' }, 'its level is the path "state"; give one like'],
    [{ tokens: Number.NaN }, 'its tokens is NaN; give a number of 0 or more'],
    [{ refill: { amount: 1, everyMs: -1 } }, 'its refill.everyMs is -1; give a number of 0 or more'],
    [{ configure: { handler: 'limit', full: 'reset' } }, 'its configure.full is the path "reset"'],
    [{ granted: 'yes' }, 'its granted is the path "yes"'],
  ])('%j is refused in one sentence', (wrong, problem) => {
    const refused = (): unknown => checkedCharts('spending', [{ ...BUCKET, ...wrong } as ChartSpec]);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(`The token bucket chart of Quota in the scenario "spending" cannot be drawn: ${problem}`);
  });
});
