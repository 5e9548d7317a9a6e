/**
 * Goal: an attempt has about the same chance of a fault wherever in virtual time it runs. Method: a service with renewals over
 * a year; the attempts of many runs, and those with a fault, are counted on the first virtual day and later.
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_BOUNDS } from '../../../sim/search/exhaustive/bounds.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { sourceOf } from '../../../sim/search/campaign/run-source.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { attemptsOf, type Attempts } from './attempts-with-faults.ts';
import { subscriptions } from './subscription.ts';

const RUNS = 200;

describe('faults of a search', () => {
  it('hit later work as often as that of the first day', async () => {
    const { firstDay, later } = await countedOver(subscriptions(), RUNS);
    expect(later.attempts).toBeGreaterThan(firstDay.attempts / 2);
    expect(shareOf(later)).toBeGreaterThan(shareOf(firstDay) / 2);
    expect(shareOf(later)).toBeLessThan(shareOf(firstDay) * 2);
  });

  it('do so where operators act, too', async () => {
    const { firstDay, later } = await countedOver(subscriptions({ operators: true }), RUNS);
    expect(shareOf(later)).toBeGreaterThan(shareOf(firstDay) / 2);
    expect(shareOf(later)).toBeLessThan(shareOf(firstDay) * 2);
  });
});

interface Counted {
  readonly firstDay: Attempts;
  readonly later: Attempts;
}

async function countedOver(scenario: Scenario, runs: number): Promise<Counted> {
  const counted = { firstDay: { attempts: 0, withFault: 0 }, later: { attempts: 0, withFault: 0 } };
  const source = sourceOf('mix', new Runner(scenario), 1, DEFAULT_BOUNDS);
  let made = 0;
  for (let unit = 0; made < runs; unit++) {
    for await (const { result } of source.unit(unit)) {
      made++;
      for (const [attempts, sum] of [
        [attemptsOf(result.events, (afterMs) => afterMs < DAY_MS), counted.firstDay],
        [attemptsOf(result.events, (afterMs) => afterMs >= DAY_MS), counted.later],
      ] as const) {
        sum.attempts += attempts.attempts;
        sum.withFault += attempts.withFault;
      }
    }
  }
  return counted;
}

const DAY_MS = 86_400_000;

function shareOf({ attempts, withFault }: Attempts): number {
  return withFault / attempts;
}
